namespace Lucid.Graphs.Analysis;

/// <summary>Strongly connected components, by Tarjan's algorithm without recursion (graphs may be deep chains).</summary>
internal static class Components
{
    /// <summary>
    /// The component number of each vertex. A component gets its number when it is complete, after all that it leads to:
    /// edges between components go from larger to smaller numbers.
    /// </summary>
    public static int[] Of<TVertex>(NumberedGraph<TVertex> graph, out int count)
        where TVertex : notnull
    {
        const int Unseen = 0;
        int[] component = new int[graph.Count];
        Array.Fill(component, -1);
        int[] seenAt = new int[graph.Count]; // from 1
        int[] lowest = new int[graph.Count]; // the earliest vertex still open that is known to be reachable
        int[] nextEdge = new int[graph.Count];
        var open = new Stack<int>(); // seen, component unknown
        var path = new Stack<int>();
        int clock = 0;
        count = 0;

        for (int root = 0; root < graph.Count; root++)
        {
            if (seenAt[root] == Unseen)
                Enter(root);
            while (path.TryPeek(out int vertex))
            {
                ReadOnlySpan<int> successors = graph.Successors(vertex);
                if (nextEdge[vertex] < successors.Length)
                {
                    int target = successors[nextEdge[vertex]++];
                    if (seenAt[target] == Unseen)
                        Enter(target);
                    else if (component[target] < 0)
                        lowest[vertex] = Math.Min(lowest[vertex], seenAt[target]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out int parent))
                    lowest[parent] = Math.Min(lowest[parent], lowest[vertex]);
                if (lowest[vertex] == seenAt[vertex])
                    Close(vertex, count++);
            }
        }

        return component;

        void Enter(int vertex)
        {
            seenAt[vertex] = lowest[vertex] = ++clock;
            open.Push(vertex);
            path.Push(vertex);
        }

        void Close(int vertex, int number)
        {
            int member;
            do
            {
                member = open.Pop();
                component[member] = number;
            }
            while (member != vertex);
        }
    }
}
