using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler;

/// <summary>What the caller decides about a compilation.</summary>
public sealed record CompileOptions
{
    /// <summary>The devices that the package is for; what none of them would take is left out. None: all that there are.</summary>
    public ValueList<TargetProfile> Targets { get; init; } = [];

    /// <summary>
    /// How weights and inner values are stored: F32, or F16 for those of the layers whose kernels read halves. Sums are always float32, and so
    /// are the model's inputs and outputs.
    /// </summary>
    public ElementType Precision { get; init; } = ElementType.F32;

    /// <summary>
    /// With <see cref="Precision"/> F16: compiles the model as float32 too, into the same package (<see cref="ModelPackage.Float32"/>), for devices without 16-bit storage.
    /// </summary>
    public bool WithFloat32 { get; init; }

    /// <summary>Whether devices may compute as they like within Vulkan's bounds, or every output has one value (spec/numerics.md).</summary>
    public NumericsMode Numerics { get; init; } = NumericsMode.Fast;

    /// <summary>Leaves the graph out of the package: smaller, but only sessions can use it.</summary>
    public bool Strip { get; init; }

    /// <summary>Says in the package where kernels store the values of the graph, so that a wrong result can be traced to a kernel (<see cref="ModelPackage.Proof"/>).</summary>
    public bool TracesValues { get; init; }

    /// <summary>Pairs stored for tools.</summary>
    public ValueList<ProgramMetadata> Metadata { get; init; } = [];

    /// <summary>Passes to leave out, by their names in <see cref="ModelCompiler.PassNames"/>; for bisection.</summary>
    public ValueList<string> DisabledPasses { get; init; } = [];
}
