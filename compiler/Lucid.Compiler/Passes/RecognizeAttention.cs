using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Finds softmax(scale·QKᵀ)V, written as two matrix products around a softmax, for known sizes that one kernel walks: up to 64 channels, and as many
/// keys as an invocation's loops allow. Beyond them the two products are faster apart. Needs the inner values to be read by nobody else; leaves an
/// <see cref="Attention"/> between transpositions, which those of the exporter undo.
/// </summary>
internal static class RecognizeAttention
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not MatMul || Inner(uses, node.Inputs[0]) is not { Op: Softmax { Log: false } softmax } normal) return false;
            (Node? product, double scale) = Scores(graph, uses, normal.Inputs[0]);
            if (product is null) return false;
            (ValueId rows, ValueId columns, ValueId values) = (product.Inputs[0], product.Inputs[1], node.Inputs[1]);
            (SymbolicShape q, SymbolicShape k, SymbolicShape v) = (graph.TypeOf(rows).Shape, graph.TypeOf(columns).Shape, graph.TypeOf(values).Shape);
            int rank = q.Rank;
            if (rank < 3 || k.Rank != rank || v.Rank != rank || softmax.Axis != rank - 1 || graph.TypeOf(node.Output).Element != ElementType.F32
                || !q.Extents.SkipLast(2).SequenceEqual(k.Extents.SkipLast(2)) || !q.Extents.SkipLast(2).SequenceEqual(v.Extents.SkipLast(2))
                || !k[^2].TryGetConstant(out long depth) || !k[^1].TryGetConstant(out long keys) || !v[^1].TryGetConstant(out long channels)
                || !AttentionKernel.IsPossible(rank, depth, channels, keys))
                return false;
            Transpose turn = new([.. Enumerable.Range(0, rank - 2).Select(axis => (long)axis), rank - 1, rank - 2]);
            ValueId attention = rewriter.Add(node, new Attention(scale), rewriter.Add(node, turn, rewriter.New(rows)), rewriter.New(columns), rewriter.Add(node, turn, rewriter.New(values)));
            rewriter.ReplaceBy(node, turn, attention);
            return true;
        });
    }

    /// <summary>The product behind scores and what it is multiplied by.</summary>
    private static (Node? Product, double Scale) Scores(Graph graph, GraphUses uses, ValueId scores)
    {
        double scale = 1;
        while (Inner(uses, scores) is { } node)
        {
            switch (node.Op)
            {
                case MatMul: return (node, scale);
                case Pointwise { Kind: PointwiseKind.Mul } when Number(node.Inputs[1]) is { } factor: (scale, scores) = (scale * factor, node.Inputs[0]); break;
                case Pointwise { Kind: PointwiseKind.Mul } when Number(node.Inputs[0]) is { } factor: (scale, scores) = (scale * factor, node.Inputs[1]); break;
                case Pointwise { Kind: PointwiseKind.Div } when Number(node.Inputs[1]) is { } divisor: (scale, scores) = (scale / divisor, node.Inputs[0]); break;
                default: return (null, 0);
            }

            if (!double.IsFinite(scale)) return (null, 0);
        }

        return (null, 0);

        double? Number(ValueId value) => graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1 ? data.ToDoubles()[0] : null;
    }

    private static Node? Inner(GraphUses uses, ValueId value) => uses.HasOneUse(value) ? uses.ProducerOf(value) : null;
}
