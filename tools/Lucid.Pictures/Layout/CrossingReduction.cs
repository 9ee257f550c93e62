namespace Lucid.Pictures.Layout;

/// <summary>
/// Orders the vertices within their layers so that few edges cross: sweeps down and up that sort each layer by the mean place of its
/// neighbours in the layer before, and swaps of two that stand side by side. The best order seen is kept; ties keep their order.
/// </summary>
internal sealed class CrossingReduction
{
    private const int MostSweeps = 24;
    private const int MostSwapRounds = 8;

    private readonly ProperLayers _graph;
    private readonly int[] _place;

    private CrossingReduction(ProperLayers graph)
    {
        _graph = graph;
        _place = new int[graph.Count];
        foreach (List<int> layer in graph.Layers)
            Number(layer);
    }

    public static void Run(ProperLayers graph)
    {
        var reduction = new CrossingReduction(graph);
        List<int>[] best = [.. graph.Layers.Select(layer => layer.ToList())];
        long fewest = reduction.Crossings();
        for (int sweep = 0; sweep < MostSweeps && fewest > 0; sweep++)
        {
            reduction.Sweep(down: sweep % 2 == 0);
            reduction.Swap();
            long crossings = reduction.Crossings();
            if (crossings >= fewest)
                continue;
            fewest = crossings;
            best = [.. graph.Layers.Select(layer => layer.ToList())];
        }

        for (int i = 0; i < best.Length; i++)
        {
            graph.Layers[i].Clear();
            graph.Layers[i].AddRange(best[i]);
        }
    }

    private void Sweep(bool down)
    {
        int count = _graph.Layers.Length;
        for (int i = 1; i < count; i++)
        {
            List<int> layer = _graph.Layers[down ? i : count - 1 - i];
            int[] sorted = [.. layer.OrderBy(vertex => Mean(vertex, down ? _graph.Above(vertex) : _graph.Below(vertex))).ThenBy(vertex => _place[vertex])];
            layer.Clear();
            layer.AddRange(sorted);
            Number(layer);
        }
    }

    private double Mean(int vertex, IReadOnlyList<int> neighbours) =>
        neighbours.Count == 0 ? _place[vertex] : neighbours.Average(neighbour => _place[neighbour]);

    private void Swap()
    {
        bool changed = true;
        for (int round = 0; round < MostSwapRounds && changed; round++)
        {
            changed = false;
            foreach (List<int> layer in _graph.Layers)
            {
                for (int i = 0; i + 1 < layer.Count; i++)
                {
                    (int left, int right) = (layer[i], layer[i + 1]);
                    if (CrossingsOf(right, left) >= CrossingsOf(left, right))
                        continue;
                    (layer[i], layer[i + 1]) = (right, left);
                    (_place[right], _place[left]) = (i, i + 1);
                    changed = true;
                }
            }
        }
    }

    // Crossings between the edges of two vertices of a layer when the first stands left of the second.
    private long CrossingsOf(int left, int right) => Pairs(_graph.Above(left), _graph.Above(right)) + Pairs(_graph.Below(left), _graph.Below(right));

    private long Pairs(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        long pairs = 0;
        foreach (int a in left)
        {
            foreach (int b in right)
                pairs += _place[a] > _place[b] ? 1 : 0;
        }

        return pairs;
    }

    private long Crossings()
    {
        long crossings = 0;
        foreach (List<int> layer in _graph.Layers)
        {
            // Inversions among the lower ends, edges taken from left to right by their upper ends, counted in a Fenwick tree.
            int[] ends = [.. layer.SelectMany(vertex => _graph.Below(vertex).Select(below => _place[below]).Order())];
            int width = ends.Length == 0 ? 0 : ends.Max() + 1;
            int[] tree = new int[width + 1];
            for (int seen = 0; seen < ends.Length; seen++)
            {
                int notRight = 0;
                for (int i = ends[seen] + 1; i > 0; i -= i & -i)
                    notRight += tree[i];
                crossings += seen - notRight;
                for (int i = ends[seen] + 1; i <= width; i += i & -i)
                    tree[i]++;
            }
        }

        return crossings;
    }

    private void Number(List<int> layer)
    {
        for (int i = 0; i < layer.Count; i++)
            _place[layer[i]] = i;
    }
}
