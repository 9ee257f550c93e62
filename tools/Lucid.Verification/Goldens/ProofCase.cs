using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>A data set that a package is to carry.</summary>
/// <param name="Name">Its name; without a slash.</param>
/// <param name="Inputs">A tensor for each of the model's inputs, by name.</param>
/// <param name="Seed">The seed of <see cref="Packaging.Goldens.SeededNumbers"/> that the inputs come from; null where they are data.</param>
/// <param name="Expected">What the outputs are known to be, by name; those that are missing are computed.</param>
public sealed record ProofCase(string Name, IReadOnlyDictionary<string, HostTensor> Inputs, long? Seed, IReadOnlyDictionary<string, HostTensor> Expected);
