using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>Data of one data set.</summary>
/// <param name="Inputs">By the model's input names.</param>
/// <param name="Outputs">Expected outputs, by the model's output names.</param>
/// <param name="Probes">Expected inner values, by their names in the model.</param>
public sealed record Example(IReadOnlyList<NamedExample> Inputs, IReadOnlyList<NamedExample> Outputs, IReadOnlyList<NamedExample> Probes);

/// <summary>A tensor for a value of the model.</summary>
public sealed record NamedExample(string Name, HostTensor Tensor);
