using System.Collections.Immutable;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// What a model means. A graph is a list of nodes in topological order over typed values; every value is produced exactly once:
/// as an input, as a constant, or by a node. Sizes are integer expressions over symbols, and what could not be decided about
/// them when the graph was built stands as a guard.
/// </summary>
/// <remarks>
/// A graph is immutable and verified when it is made: by <see cref="GraphBuilder"/>, or by a pass through the same builder.
/// <c>Values[id.Index].Id == id</c> for every value, and likewise for nodes. Names of values are unique; names of nodes are unique.
/// What is not used by an output may be present (a pass removes it).
/// </remarks>
public sealed class Graph
{
    internal Graph(
        string name,
        ImmutableArray<Value> values,
        ImmutableArray<ValueId> inputs,
        ImmutableArray<GraphOutput> outputs,
        ImmutableArray<Node> nodes,
        ImmutableDictionary<ValueId, HostTensor> constants,
        ImmutableArray<Guard> guards)
    {
        (Name, Values, Inputs, Outputs, Nodes, Constants, Guards) = (name, values, inputs, outputs, nodes, constants, guards);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Every value; a value's id is its position.</summary>
    public ImmutableArray<Value> Values { get; }

    /// <summary>The inputs in order.</summary>
    public ImmutableArray<ValueId> Inputs { get; }

    /// <summary>The outputs in order; a value may be named more than once.</summary>
    public ImmutableArray<GraphOutput> Outputs { get; }

    /// <summary>The nodes in topological order; a node's id is its position.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>Data of the values that are constants.</summary>
    public ImmutableDictionary<ValueId, HostTensor> Constants { get; }

    /// <summary>Conditions on the symbols that hold for every valid run.</summary>
    public ImmutableArray<Guard> Guards { get; }

    /// <summary>A value by id.</summary>
    public Value this[ValueId id] => Values[id.Index];

    /// <summary>A node by id.</summary>
    public Node this[NodeId id] => Nodes[id.Index];

    /// <summary>The type of a value.</summary>
    public TensorType TypeOf(ValueId id) => Values[id.Index].Type;
}

/// <summary>Identity of a value within its graph.</summary>
public readonly record struct ValueId(int Index) : IComparable<ValueId>
{
    /// <inheritdoc/>
    public int CompareTo(ValueId other) => Index.CompareTo(other.Index);

    /// <inheritdoc/>
    public override string ToString() => $"%{Index}";

    /// <summary>Order by index.</summary>
    public static bool operator <(ValueId left, ValueId right) => left.Index < right.Index;

    /// <summary>Order by index.</summary>
    public static bool operator >(ValueId left, ValueId right) => left.Index > right.Index;

    /// <summary>Order by index.</summary>
    public static bool operator <=(ValueId left, ValueId right) => left.Index <= right.Index;

    /// <summary>Order by index.</summary>
    public static bool operator >=(ValueId left, ValueId right) => left.Index >= right.Index;
}

/// <summary>Identity of a node within its graph.</summary>
public readonly record struct NodeId(int Index);

/// <summary>A typed edge: what an input, a constant or a node produces.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its name, unique in the graph.</param>
/// <param name="Type">Element type and extents.</param>
public sealed record Value(ValueId Id, string Name, TensorType Type);

/// <summary>A name under which callers get a value.</summary>
public sealed record GraphOutput(string Name, ValueId Value);

/// <summary>One use of an op.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its name, unique in the graph.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Inputs">Its operands; optional trailing operands may be missing.</param>
/// <param name="Outputs">What it produces; most ops produce one value.</param>
/// <param name="Span">Where in the source it stands.</param>
public sealed record Node(NodeId Id, string Name, Op Op, ValueList<ValueId> Inputs, ValueList<ValueId> Outputs, SourceSpan Span)
{
    /// <summary>The only output.</summary>
    public ValueId Output => Outputs[0];
}

/// <summary>A condition on the symbols.</summary>
/// <param name="Condition">Non-zero where the run is valid.</param>
/// <param name="Message">What is wrong otherwise.</param>
/// <param name="Span">The node that needs it.</param>
public sealed record Guard(IntExpr Condition, string Message, SourceSpan Span);
