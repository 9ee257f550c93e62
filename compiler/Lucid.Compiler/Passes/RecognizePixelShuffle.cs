using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Finds the pixel shuffle that exporters write out for one to three spatial axes: [N,C·uʳ,*S] reshaped to [N,C,u…,*S], each u moved behind
/// its axis, and reshaped to [N,C,*(u·S)]. Needs the inner values to be read by nobody else; leaves a <see cref="DepthToSpace"/>.
/// </summary>
internal static class RecognizePixelShuffle
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not Reshape || Inner(uses, node.Inputs[0]) is not { Op: Transpose turn } turned || Inner(uses, turned.Inputs[0]) is not { Op: Reshape } split) return false;
            SymbolicShape from = graph.TypeOf(split.Inputs[0]).Shape, wide = graph.TypeOf(split.Output).Shape, to = graph.TypeOf(node.Output).Shape;
            if (Block(from, wide, to, turn) is not { } shuffle) return false;
            rewriter.ReplaceBy(node, shuffle, rewriter.New(split.Inputs[0]));
            return true;
        });
    }

    private static DepthToSpace? Block(SymbolicShape from, SymbolicShape wide, SymbolicShape to, Transpose turn)
    {
        int rank = from.Rank - 2;
        if (rank is < 1 or > 3 || wide.Rank != 2 + (2 * rank) || to.Rank != from.Rank || wide[0] != from[0]) return null;
        // Channels before the digits of the block (column_row_depth), or behind them.
        bool columnRowDepth = turn.Permutation[1] == 1;
        int channel = columnRowDepth ? 1 : 1 + rank, digit = columnRowDepth ? 2 : 1;
        if (!wide[digit].TryGetConstant(out long block) || block < 2) return null;
        List<long> order = [0, channel];
        for (int axis = 0; axis < rank; axis++)
        {
            order.AddRange([2 + rank + axis, digit + axis]);
            if (wide[digit + axis] != block || wide[2 + rank + axis] != from[2 + axis] || to[2 + axis] != from[2 + axis] * block) return null;
        }

        return turn.Permutation.SequenceEqual(order) && to[0] == from[0] && to[1] == wide[channel] ? new DepthToSpace(block, columnRowDepth) : null;
    }

    private static Node? Inner(GraphUses uses, ValueId value) => uses.HasOneUse(value) ? uses.ProducerOf(value) : null;
}
