namespace Lucid.Graphs.Analysis;

/// <summary>Kahn's algorithm with the smallest number first among the vertices that are ready.</summary>
internal static class TopologicalOrder
{
    /// <summary>Shorter than the graph when there is a cycle.</summary>
    public static int[] Of<TVertex>(NumberedGraph<TVertex> graph)
        where TVertex : notnull
    {
        int[] waitingFor = new int[graph.Count];
        var ready = new PriorityQueue<int, int>();
        for (int v = 0; v < graph.Count; v++)
        {
            waitingFor[v] = graph.Predecessors(v).Length;
            if (waitingFor[v] == 0)
                ready.Enqueue(v, v);
        }

        var order = new List<int>(graph.Count);
        while (ready.TryDequeue(out int vertex, out _))
        {
            order.Add(vertex);
            foreach (int target in graph.Successors(vertex))
            {
                if (--waitingFor[target] == 0)
                    ready.Enqueue(target, target);
            }
        }

        return [.. order];
    }
}
