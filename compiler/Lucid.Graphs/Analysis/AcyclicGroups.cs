using System.Collections.Immutable;

namespace Lucid.Graphs.Analysis;

/// <summary>
/// A partition of an acyclic graph's vertices, made coarser step by step while the graph of groups stays acyclic: what fusion
/// asks. Uniting u and v, u before v, would close a cycle exactly when a path leads from u to v through a third group.
/// <para>
/// A topological order of the groups is kept up to date (in the manner of Pearce and Kelly), so that such a path can only run
/// through groups between the two in that order, and neighbours are answered at once even in graphs of many thousands.
/// </para>
/// </summary>
public sealed class AcyclicGroups<TVertex>
    where TVertex : notnull
{
    private readonly NumberedGraph<TVertex> _graph;
    private readonly int[] _leader; // union-find; the leader of a group is its smallest vertex
    private readonly int[] _position; // in the topological order, for leaders; distinct, with gaps
    private readonly List<int>[] _members;
    private readonly List<int>[] _out; // vertices that the group's edges lead to; may repeat and may lie in the group itself
    private readonly List<int>[] _in;
    private readonly int[] _mark; // the search that saw the leader last
    private int _search;

    internal AcyclicGroups(NumberedGraph<TVertex> graph, int[] order)
    {
        _graph = graph;
        _position = new int[graph.Count];
        for (int i = 0; i < order.Length; i++)
            _position[order[i]] = i;
        _leader = [.. Enumerable.Range(0, graph.Count)];
        _members = [.. _leader.Select(v => new List<int> { v })];
        _out = [.. _leader.Select(v => new List<int>(graph.Successors(v).ToArray()))];
        _in = [.. _leader.Select(v => new List<int>(graph.Predecessors(v).ToArray()))];
        _mark = new int[graph.Count];
        Count = graph.Count;
    }

    /// <summary>The number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>Of all members the one inserted first; the same for two vertices exactly when they are in one group.</summary>
    public TVertex Leader(TVertex vertex) => _graph.Vertices[Find(_graph.NumberOf(vertex))];

    public bool AreUnited(TVertex a, TVertex b) => Find(_graph.NumberOf(a)) == Find(_graph.NumberOf(b));

    /// <summary>The vertices of the group that holds this one, in insertion order.</summary>
    public ImmutableArray<TVertex> Members(TVertex vertex) =>
        [.. _members[Find(_graph.NumberOf(vertex))].Order().Select(v => _graph.Vertices[v])];

    /// <summary>
    /// All groups, sources before targets; among groups that are ready the one whose leader was inserted first. The members of each
    /// are in insertion order.
    /// </summary>
    public ImmutableArray<ImmutableArray<TVertex>> Groups()
    {
        var contracted = new BidirectionalGraph<int, Edge<int>>(allowParallelEdges: true, Count);
        for (int v = 0; v < _graph.Count; v++)
        {
            if (Find(v) == v)
                contracted.AddVertex(v);
        }

        foreach (int leader in contracted.Vertices)
        {
            foreach (int target in _out[leader].Select(Find).Distinct().Where(target => target != leader))
                contracted.AddEdge(new Edge<int>(leader, target));
        }

        return
        [
            .. contracted.StableTopologicalSort()
                .Select(leader => _members[leader].Order().Select(v => _graph.Vertices[v]).ToImmutableArray()),
        ];
    }

    /// <summary>True when the two groups are one already or can become one without a cycle.</summary>
    public bool CanUnite(TVertex a, TVertex b)
    {
        (int first, int last) = Ordered(Find(_graph.NumberOf(a)), Find(_graph.NumberOf(b)));
        return first == last || TryFindBetween(first, last, out _);
    }

    /// <summary>Unites the two groups unless that would close a cycle; false when it would, and nothing is changed.</summary>
    public bool TryUnite(TVertex a, TVertex b)
    {
        (int first, int last) = Ordered(Find(_graph.NumberOf(a)), Find(_graph.NumberOf(b)));
        if (first == last)
            return true;
        if (!TryFindBetween(first, last, out List<int> behindFirst))
            return false;
        Reorder(first, last, behindFirst);
        Merge(first, last);
        return true;
    }

    private (int First, int Last) Ordered(int a, int b) => _position[a] <= _position[b] ? (a, b) : (b, a);

    // All groups that the first leads to and that stand before the last; false when one of them leads to the last, which closes
    // the cycle. A direct edge from the first to the last does no harm.
    private bool TryFindBetween(int first, int last, out List<int> behindFirst)
    {
        _search++;
        _mark[first] = _search;
        behindFirst = [];
        foreach (int vertex in _out[first])
        {
            int target = Find(vertex);
            if (target != last)
                Visit(target, _position[last], behindFirst);
        }

        for (int i = 0; i < behindFirst.Count; i++)
        {
            foreach (int vertex in _out[behindFirst[i]])
            {
                int target = Find(vertex);
                if (target == last)
                    return false;
                Visit(target, _position[last], behindFirst);
            }
        }

        return true;
    }

    private void Visit(int group, int before, List<int> found)
    {
        if (_mark[group] == _search || _position[group] >= before)
            return;
        _mark[group] = _search;
        found.Add(group);
    }

    // What leads to the last goes before the united group, what is behind the first goes after it; each keeps its own order, and
    // together they use the positions they had. All else between stays where it is: it touches neither.
    private void Reorder(int first, int last, List<int> behindFirst)
    {
        List<int> aheadOfLast = [];
        _search++;
        foreach (int vertex in _in[last])
            VisitBackwards(Find(vertex));
        for (int i = 0; i < aheadOfLast.Count; i++)
        {
            foreach (int vertex in _in[aheadOfLast[i]])
                VisitBackwards(Find(vertex));
        }

        int[] positions = [.. aheadOfLast.Concat(behindFirst).Append(first).Append(last).Select(group => _position[group]).Order()];
        IEnumerable<int> groups = aheadOfLast.OrderBy(group => _position[group]).Append(first)
            .Concat(behindFirst.OrderBy(group => _position[group])).ToList();
        int next = 0;
        foreach (int group in groups)
            _position[group] = positions[next++];
        _position[last] = _position[first];

        void VisitBackwards(int group)
        {
            if (_mark[group] == _search || group == last || _position[group] <= _position[first])
                return;
            _mark[group] = _search;
            aheadOfLast.Add(group);
        }
    }

    // The longer lists are kept and the shorter ones copied, so that a vertex is copied at most log n times.
    private void Merge(int a, int b)
    {
        (int leader, int other) = a < b ? (a, b) : (b, a);
        _leader[other] = leader;
        Join(_members, leader, other);
        Join(_out, leader, other);
        Join(_in, leader, other);
        Count--;

        static void Join(List<int>[] lists, int leader, int other)
        {
            (List<int> longer, List<int> shorter) = lists[leader].Count >= lists[other].Count
                ? (lists[leader], lists[other])
                : (lists[other], lists[leader]);
            longer.AddRange(shorter);
            lists[leader] = longer;
            lists[other] = [];
        }
    }

    private int Find(int vertex)
    {
        while (_leader[vertex] != vertex)
            vertex = _leader[vertex] = _leader[_leader[vertex]];
        return vertex;
    }
}
