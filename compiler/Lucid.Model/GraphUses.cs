using System.Collections.Immutable;

namespace Lucid.Model;

/// <summary>Who produces and who reads each value of a graph.</summary>
public sealed class GraphUses
{
    private readonly Node?[] _producers;
    private readonly ImmutableArray<Node>[] _users;
    private readonly bool[] _isOutput;

    /// <summary>Reads the graph once.</summary>
    public GraphUses(Graph graph)
    {
        _producers = new Node?[graph.Values.Length];
        _isOutput = new bool[graph.Values.Length];
        var users = graph.Values.Select(_ => ImmutableArray.CreateBuilder<Node>()).ToArray();
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId output in node.Outputs) _producers[output.Index] = node;
            foreach (ValueId input in node.Inputs.Distinct()) users[input.Index].Add(node);
        }

        foreach (GraphOutput output in graph.Outputs) _isOutput[output.Value.Index] = true;
        _users = [.. users.Select(list => list.ToImmutable())];
    }

    /// <summary>The node that produces a value; null for inputs and constants.</summary>
    public Node? ProducerOf(ValueId value) => _producers[value.Index];

    /// <summary>The nodes that read a value, in topological order, each once.</summary>
    public ImmutableArray<Node> UsersOf(ValueId value) => _users[value.Index];

    /// <summary>Whether callers get the value.</summary>
    public bool IsOutput(ValueId value) => _isOutput[value.Index];

    /// <summary>Whether exactly one node reads the value and callers do not get it: it may vanish into that node.</summary>
    public bool HasOneUse(ValueId value) => UsersOf(value).Length == 1 && !IsOutput(value);
}
