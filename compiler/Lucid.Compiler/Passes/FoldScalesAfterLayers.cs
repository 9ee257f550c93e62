using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Takes scales and shifts by channel (batch normalisation among them) that follow a linear layer into its weights and bias:
/// (W·x + b)·s + t = (W·s)·x + (b·s + t). A whole chain is multiplied out in float64 and rounded once. Needs constant weights that are
/// finite and that no other node reads; leaves the layer with the chain's last name for its output.
/// </summary>
internal static class FoldScalesAfterLayers
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Fold> byLast = [];
        HashSet<NodeId> absorbed = [];
        foreach (Node node in graph.Nodes)
        {
            if (LayerWeights.Of(graph, node) is not { } layer || Follow(graph, uses, layer) is not { } fold) continue;
            byLast.Add(fold.Chain[^1].Id, fold);
            absorbed.Add(node.Id);
            foreach (Node member in fold.Chain.SkipLast(1)) absorbed.Add(member.Id);
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            // Its only reader is the fold, which stands at the last node of the chain.
            if (absorbed.Contains(node.Id)) return true;
            if (!byLast.TryGetValue(node.Id, out Fold? fold)) return false;
            Node root = fold.Layer.Node;
            ValueId weight = fold.Weight is null ? rewriter.New(root.Inputs[1]) : rewriter.AddConstant(graph[root.Inputs[1]].Name, fold.Weight);
            ValueId input = rewriter.New(root.Inputs[0]);
            if (fold.Bias is null) rewriter.ReplaceBy(node, root, root.Op, input, weight);
            else rewriter.ReplaceBy(node, root, root.Op, input, weight, rewriter.AddConstant(BiasName(graph, root), fold.Bias));
            return true;
        });
    }

    /// <summary>The longest chain behind a layer that folds; null where none does.</summary>
    private static Fold? Follow(Graph graph, GraphUses uses, LayerWeights layer)
    {
        int axis = layer.OutputChannelAxis(graph);
        ChannelAffine total = ChannelAffine.Identity(layer.OutChannels) with { Shift = layer.BiasValues() };
        bool mayScale = uses.UsersOf(layer.Node.Inputs[1]).Length == 1 && LayerWeights.IsFinite(layer.Weight) && total.IsFinite;
        List<Node> chain = [];
        Fold? best = null;
        ValueId value = layer.Node.Output;
        while (uses.HasOneUse(value) && uses.UsersOf(value)[0] is { } next
            && ChannelAffine.Of(graph, next, value, axis, layer.OutChannels) is { } affine)
        {
            if ((affine.HasScale && !mayScale) || (affine.HasShift && !layer.TakesBias) || !affine.IsFinite) break;
            total = total.Then(affine);
            chain.Add(next);
            value = next.Output;
            if (Make(layer, total, chain) is not { } fold) break;
            best = fold;
        }

        return best;
    }

    private static Fold? Make(LayerWeights layer, ChannelAffine total, List<Node> chain)
    {
        HostTensor? weight = total.HasScale ? layer.Scaled(ofInput: null, ofOutput: total.Scale) : null;
        if (total.HasScale && weight is null) return null;
        bool hasBias = layer.Bias is not null || total.HasShift;
        HostTensor? bias = hasBias ? LayerWeights.Rounded(new Shape(layer.OutChannels), total.Shift) : null;
        return hasBias && bias is null ? null : new(layer, [.. chain], weight, bias);
    }

    private static string BiasName(Graph graph, Node root) => root.Inputs.Count > 2 ? graph[root.Inputs[2]].Name : $"{root.Name}.bias";

    private sealed record Fold(LayerWeights Layer, ValueList<Node> Chain, HostTensor? Weight, HostTensor? Bias);
}
