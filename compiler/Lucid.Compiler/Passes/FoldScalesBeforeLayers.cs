using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Takes scales and shifts by channel that stand before a linear layer into its weights: W·(x·s + t) = (W·s)·x + W·t, in float64 and
/// rounded once. A shift folds only where every output sees the same taps (a convolution without padding, a matrix product): elsewhere
/// the border would get too much of it. Needs constant finite weights that no other node reads.
/// </summary>
internal static class FoldScalesBeforeLayers
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Fold> folds = [];
        HashSet<NodeId> absorbed = [];
        foreach (Node node in graph.Nodes)
        {
            if (LayerWeights.Of(graph, node) is not { } layer || Follow(graph, uses, layer) is not { } fold) continue;
            folds.Add(node.Id, fold);
            foreach (Node member in fold.Chain) absorbed.Add(member.Id);
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (absorbed.Contains(node.Id)) return true;
            if (!folds.TryGetValue(node.Id, out Fold? fold)) return false;
            ValueId input = rewriter.New(fold.Input);
            ValueId weight = rewriter.AddConstant(graph[node.Inputs[1]].Name, fold.Weight);
            if (fold.Bias is { } bias)
                rewriter.ReplaceBy(node, node.Op, input, weight, rewriter.AddConstant(node.Inputs.Count > 2 ? graph[node.Inputs[2]].Name : $"{node.Name}.bias", bias));
            else if (node.Inputs.Count > 2) rewriter.ReplaceBy(node, node.Op, input, weight, rewriter.New(node.Inputs[2]));
            else rewriter.ReplaceBy(node, node.Op, input, weight);
            return true;
        });
    }

    /// <summary>The longest chain before a layer that folds; null where none does.</summary>
    private static Fold? Follow(Graph graph, GraphUses uses, LayerWeights layer)
    {
        if (uses.UsersOf(layer.Node.Inputs[1]).Length != 1 || !LayerWeights.IsFinite(layer.Weight)) return null;
        int axis = layer.InputChannelAxis(graph);
        ChannelAffine total = ChannelAffine.Identity(layer.InChannels);
        List<Node> chain = [];
        Fold? best = null;
        ValueId value = layer.Node.Inputs[0];
        while (uses.HasOneUse(value) && uses.ProducerOf(value) is { } producer && Operand(graph, producer) is { } operand
            && ChannelAffine.Of(graph, producer, operand, axis, layer.InChannels) is { } affine)
        {
            total = affine.Then(total);
            chain.Add(producer);
            value = operand;
            if (!total.IsFinite) break;
            if (Make(layer, total, chain, value) is { } fold) best = fold;
        }

        return best;
    }

    private static Fold? Make(LayerWeights layer, ChannelAffine total, List<Node> chain, ValueId input)
    {
        if (total.HasShift && !SeesTheSameTaps(layer.Node.Op)) return null;
        if (layer.Scaled(ofInput: total.Scale, ofOutput: null) is not { } weight) return null;
        if (!total.HasShift) return new([.. chain], input, weight, null);
        double[] bias = layer.BiasValues();
        double[] moved = layer.SumOver(total.Shift);
        for (int c = 0; c < bias.Length; c++) bias[c] += moved[c];
        return LayerWeights.Rounded(new Shape(layer.OutChannels), bias) is { } rounded ? new([.. chain], input, weight, rounded) : null;
    }

    /// <summary>Whether every output sums over all kernel elements: then a constant input gives a constant output.</summary>
    private static bool SeesTheSameTaps(Op op) => op switch
    {
        Conv conv => conv.PadsBegin.Concat(conv.PadsEnd).All(pad => pad.Range().High <= 0),
        Linear => true,
        _ => false,
    };

    /// <summary>The operand of an elementwise node that is not constant, if there is exactly one.</summary>
    private static ValueId? Operand(Graph graph, Node node)
    {
        if (node.Op is not (Pointwise or BatchNormalization)) return null;
        ValueId[] moving = [.. node.Inputs.Where(input => !graph.Constants.ContainsKey(input))];
        return moving.Length == 1 ? moving[0] : null;
    }

    private sealed record Fold(ValueList<Node> Chain, ValueId Input, HostTensor Weight, HostTensor? Bias);
}
