namespace Lucid.Model;

/// <summary>What a reference run gives beside the outputs.</summary>
public sealed record ReferenceOptions
{
    /// <summary>Names of inner values to return. Inputs, constants and outputs of nodes can be named.</summary>
    public IReadOnlyCollection<string> Values { get; init; } = [];

    /// <summary>Returns every value that a node computes. Needs memory for all of them at once.</summary>
    public bool AllValues { get; init; }

    /// <summary>Called with every value that a node computes, when it has been computed; it may be released afterwards.</summary>
    public Action<Value, ReferenceTensor>? Observe { get; init; }

    /// <summary>Called after every node with the number of nodes done and their total.</summary>
    public Action<int, int>? Progress { get; init; }
}
