namespace Lucid.Pictures.Layout;

/// <summary>
/// x of every vertex for given orders of the layers, after Brandes and Köpf, "Fast and simple horizontal coordinate assignment" (2001):
/// four times, from above and below and from left and right, vertices are aligned with the median of their neighbours into vertical
/// blocks, and the blocks pushed together; the middle of the four is taken. Straight are, in this order: long edges between their
/// bends; edges between boxes in neighbouring layers, so that a chain of layers stands in a column and its skips beside it.
/// </summary>
internal sealed class HorizontalPlaces
{
    private readonly ProperLayers _graph;
    private readonly Func<int, int, double> _distance;
    private readonly int[] _place;
    private readonly HashSet<(int Upper, int Lower)> _bent = [];

    private HorizontalPlaces(ProperLayers graph, Func<int, int, double> distance)
    {
        (_graph, _distance) = (graph, distance);
        _place = new int[graph.Count];
        foreach (List<int> layer in graph.Layers)
        {
            for (int i = 0; i < layer.Count; i++)
                _place[layer[i]] = i;
        }
    }

    /// <param name="graph">The layers in their final order.</param>
    /// <param name="distance">How far apart the middles of two neighbours in a layer have to be.</param>
    public static double[] Run(ProperLayers graph, Func<int, int, double> distance)
    {
        var places = new HorizontalPlaces(graph, distance);
        places.LeaveLongEdgesStraight();
        places.LeaveChainsStraight();
        double[][] all =
        [
            places.Align(fromAbove: true, fromLeft: true), places.Align(fromAbove: true, fromLeft: false),
            places.Align(fromAbove: false, fromLeft: true), places.Align(fromAbove: false, fromLeft: false),
        ];
        return Middle(all);
    }

    // Where an edge crosses one between two bends, it is the one to bend.
    private void LeaveLongEdgesStraight()
    {
        for (int i = 0; i + 1 < _graph.Layers.Length; i++)
        {
            List<(int Upper, int Lower)> inner =
                [.. _graph.Layers[i].Where(_graph.IsBend).SelectMany(upper => _graph.Below(upper).Where(_graph.IsBend).Select(lower => (upper, lower)))];
            if (inner.Count == 0)
                continue;
            foreach (int upper in _graph.Layers[i])
            {
                foreach (int lower in _graph.Below(upper))
                {
                    if (!(_graph.IsBend(upper) && _graph.IsBend(lower)) && inner.Exists(other => (_place[other.Upper] - _place[upper]) * (_place[other.Lower] - _place[lower]) < 0))
                        _bent.Add((upper, lower));
                }
            }
        }
    }

    // Where a long edge begins or ends at a box that has a box as its neighbour there, the box is aligned with that.
    private void LeaveChainsStraight()
    {
        for (int box = 0; box < _graph.Boxes; box++)
        {
            if (_graph.Below(box).Any(below => !_graph.IsBend(below)))
                _bent.UnionWith(_graph.Below(box).Where(_graph.IsBend).Select(below => (box, below)));
            if (_graph.Above(box).Any(above => !_graph.IsBend(above)))
                _bent.UnionWith(_graph.Above(box).Where(_graph.IsBend).Select(above => (above, box)));
        }
    }

    private double[] Align(bool fromAbove, bool fromLeft)
    {
        int[] root = [.. Enumerable.Range(0, _graph.Count)], next = [.. root];
        IEnumerable<List<int>> layers = fromAbove ? _graph.Layers : _graph.Layers.Reverse();
        foreach (List<int> layer in layers)
        {
            int last = fromLeft ? -1 : int.MaxValue;
            foreach (int vertex in fromLeft ? layer : Enumerable.Reverse(layer))
            {
                int[] neighbours = [.. (fromAbove ? _graph.Above(vertex) : _graph.Below(vertex))
                    .Where(other => !_bent.Contains(fromAbove ? (other, vertex) : (vertex, other))).OrderBy(other => _place[other])];
                if (neighbours.Length == 0)
                    continue;
                (int first, int second) = ((neighbours.Length - 1) / 2, neighbours.Length / 2);
                foreach (int median in fromLeft ? new[] { first, second } : [second, first])
                {
                    int other = neighbours[median];
                    if (next[vertex] != vertex || !(fromLeft ? last < _place[other] : last > _place[other]))
                        continue;
                    next[other] = vertex;
                    root[vertex] = root[other];
                    next[vertex] = root[vertex];
                    last = _place[other];
                }
            }
        }

        return Compact(root, fromLeft);
    }

    // Blocks as far left as their left neighbours let them, then as far right again as costs no width (or the mirror image of that).
    private double[] Compact(int[] root, bool fromLeft)
    {
        double sign = fromLeft ? 1 : -1;
        var apart = new SortedDictionary<(int Left, int Right), double>();
        foreach (List<int> layer in _graph.Layers)
        {
            for (int i = 0; i + 1 < layer.Count; i++)
            {
                (int Left, int Right) pair = fromLeft ? (root[layer[i]], root[layer[i + 1]]) : (root[layer[i + 1]], root[layer[i]]);
                apart[pair] = Math.Max(apart.GetValueOrDefault(pair), _distance(layer[i], layer[i + 1]));
            }
        }

        ILookup<int, (int Right, double Distance)> rightOf = apart.ToLookup(pair => pair.Key.Left, pair => (pair.Key.Right, pair.Value));
        int[] order = LeftToRight(root, rightOf);
        double[] x = new double[_graph.Count];
        foreach (int block in order)
        {
            foreach ((int right, double distance) in rightOf[block])
                x[right] = Math.Max(x[right], x[block] + distance);
        }

        foreach (int block in order.Reverse())
        {
            double limit = rightOf[block].Select(right => x[right.Right] - right.Distance).DefaultIfEmpty(double.NegativeInfinity).Min();
            x[block] = Math.Max(x[block], limit);
        }

        return [.. Enumerable.Range(0, _graph.Count).Select(vertex => sign * x[root[vertex]])];
    }

    private static int[] LeftToRight(int[] root, ILookup<int, (int Right, double Distance)> rightOf)
    {
        int[] waiting = new int[root.Length];
        foreach (IGrouping<int, (int Right, double Distance)> group in rightOf)
        {
            foreach ((int right, _) in group)
                waiting[right]++;
        }

        var open = new Queue<int>(Enumerable.Range(0, root.Length).Where(vertex => root[vertex] == vertex && waiting[vertex] == 0));
        var order = new List<int>();
        while (open.TryDequeue(out int block))
        {
            order.Add(block);
            foreach ((int right, _) in rightOf[block])
            {
                if (--waiting[right] == 0)
                    open.Enqueue(right);
            }
        }

        return [.. order];
    }

    // All four are moved onto the narrowest, those pushed left by their left ends, the others by their right ends.
    private static double[] Middle(double[][] all)
    {
        if (all[0].Length == 0)
            return [];
        double[] narrowest = all.MinBy(x => x.Max() - x.Min())!;
        for (int i = 0; i < all.Length; i++)
        {
            double move = i % 2 == 0 ? narrowest.Min() - all[i].Min() : narrowest.Max() - all[i].Max();
            all[i] = [.. all[i].Select(x => x + move)];
        }

        double[] middle = new double[all[0].Length];
        for (int vertex = 0; vertex < middle.Length; vertex++)
        {
            double[] sorted = [.. all.Select(x => x[vertex]).Order()];
            middle[vertex] = (sorted[1] + sorted[2]) / 2;
        }

        return middle;
    }
}
