using System.Collections.Immutable;

namespace Lucid.Pictures.Layout;

/// <summary>
/// Places boxes in layers from top to bottom so that edges run down, cross rarely and are straight where they can be (Sugiyama, Tagawa
/// and Toda 1981, in three steps: <see cref="ProperLayers"/>, <see cref="CrossingReduction"/>, <see cref="HorizontalPlaces"/>).
/// The same input gives the same drawing.
/// </summary>
public static class LayeredLayout
{
    private const double BetweenBoxes = 30, BetweenLines = 14, ArrivalStep = 16;
    private const double LeastBetweenLayers = 34, MostBetweenLayers = 84;

    public static LayeredDrawing Run(ImmutableArray<LayoutBox> boxes, ImmutableArray<LayoutEdge> edges)
    {
        var graph = new ProperLayers(boxes.Length, edges);
        CrossingReduction.Run(graph);
        double[] x = HorizontalPlaces.Run(graph, Distance);
        double left = Enumerable.Range(0, x.Length).Select(vertex => x[vertex] - Half(vertex)).DefaultIfEmpty(0).Min();
        for (int vertex = 0; vertex < x.Length; vertex++)
            x[vertex] -= left;

        (double[] top, double[] bottom) = Heights(graph, boxes, x);
        ImmutableArray<LayoutPoint> corners = [.. boxes.Select((box, i) => new LayoutPoint(x[i] - box.Width / 2, top[graph.LayerOf(i)]))];
        double[] arrivals = Arrivals(graph, edges, boxes, x);
        var routes = edges.Select((edge, i) => Route(graph, edge, graph.Chains[i], boxes, x, top, bottom, arrivals[i])).ToImmutableArray();
        double width = Enumerable.Range(0, x.Length).Select(vertex => x[vertex] + Half(vertex)).DefaultIfEmpty(0).Max();
        return new LayeredDrawing(corners, routes, [.. top.Zip(bottom)], width, bottom.DefaultIfEmpty(0).Max());

        double Half(int vertex) => graph.IsBend(vertex) ? 2 : boxes[vertex].Width / 2;

        double Distance(int a, int b) => Half(a) + Half(b) + (graph.IsBend(a) ? BetweenLines : BetweenBoxes) / 2 + (graph.IsBend(b) ? BetweenLines : BetweenBoxes) / 2;
    }

    // The flatter the edges between two layers would be, the farther apart these are.
    private static (double[] Top, double[] Bottom) Heights(ProperLayers graph, ImmutableArray<LayoutBox> boxes, double[] x)
    {
        double[] top = new double[graph.Layers.Length], bottom = new double[graph.Layers.Length];
        double y = 0;
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = y;
            bottom[i] = y + graph.Layers[i].Where(vertex => !graph.IsBend(vertex)).Select(box => boxes[box].Height).DefaultIfEmpty(0).Max();
            double shift = graph.Layers[i].SelectMany(upper => graph.Below(upper).Select(lower => Math.Abs(x[upper] - x[lower]))).DefaultIfEmpty(0).Max();
            y = bottom[i] + Math.Clamp(shift / 6, LeastBetweenLayers, MostBetweenLayers);
        }

        return (top, bottom);
    }

    // Edges into one box arrive side by side, in the order in which they come; the one from nearest above keeps the middle.
    private static double[] Arrivals(ProperLayers graph, ImmutableArray<LayoutEdge> edges, ImmutableArray<LayoutBox> boxes, double[] x)
    {
        double[] arrivals = new double[edges.Length];
        var byTarget = Enumerable.Range(0, edges.Length).Where(i => graph.Chains[i].Length > 0).ToLookup(i => graph.Chains[i][^1]);
        foreach (IGrouping<int, int> group in byTarget)
        {
            int[] incoming = [.. group.OrderBy(From).ThenBy(i => i)];
            int middle = Array.IndexOf(incoming, incoming.MinBy(i => (Math.Abs(From(i) - x[group.Key]), i)));
            double step = Math.Min(ArrivalStep, boxes[group.Key].Width / 2 / incoming.Length);
            for (int i = 0; i < incoming.Length; i++)
                arrivals[incoming[i]] = (i - middle) * step;
        }

        return arrivals;

        double From(int edge) => x[graph.Chains[edge][^2]] + (graph.Chains[edge].Length == 2 ? edges[edge].Port : 0);
    }

    private static ImmutableArray<LayoutPoint> Route(
        ProperLayers graph, LayoutEdge edge, ImmutableArray<int> chain, ImmutableArray<LayoutBox> boxes, double[] x, double[] top, double[] bottom, double arrival)
    {
        if (chain.Length == 0)
            return [];
        var points = ImmutableArray.CreateBuilder<LayoutPoint>();
        bool backwards = edge.From > edge.To;
        int first = chain[0], last = chain[^1];
        points.Add(new LayoutPoint(x[first] + (backwards ? 0 : edge.Port), top[graph.LayerOf(first)] + boxes[first].Height));
        foreach (int bend in chain.AsSpan()[1..^1])
        {
            points.Add(new LayoutPoint(x[bend], top[graph.LayerOf(bend)]));
            points.Add(new LayoutPoint(x[bend], bottom[graph.LayerOf(bend)]));
        }

        points.Add(new LayoutPoint(x[last] + arrival, top[graph.LayerOf(last)]));
        if (backwards)
            points.Reverse();
        return points.ToImmutable();
    }
}
