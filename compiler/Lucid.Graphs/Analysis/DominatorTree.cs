using System.Diagnostics.CodeAnalysis;

namespace Lucid.Graphs.Analysis;

/// <summary>
/// a dominates b when every path from the entry to b goes through a (and every vertex dominates itself). Built by the iteration of
/// Cooper, Harvey and Kennedy ("A simple, fast dominance algorithm"): over the vertices in reverse postorder, a vertex's immediate
/// dominator is where the tree paths of its predecessors meet. With several entries there is a virtual one above them. Vertices
/// that no entry leads to are dominated by themselves only.
/// </summary>
public sealed class DominatorTree<TVertex>
    where TVertex : notnull
{
    private readonly NumberedGraph<TVertex> _graph;
    private readonly int[] _parent; // immediate dominator; Count is the virtual entry; -1 for it and for what cannot be reached
    private readonly int[] _depth;
    private readonly int[] _enter; // positions in a walk of the tree: a dominates b when b's interval lies in a's
    private readonly int[] _leave;

    private DominatorTree(NumberedGraph<TVertex> graph, int[] parent, int[] reversePostorder)
    {
        _graph = graph;
        _parent = parent;
        _depth = new int[parent.Length];
        _enter = new int[parent.Length];
        _leave = new int[parent.Length];

        // Parents come before children in reverse postorder: sizes add up from the back, intervals are dealt out from the front.
        int[] size = new int[parent.Length];
        for (int i = reversePostorder.Length - 1; i >= 0; i--)
        {
            int vertex = reversePostorder[i];
            size[vertex]++;
            if (parent[vertex] >= 0)
                size[parent[vertex]] += size[vertex];
        }

        int[] next = new int[parent.Length];
        foreach (int vertex in reversePostorder)
        {
            int above = parent[vertex];
            _depth[vertex] = above < 0 ? 0 : _depth[above] + 1;
            _enter[vertex] = above < 0 ? 0 : next[above];
            _leave[vertex] = _enter[vertex] + size[vertex];
            next[vertex] = _enter[vertex] + 1;
            if (above >= 0)
                next[above] = _leave[vertex];
        }
    }

    /// <summary>True when the vertex can be reached from the entry.</summary>
    public bool IsReached(TVertex vertex) => _parent[_graph.NumberOf(vertex)] >= 0;

    /// <summary>The closest dominator other than the vertex itself; none for entries and for what cannot be reached.</summary>
    public bool TryGetImmediateDominator(TVertex vertex, [MaybeNullWhen(false)] out TVertex dominator)
    {
        int parent = _parent[_graph.NumberOf(vertex)];
        bool found = parent >= 0 && parent < _graph.Count;
        dominator = found ? _graph.Vertices[parent] : default;
        return found;
    }

    public bool Dominates(TVertex dominator, TVertex vertex)
    {
        int above = _graph.NumberOf(dominator), below = _graph.NumberOf(vertex);
        return above == below
            || (_parent[above] >= 0 && _parent[below] >= 0 && _enter[above] <= _enter[below] && _leave[below] <= _leave[above]);
    }

    /// <summary>The closest vertex that dominates both; none when only the virtual entry does.</summary>
    public bool TryGetCommonDominator(TVertex a, TVertex b, [MaybeNullWhen(false)] out TVertex dominator)
    {
        int first = _graph.NumberOf(a), second = _graph.NumberOf(b);
        while (first != second && _parent[first] >= 0 && _parent[second] >= 0)
        {
            if (_depth[first] >= _depth[second])
                first = _parent[first];
            else
                second = _parent[second];
        }

        bool found = first == second && first < _graph.Count;
        dominator = found ? _graph.Vertices[first] : default;
        return found;
    }

    /// <summary>The vertex itself, its immediate dominator, and so on up to an entry.</summary>
    public IEnumerable<TVertex> DominatorsOf(TVertex vertex)
    {
        int number = _graph.NumberOf(vertex);
        do
        {
            yield return _graph.Vertices[number];
            number = _parent[number];
        }
        while (number >= 0 && number < _graph.Count);
    }

    /// <param name="graph">The graph.</param>
    /// <param name="entry">Null for all vertices without predecessors.</param>
    internal static DominatorTree<TVertex> Of(NumberedGraph<TVertex> graph, int? entry)
    {
        int top = graph.Count;
        int[] entries = entry is int single
            ? [single]
            : [.. Enumerable.Range(0, graph.Count).Where(v => graph.Predecessors(v).IsEmpty)];
        int[] order = ReversePostorder(graph, entries);
        int[] position = new int[graph.Count + 1]; // in reverse postorder
        for (int i = 0; i < order.Length; i++)
            position[order[i]] = i;

        const int Unknown = -1;
        int[] parent = new int[graph.Count + 1];
        Array.Fill(parent, Unknown);
        parent[top] = top;
        foreach (int root in entries)
            parent[root] = top;
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach (int vertex in order.AsSpan(1))
            {
                if (Array.BinarySearch(entries, vertex) >= 0)
                    continue; // directly below the virtual entry, whatever else leads to it
                int meeting = Unknown;
                foreach (int predecessor in graph.Predecessors(vertex))
                {
                    if (parent[predecessor] != Unknown)
                        meeting = meeting == Unknown ? predecessor : Meet(meeting, predecessor);
                }

                if (parent[vertex] != meeting)
                    (parent[vertex], changed) = (meeting, true);
            }
        }

        parent[top] = -1;
        return new DominatorTree<TVertex>(graph, parent, order);

        int Meet(int a, int b)
        {
            while (a != b)
            {
                while (position[a] > position[b])
                    a = parent[a];
                while (position[b] > position[a])
                    b = parent[b];
            }

            return a;
        }
    }

    // The virtual entry first, then all reachable vertices, each before what it leads to except along back edges.
    private static int[] ReversePostorder(NumberedGraph<TVertex> graph, int[] entries)
    {
        bool[] seen = new bool[graph.Count];
        int[] nextEdge = new int[graph.Count];
        var postorder = new List<int>(graph.Count + 1);
        var path = new Stack<int>();
        foreach (int entry in entries)
        {
            Enter(entry);
            while (path.TryPeek(out int vertex))
            {
                ReadOnlySpan<int> successors = graph.Successors(vertex);
                if (nextEdge[vertex] < successors.Length)
                {
                    Enter(successors[nextEdge[vertex]++]);
                }
                else
                {
                    postorder.Add(vertex);
                    path.Pop();
                }
            }
        }

        postorder.Add(graph.Count);
        postorder.Reverse();
        return [.. postorder];

        void Enter(int vertex)
        {
            if (seen[vertex])
                return;
            seen[vertex] = true;
            path.Push(vertex);
        }
    }
}
