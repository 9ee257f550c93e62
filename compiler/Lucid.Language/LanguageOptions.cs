using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Language;

/// <summary>What is said about a model beside its source.</summary>
public sealed record LanguageOptions
{
    /// <summary>Fixed extents by the name of an input, or one extent by the name of a symbolic dimension.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// The weights under the names of the state dict, or null where there are none. It is told which weights are those of transposed convolutions,
    /// whose output channels stand on axis 1.
    /// </summary>
    public Func<Func<string, bool>, IReadOnlyDictionary<string, HostTensor>>? Weights { get; init; }

    /// <summary>Gives weights that are missing their initial values from this seed; null makes them an error.</summary>
    public long? InitialWeightSeed { get; init; }

    /// <summary>Receives notes and warnings of a source that has no errors.</summary>
    public Action<Diagnostic>? Report { get; init; }
}
