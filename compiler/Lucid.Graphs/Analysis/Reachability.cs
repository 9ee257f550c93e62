using System.Collections.Immutable;

namespace Lucid.Graphs.Analysis;

/// <summary>
/// Who can be reached from whom along edges, answered in constant time. Made once for a graph as it is then: one bit for each
/// pair of vertices (12 MB for ten thousand), filled component by component. Cycles are allowed.
/// </summary>
public sealed class Reachability<TVertex>
    where TVertex : notnull
{
    private readonly NumberedGraph<TVertex> _graph;
    private readonly int[] _component;
    private readonly ulong[][] _reached; // by component: the vertices reachable by at least one edge

    private Reachability(NumberedGraph<TVertex> graph, int[] component, ulong[][] reached) =>
        (_graph, _component, _reached) = (graph, component, reached);

    internal static Reachability<TVertex> Of(NumberedGraph<TVertex> numbered)
    {
        int[] component = Components.Of(numbered, out int count);
        var membersOf = new List<int>[count];
        for (int v = 0; v < numbered.Count; v++)
            (membersOf[component[v]] ??= []).Add(v);

        // Edges between components lead to smaller numbers, so what is looked up is complete.
        var reached = new ulong[count][];
        for (int number = 0; number < count; number++)
        {
            ulong[] row = reached[number] = new ulong[(numbered.Count + 63) / 64];
            foreach (int member in membersOf[number])
            {
                foreach (int target in numbered.Successors(member))
                {
                    Set(row, target);
                    if (component[target] != number)
                        Or(row, reached[component[target]]);
                }
            }
        }

        return new Reachability<TVertex>(numbered, component, reached);
    }

    /// <summary>True when a path of at least one edge leads from the one to the other; from a vertex to itself only on a cycle.</summary>
    public bool Reaches(TVertex from, TVertex to) => Reaches(_graph.NumberOf(from), _graph.NumberOf(to));

    /// <summary>True when neither reaches the other: nothing orders them.</summary>
    public bool AreIndependent(TVertex a, TVertex b)
    {
        int first = _graph.NumberOf(a), second = _graph.NumberOf(b);
        return first != second && !Reaches(first, second) && !Reaches(second, first);
    }

    /// <summary>All that the vertex reaches, in insertion order.</summary>
    public ImmutableArray<TVertex> Descendants(TVertex vertex)
    {
        int number = _graph.NumberOf(vertex);
        return [.. Enumerable.Range(0, _graph.Count).Where(other => Reaches(number, other)).Select(other => _graph.Vertices[other])];
    }

    /// <summary>All that reach the vertex, in insertion order.</summary>
    public ImmutableArray<TVertex> Ancestors(TVertex vertex)
    {
        int number = _graph.NumberOf(vertex);
        return [.. Enumerable.Range(0, _graph.Count).Where(other => Reaches(other, number)).Select(other => _graph.Vertices[other])];
    }

    /// <summary>
    /// True when no path leaves the set and comes back, so that contracting it to one vertex makes no cycle that was not there.
    /// Constant work for each pair of an edge out of the set and an edge into it.
    /// </summary>
    public bool IsConvex(IReadOnlyCollection<TVertex> set)
    {
        var members = set.Select(_graph.NumberOf).ToHashSet();
        List<int> left = [], entering = [];
        foreach (int member in members)
        {
            foreach (int target in _graph.Successors(member))
            {
                if (!members.Contains(target))
                    left.Add(target);
            }

            foreach (int source in _graph.Predecessors(member))
            {
                if (!members.Contains(source))
                    entering.Add(source);
            }
        }

        return !left.Exists(from => entering.Exists(to => from == to || Reaches(from, to)));
    }

    private bool Reaches(int from, int to) => (_reached[_component[from]][to / 64] >> (to % 64) & 1) != 0;

    private static void Set(ulong[] row, int bit) => row[bit / 64] |= 1UL << (bit % 64);

    private static void Or(ulong[] row, ulong[] other)
    {
        for (int word = 0; word < row.Length; word++)
            row[word] |= other[word];
    }
}
