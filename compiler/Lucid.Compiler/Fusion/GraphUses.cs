using Lucid.Model;

namespace Lucid.Compiler.Fusion;

/// <summary>Who reads each value of a graph.</summary>
internal sealed class GraphUses
{
    private readonly List<Node>[] _consumers;
    private readonly bool[] _isOutput;

    public GraphUses(Graph graph)
    {
        _consumers = new List<Node>[graph.Values.Length];
        _isOutput = new bool[graph.Values.Length];
        for (int i = 0; i < _consumers.Length; i++) _consumers[i] = [];
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId input in node.Inputs.Distinct()) _consumers[input.Index].Add(node);
        }

        foreach (GraphOutput output in graph.Outputs) _isOutput[output.Value.Index] = true;
    }

    /// <summary>The nodes that read a value, in topological order, each once.</summary>
    public IReadOnlyList<Node> ConsumersOf(ValueId value) => _consumers[value.Index];

    /// <summary>Whether a value is an output of the model.</summary>
    public bool IsOutput(ValueId value) => _isOutput[value.Index];
}
