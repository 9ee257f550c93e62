using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Takes crops of spatial axes that stand behind a convolution or a transposed convolution into its padding, through elementwise nodes
/// between them: what is cut off is never computed. Needs the layer's result to be read by the crop alone.
/// </summary>
/// <remarks>
/// With <c>a</c> positions cut at the beginning and L left. Convolution, stride s: out[o + a] reads s·(o + a) - p + d·k, so p' = p - s·a.
/// Transposed convolution: p' = p + a. In both the end padding is what gives L outputs.
/// </remarks>
internal static class FoldCropsIntoLayers
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Fold> byLast = [];
        HashSet<NodeId> absorbed = [];
        foreach (Node node in graph.Nodes)
        {
            if (Follow(graph, uses, node) is not { } fold) continue;
            byLast.Add(fold.Crop.Id, fold);
            absorbed.Add(node.Id);
            absorbed.UnionWith(fold.Between.Select(member => member.Id));
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (absorbed.Contains(node.Id)) return true;
            if (!byLast.TryGetValue(node.Id, out Fold? fold)) return false;
            ValueId[] operands = [.. fold.Layer.Inputs.Select(rewriter.New)];
            if (fold.Between.Count == 0)
            {
                rewriter.ReplaceBy(node, fold.Layer, fold.Op, operands);
                return true;
            }

            ValueId value = rewriter.Add(fold.Layer, fold.Op, operands);
            ValueId old = fold.Layer.Output;
            foreach (Node member in fold.Between)
            {
                ValueId[] inputs = [.. member.Inputs.Select(input => input == old ? value : rewriter.New(input))];
                if (member.Id == fold.Between[^1].Id) rewriter.ReplaceBy(node, member, member.Op, inputs);
                else value = rewriter.Add(member, member.Op, inputs);
                old = member.Output;
            }

            return true;
        });
    }

    private static Fold? Follow(Graph graph, GraphUses uses, Node layer)
    {
        int rank = layer.Op switch
        {
            Conv conv => conv.Stride.Count,
            ConvTranspose conv => conv.Stride.Count,
            _ => 0,
        };
        if (rank == 0) return null;
        List<Node> between = [];
        ValueId value = layer.Output;
        while (uses.HasOneUse(value))
        {
            Node next = uses.UsersOf(value)[0];
            if (SpatialWindow.Of(graph, next, rank) is { OnlyCuts: true } window)
                return Cropped(graph, layer, window, graph.TypeOf(next.Output).Shape) is { } op ? new(layer, op, [.. between], next) : null;
            if (!IsAlikeEverywhere(graph, next, value, rank)) return null;
            between.Add(next);
            value = next.Output;
        }

        return null;
    }

    /// <summary>Whether a node maps each element of <paramref name="value"/> in a way that does not depend on its spatial position.</summary>
    private static bool IsAlikeEverywhere(Graph graph, Node node, ValueId value, int rank)
    {
        if (node.Op is not (Pointwise or Cast) || graph.TypeOf(node.Output).Shape != graph.TypeOf(value).Shape) return false;
        return node.Inputs.All(input => input == value || (graph.Constants.TryGetValue(input, out HostTensor? data)
            && data.Shape.Extents.Skip(Math.Max(0, data.Shape.Rank - rank)).All(extent => extent == 1)));
    }

    private static Op? Cropped(Graph graph, Node layer, SpatialWindow window, SymbolicShape cropped)
    {
        SymbolicShape input = graph.TypeOf(layer.Inputs[0]).Shape;
        SymbolicShape output = graph.TypeOf(layer.Output).Shape;
        SymbolicShape weight = graph.TypeOf(layer.Inputs[1]).Shape;
        int rank = window.Begin.Count;
        IntExpr[] begin = new IntExpr[rank], end = new IntExpr[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            IntExpr left = cropped[cropped.Rank - rank + axis];
            // A layer refuses an empty output; a crop may give one.
            if (left.Range().Low is not >= 1) return null;
            IntExpr first = -window.Begin[axis];
            if (layer.Op is Conv conv)
            {
                begin[axis] = conv.PadsBegin[axis] - (conv.Stride[axis] * first);
                end[axis] = ((left - 1) * conv.Stride[axis]) + (conv.Dilation[axis] * (weight[2 + axis] - 1)) + 1 - input[input.Rank - rank + axis] - begin[axis];
            }
            else if (layer.Op is ConvTranspose transposed)
            {
                begin[axis] = transposed.PadsBegin[axis] + first;
                end[axis] = transposed.PadsEnd[axis] + output[output.Rank - rank + axis] - first - left;
            }
        }

        return layer.Op switch
        {
            Conv conv => conv with { PadsBegin = ValueList.Create<IntExpr>(begin), PadsEnd = ValueList.Create<IntExpr>(end) },
            ConvTranspose conv => conv with { PadsBegin = ValueList.Create<IntExpr>(begin), PadsEnd = ValueList.Create<IntExpr>(end) },
            _ => null,
        };
    }

    private sealed record Fold(Node Layer, Op Op, ValueList<Node> Between, Node Crop);
}
