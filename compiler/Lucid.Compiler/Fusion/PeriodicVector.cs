using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>
/// A constant number for each channel and each rest of a position, repeated over all positions: what the bias of a convolution becomes
/// when its channels are spread over blocks. In the graph it is [C,1,u,1,u] expanded to [C,H,u,W,u] and reshaped to [C,uH,uW].
/// </summary>
/// <param name="Constant">The numbers, [C,1,u,1,u].</param>
/// <param name="Periods">u of each of the three axes; 1 for axes that the layer lacks.</param>
internal sealed record PeriodicVector(ValueId Constant, ValueList<long> Periods)
{
    /// <summary>The repeated vector that a value is to a layer's epilogue; null for any other value.</summary>
    public static PeriodicVector? Of(Graph graph, GraphUses uses, KnownSizes sizes, Node layer, ValueId value)
    {
        int rank = layer.Op switch
        {
            Conv conv => conv.Stride.Count,
            ConvTranspose conv => conv.Stride.Count,
            _ => 0,
        };
        SymbolicShape output = graph.TypeOf(layer.Output).Shape;
        if (rank == 0 || output.Rank != rank + 2 || uses.ProducerOf(value) is not { Op: Reshape } reshape
            || uses.ProducerOf(reshape.Inputs[0]) is not { Op: Expand } expand || !graph.Constants.TryGetValue(expand.Inputs[0], out HostTensor? data))
            return null;
        SymbolicShape flat = graph.TypeOf(value).Shape, wide = graph.TypeOf(expand.Output).Shape;
        if (data.Shape.Rank != 1 + (2 * rank) || wide.Rank != data.Shape.Rank || !sizes.Same(flat, new SymbolicShape([.. output.Extents.Skip(1)]))) return null;
        List<long> periods = [.. Enumerable.Repeat(1L, 3 - rank)];
        for (int axis = 0; axis < rank; axis++)
        {
            long period = data.Shape[2 + (2 * axis)];
            if (data.Shape[1 + (2 * axis)] != 1 || wide[2 + (2 * axis)] != period || flat[1 + axis] != wide[1 + (2 * axis)] * period) return null;
            periods.Add(period);
        }

        return wide[0] == data.Shape[0] && flat[0] == data.Shape[0] ? new(expand.Inputs[0], periods.ToValueList()) : null;
    }
}
