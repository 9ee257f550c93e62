using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Takes zero padding and crops of spatial axes that stand before a convolution or a transposed convolution into its padding. What is
/// added needs finite weights: 0 times an infinity would have been no number, and is now no product.
/// </summary>
/// <remarks>
/// Convolution: pads' = pads + added; a cut folds only where the convolution itself pads nothing, because its padding would read what
/// was cut off. Transposed convolution, stride s: pads' = pads - s·added; a cut never folds, because what was cut off would scatter.
/// </remarks>
internal static class FoldPadsIntoLayers
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            (Op op, ValueId input) = (node.Op, node.Inputs.Count > 0 ? node.Inputs[0] : default);
            while (node.Op is Conv or ConvTranspose && uses.ProducerOf(input) is { } producer && Merge(graph, op, node, producer) is { } merged)
                (op, input) = (merged, producer.Inputs[0]);
            if (ReferenceEquals(op, node.Op)) return false;
            rewriter.ReplaceBy(node, op, [rewriter.New(input), .. node.Inputs.Skip(1).Select(rewriter.New)]);
            return true;
        });
    }

    private static Op? Merge(Graph graph, Op op, Node layer, Node producer)
    {
        switch (op)
        {
            case Conv conv:
                return SpatialWindow.Of(graph, producer, conv.Stride.Count) is { } window && Fits(window.Begin, conv.PadsBegin) && Fits(window.End, conv.PadsEnd) && (window.OnlyCuts || IsFinite(graph, layer))
                    ? conv with { PadsBegin = Sum(conv.PadsBegin, window.Begin), PadsEnd = Sum(conv.PadsEnd, window.End) }
                    : null;
            case ConvTranspose conv:
                return SpatialWindow.Of(graph, producer, conv.Stride.Count) is { OnlyAdds: true } added && IsFinite(graph, layer)
                    ? conv with { PadsBegin = Less(conv.PadsBegin, added.Begin, conv.Stride), PadsEnd = Less(conv.PadsEnd, added.End, conv.Stride) }
                    : null;
            default: return null;
        }
    }

    /// <summary>Whether positions added stay zeros, and positions cut off are not read by the layer's own padding.</summary>
    private static bool Fits(ValueList<IntExpr> widths, ValueList<IntExpr> pads) =>
        widths.Zip(pads).All(pair => SpatialWindow.IsAdded(pair.First) || SpatialWindow.IsCut(pair.Second));

    private static ValueList<IntExpr> Sum(ValueList<IntExpr> pads, ValueList<IntExpr> widths) =>
        pads.Zip(widths).Select(pair => pair.First + pair.Second).ToValueList();

    private static ValueList<IntExpr> Less(ValueList<IntExpr> pads, ValueList<IntExpr> widths, ValueList<long> stride) =>
        pads.Select((pad, axis) => pad - (widths[axis] * stride[axis])).ToValueList();

    private static bool IsFinite(Graph graph, Node node) =>
        graph.Constants.TryGetValue(node.Inputs[1], out HostTensor? weight) && LayerWeights.IsFinite(weight);
}
