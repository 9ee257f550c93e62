namespace Lucid.Graphs.Analysis;

/// <summary>The analyses of a graph. Each describes the graph as it was when asked; later changes are not seen.</summary>
public static class AnalysisExtensions
{
    /// <summary>See <see cref="Reachability{TVertex}"/>.</summary>
    public static Reachability<TVertex> Reachability<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => Analysis.Reachability<TVertex>.Of(NumberedGraph<TVertex>.Of(graph));

    /// <summary>Dominators, entered from all vertices without in-edges at once.</summary>
    public static DominatorTree<TVertex> Dominators<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => DominatorTree<TVertex>.Of(NumberedGraph<TVertex>.Of(graph), null);

    /// <summary>Dominators, entered from one vertex.</summary>
    public static DominatorTree<TVertex> Dominators<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph, TVertex entry)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        return DominatorTree<TVertex>.Of(numbered, numbered.NumberOf(entry));
    }

    /// <summary>Post-dominators, left through any vertex without out-edges: dominators of the graph with all edges turned round.</summary>
    public static DominatorTree<TVertex> PostDominators<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex> => DominatorTree<TVertex>.Of(NumberedGraph<TVertex>.Of(graph).Reversed(), null);

    /// <summary>Post-dominators towards one exit.</summary>
    public static DominatorTree<TVertex> PostDominators<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph, TVertex exit)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        NumberedGraph<TVertex> reversed = NumberedGraph<TVertex>.Of(graph).Reversed();
        return DominatorTree<TVertex>.Of(reversed, reversed.NumberOf(exit));
    }

    /// <summary>
    /// True when no path leaves the set and comes back, so that contracting it to one vertex makes no cycle that was not there.
    /// Walks what lies behind the set once; for many questions about one graph see <see cref="Reachability{TVertex}.IsConvex"/>.
    /// </summary>
    public static bool IsConvex<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph, IReadOnlyCollection<TVertex> set)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var members = new HashSet<TVertex>(set);
        var seen = new HashSet<TVertex>();
        var pending = new Stack<TVertex>(
            members.SelectMany(graph.OutEdges).Select(edge => edge.Target).Where(target => !members.Contains(target)));
        while (pending.TryPop(out TVertex? vertex))
        {
            if (!seen.Add(vertex))
                continue;
            foreach (TEdge edge in graph.OutEdges(vertex))
            {
                if (members.Contains(edge.Target))
                    return false;
                pending.Push(edge.Target);
            }
        }

        return true;
    }

    /// <summary>Groups of one vertex each, to be united step by step; the graph must be acyclic.</summary>
    public static AcyclicGroups<TVertex> AcyclicGroups<TVertex, TEdge>(this IBidirectionalGraph<TVertex, TEdge> graph)
        where TVertex : notnull
        where TEdge : IEdge<TVertex>
    {
        var numbered = NumberedGraph<TVertex>.Of(graph);
        int[] order = TopologicalOrder.Of(numbered);
        if (order.Length < numbered.Count)
            throw new NonAcyclicGraphException($"The graph has a cycle: {OrderExtensions.DescribeCycle(graph.FindCycle())}.");
        return new AcyclicGroups<TVertex>(numbered, order);
    }
}
