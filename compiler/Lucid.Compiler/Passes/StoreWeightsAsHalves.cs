using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Rounds the constant weights of dense layers to half, for <see cref="CompileOptions.Precision"/> F16: the constant becomes one of halves
/// and a cast to float32 follows it, which the layer's kernel takes in. Weights that half cannot hold (beyond 65504, not finite) stay.
/// </summary>
internal static class StoreWeightsAsHalves
{
    public static Graph Run(Graph graph) => GraphRewriter.Rewrite(graph, (rewriter, node) =>
    {
        if (!LinearKernel.ReadsHalfWeights(graph, node)) return false;
        ValueId weight = node.Inputs[1];
        if (!graph.Constants.TryGetValue(weight, out HostTensor? data) || data.Element != ElementType.F32 || !FitsHalves(data)) return false;
        // A layer that shares its weights with something else keeps them as they are.
        if (rewriter.Uses.UsersOf(weight).Length != 1 || rewriter.Uses.IsOutput(weight)) return false;
        ValueId halves = rewriter.AddConstant(graph[weight].Name, data.ConvertTo(ElementType.F16));
        ValueId[] operands = [.. node.Inputs.Select((input, i) => i == 1 ? halves : rewriter.New(input))];
        // Named after the weight: the layer keeps its own name.
        operands[1] = rewriter.Builder.Add(new Cast(ElementType.F32), [halves], $"{graph[weight].Name}.float", node.Span)!.Value;
        rewriter.ReplaceBy(node, node.Op, operands);
        return true;
    });

    /// <summary>Whether all elements stay finite as halves, and fill whole words.</summary>
    private static bool FitsHalves(HostTensor data)
    {
        const float most = 65504;
        if (data.Shape.ElementCount % 2 != 0) return false;
        foreach (float value in data.As<float>())
        {
            if (!(MathF.Abs(value) <= most)) return false;
        }

        return true;
    }
}
