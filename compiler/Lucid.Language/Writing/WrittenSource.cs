using Lucid.Tensors;

namespace Lucid.Language.Writing;

/// <summary>A graph as a source and its weights.</summary>
/// <param name="Text">The source, formatted.</param>
/// <param name="Weights">What the source reads from its weights file, by name.</param>
public sealed record WrittenSource(string Text, OrderedDictionary<string, HostTensor> Weights);
