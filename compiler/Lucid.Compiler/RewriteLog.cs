using Lucid.Model;

namespace Lucid.Compiler;

/// <summary>What a pass says of its rewrites of linear layers.</summary>
internal sealed class RewriteLog
{
    private readonly List<LayerRewrite> _rewrites = [];

    /// <summary>The rewrites, in the order of the places in the graph.</summary>
    public IReadOnlyList<LayerRewrite> Rewrites => _rewrites;

    /// <summary>Notes that nodes of the source have given way to one op of the new graph, whose operands but the first are constants.</summary>
    public void Add(GraphRewriter rewriter, Node place, IEnumerable<Node> replaced, Op by, ReadOnlySpan<ValueId> operands, ValueId output) => _rewrites.Add(new(
        place.Name,
        replaced.Aggregate(LayerCost.None, (cost, node) => cost + LayerCost.Of(rewriter.Source, node)),
        LayerCost.Of(rewriter.Builder, by, operands, output)));
}
