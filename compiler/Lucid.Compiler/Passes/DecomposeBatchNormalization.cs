using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Writes batch normalisation as y = x·s + t with s = scale/√(variance + ε) and t = bias - mean·s, one number a channel, so that it
/// joins the layer before it. Needs nothing; leaves no <see cref="BatchNormalization"/>.
/// </summary>
/// <remarks>With constant parameters s and t are computed in float64 and rounded once.</remarks>
internal static class DecomposeBatchNormalization
{
    public static Graph Run(Graph graph) => GraphRewriter.Rewrite(graph, (rewriter, node) =>
    {
        if (node.Op is not BatchNormalization normalization) return false;
        ValueId x = rewriter.New(node.Inputs[0]);
        (ValueId scale, ValueId shift) = node.Inputs.Skip(1).All(graph.Constants.ContainsKey)
            ? ConstantFactors(rewriter, node, normalization)
            : ComputedFactors(rewriter, node, normalization);
        ValueId product = rewriter.Add(node, new Pointwise(PointwiseKind.Mul), x, scale);
        rewriter.ReplaceBy(node, new Pointwise(PointwiseKind.Add), product, shift);
        return true;
    });

    private static (ValueId Scale, ValueId Shift) ConstantFactors(GraphRewriter rewriter, Node node, BatchNormalization normalization)
    {
        Graph graph = rewriter.Source;
        double[] scale = Data(1), bias = Data(2), mean = Data(3), variance = Data(4);
        double[] s = new double[scale.Length];
        double[] t = new double[scale.Length];
        for (int c = 0; c < s.Length; c++)
        {
            s[c] = scale[c] / Math.Sqrt(variance[c] + normalization.Epsilon);
            t[c] = bias[c] - (mean[c] * s[c]);
        }

        Shape shape = new([s.Length, .. Enumerable.Repeat(1L, SpatialRank(graph, node))]);
        return (rewriter.AddConstant($"{node.Name}.scale", HostTensor.FromDoubles(ElementType.F32, shape, s)),
            rewriter.AddConstant($"{node.Name}.shift", HostTensor.FromDoubles(ElementType.F32, shape, t)));

        double[] Data(int input) => graph.Constants[node.Inputs[input]].ToDoubles();
    }

    private static (ValueId Scale, ValueId Shift) ComputedFactors(GraphRewriter rewriter, Node node, BatchNormalization normalization)
    {
        Graph graph = rewriter.Source;
        ValueId epsilon = rewriter.AddConstant($"{node.Name}.epsilon", HostTensor.FromDoubles(ElementType.F32, new Shape(), [normalization.Epsilon]));
        ValueId sum = rewriter.Add(node, new Pointwise(PointwiseKind.Add), rewriter.New(node.Inputs[4]), epsilon);
        ValueId root = rewriter.Add(node, new Pointwise(PointwiseKind.Sqrt), sum);
        ValueId s = rewriter.Add(node, new Pointwise(PointwiseKind.Div), rewriter.New(node.Inputs[1]), root);
        ValueId moved = rewriter.Add(node, new Pointwise(PointwiseKind.Mul), rewriter.New(node.Inputs[3]), s);
        ValueId t = rewriter.Add(node, new Pointwise(PointwiseKind.Sub), rewriter.New(node.Inputs[2]), moved);
        SymbolicShape shape = new([graph.TypeOf(node.Inputs[1]).Shape[0], .. Enumerable.Repeat(IntExpr.One, SpatialRank(graph, node))]);
        return (rewriter.Add(node, new Reshape(shape), s), rewriter.Add(node, new Reshape(shape), t));
    }

    private static int SpatialRank(Graph graph, Node node) => graph.TypeOf(node.Inputs[0]).Rank - 2;
}
