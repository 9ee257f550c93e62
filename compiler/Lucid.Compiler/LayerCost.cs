using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler;

/// <summary>What nodes cost by their definition, for any sizes: what an exact rewrite of linear layers weighs.</summary>
/// <param name="MultiplyAdds">Products that are added up: every weight of a layer meets every input (transposed) or every output (not) once an image; each element of a window or of an interpolation counts as one.</param>
/// <param name="WeightBytes">Constants that are read.</param>
/// <param name="ValueBytes">Operand and result, where each node is a kernel of its own.</param>
public sealed record LayerCost(IntExpr MultiplyAdds, long WeightBytes, IntExpr ValueBytes)
{
    /// <summary>Nothing.</summary>
    public static LayerCost None { get; } = new(IntExpr.Zero, 0, IntExpr.Zero);

    /// <summary>Of both.</summary>
    public static LayerCost operator +(LayerCost left, LayerCost right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.MultiplyAdds + right.MultiplyAdds, checked(left.WeightBytes + right.WeightBytes), left.ValueBytes + right.ValueBytes);
    }

    /// <summary>Of both.</summary>
    public static LayerCost Add(LayerCost left, LayerCost right) => left + right;

    /// <summary>The cost of a node with one output.</summary>
    internal static LayerCost Of(Graph graph, Node node) => Of(
        node.Op, graph.TypeOf(node.Inputs[0]), node.Inputs.Count > 1 ? graph.TypeOf(node.Inputs[1]).Shape : null, graph.TypeOf(node.Output),
        node.Inputs.Skip(1).Sum(input => graph.Constants.TryGetValue(input, out HostTensor? data) ? data.Bytes.Length : 0L));

    /// <summary>The cost of an op of a graph that is being made; all operands but the first are constants.</summary>
    internal static LayerCost Of(GraphBuilder builder, Op op, ReadOnlySpan<ValueId> operands, ValueId output)
    {
        long weights = 0;
        foreach (ValueId operand in operands[1..]) weights += builder.TypeOf(operand).Shape.ToShape().ElementCount * builder.TypeOf(operand).Element.ByteSize();
        return Of(op, builder.TypeOf(operands[0]), operands.Length > 1 ? builder.TypeOf(operands[1]).Shape : null, builder.TypeOf(output), weights);
    }

    /// <summary>The multiply-adds of a convolution or transposed convolution.</summary>
    internal static IntExpr OfLayer(Op op, SymbolicShape input, SymbolicShape weight, SymbolicShape output)
    {
        SymbolicShape grid = op is ConvTranspose ? input : output;
        // Either way the first axis of the weight is the element's own channel.
        return weight.Extents.Skip(1).Aggregate(grid.ElementCount, (product, extent) => product * extent);
    }

    private static LayerCost Of(Op op, TensorType input, SymbolicShape? weight, TensorType output, long weightBytes) => new(
        (op, weight) switch
        {
            (Conv or ConvTranspose, { } shape) => OfLayer(op, input.Shape, shape, output.Shape),
            (Linear or MatMul, _) => output.Shape.ElementCount * input.Shape[^1],
            (Pool { Kind: PoolKind.Average } pool, _) => output.Shape.ElementCount * pool.Kernel.Aggregate(1L, (product, extent) => checked(product * extent)),
            (Resize { Mode: ResizeMode.Linear }, _) => output.Shape.ElementCount * (1L << Enumerable.Range(0, input.Rank).Count(axis => input.Shape[axis] != output.Shape[axis])),
            _ => IntExpr.Zero,
        },
        weightBytes,
        (input.Shape.ElementCount * input.Element.ByteSize()) + (output.Shape.ElementCount * output.Element.ByteSize()));
}
