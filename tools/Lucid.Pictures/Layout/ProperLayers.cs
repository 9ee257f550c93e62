using System.Collections.Immutable;

namespace Lucid.Pictures.Layout;

/// <summary>
/// Boxes in layers such that every edge leads to the next one: a box lies a layer below the lowest that leads to it (the longest path
/// from the sources), and an edge over more layers passes a <em>bend</em> in each between. Vertices are the boxes, then the bends.
/// </summary>
internal sealed class ProperLayers
{
    private readonly List<int> _layerOf;
    private readonly List<List<int>> _above = [];
    private readonly List<List<int>> _below = [];

    public ProperLayers(int boxes, IReadOnlyList<LayoutEdge> edges)
    {
        Boxes = boxes;
        _layerOf = [.. LongestPaths(boxes, edges)];
        for (int box = 0; box < boxes; box++)
            AddLists();
        Chains = [.. edges.Select(Chain)];
        int count = _layerOf.Count == 0 ? 0 : _layerOf.Max() + 1;
        Layers = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int vertex = 0; vertex < _layerOf.Count; vertex++)
            Layers[_layerOf[vertex]].Add(vertex);
    }

    public int Boxes { get; }

    public int Count => _layerOf.Count;

    /// <summary>Vertices by layer from left to right; what lays out reorders them.</summary>
    public ImmutableArray<List<int>> Layers { get; }

    /// <summary>By edge: its upper box, its bends, its lower box. Empty for an edge from a box to itself.</summary>
    public ImmutableArray<ImmutableArray<int>> Chains { get; }

    public bool IsBend(int vertex) => vertex >= Boxes;

    public int LayerOf(int vertex) => _layerOf[vertex];

    /// <summary>Neighbours in the layer above.</summary>
    public IReadOnlyList<int> Above(int vertex) => _above[vertex];

    /// <summary>Neighbours in the layer below.</summary>
    public IReadOnlyList<int> Below(int vertex) => _below[vertex];

    private static int[] LongestPaths(int boxes, IReadOnlyList<LayoutEdge> edges)
    {
        int[] layers = new int[boxes];
        var down = edges.Where(edge => edge.From != edge.To)
            .Select(edge => (Upper: Math.Min(edge.From, edge.To), Lower: Math.Max(edge.From, edge.To))).OrderBy(edge => edge.Upper).ToList();
        foreach ((int upper, int lower) in down)
            layers[lower] = Math.Max(layers[lower], layers[upper] + 1);

        // What nothing leads to, an input of a late layer say, stands close to where it is used.
        bool[] isSource = new bool[boxes];
        Array.Fill(isSource, true);
        int[] firstUse = new int[boxes];
        Array.Fill(firstUse, int.MaxValue);
        foreach ((int upper, int lower) in down)
        {
            isSource[lower] = false;
            firstUse[upper] = Math.Min(firstUse[upper], layers[lower]);
        }

        for (int box = 0; box < boxes; box++)
        {
            if (isSource[box] && firstUse[box] != int.MaxValue)
                layers[box] = firstUse[box] - 1;
        }

        return layers;
    }

    private ImmutableArray<int> Chain(LayoutEdge edge)
    {
        if (edge.From == edge.To)
            return [];
        (int upper, int lower) = edge.From < edge.To ? (edge.From, edge.To) : (edge.To, edge.From);
        var chain = ImmutableArray.CreateBuilder<int>();
        chain.Add(upper);
        for (int layer = _layerOf[upper] + 1; layer < _layerOf[lower]; layer++)
        {
            chain.Add(_layerOf.Count);
            _layerOf.Add(layer);
            AddLists();
        }

        chain.Add(lower);
        for (int i = 1; i < chain.Count; i++)
        {
            _below[chain[i - 1]].Add(chain[i]);
            _above[chain[i]].Add(chain[i - 1]);
        }

        return chain.ToImmutable();
    }

    private void AddLists()
    {
        _above.Add([]);
        _below.Add([]);
    }
}
