using System.Collections.Immutable;

using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>The content of one <c>.lvk</c> file.</summary>
/// <param name="Program">What a session carries out.</param>
/// <param name="Modules">SPIR-V modules by name.</param>
/// <param name="Constants">Stored tensors by name.</param>
/// <param name="GraphText">The model's graph with constants pointing at the stored tensors; null where it was stripped. The runtime ignores it.</param>
/// <param name="Goldens">Inputs and expected outputs, keyed <c>SET/input.NAME</c>, <c>SET/output.NAME</c> and <c>SET/value.NAME</c> (<see cref="GoldenKey"/>); usually none.</param>
/// <param name="CompilerVersion">Version of the compiler that made it.</param>
public sealed record ModelPackage(
    LoweredProgram Program,
    ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Modules,
    ImmutableSortedDictionary<string, HostTensor> Constants,
    string? GraphText,
    ImmutableSortedDictionary<string, HostTensor> Goldens,
    string CompilerVersion)
{
    /// <summary>What must come out of which inputs, and where values lie on the way; null where the package does not prove itself.</summary>
    public PackageGoldens? Proof { get; init; }

    /// <summary>
    /// The same model with float32 weights and activations, for devices without 16-bit storage, where a package of halves was compiled with it; else null. Its program
    /// has the same inputs and outputs; graph and goldens are this package's.
    /// </summary>
    public ModelPackage? Float32 { get; init; }
}
