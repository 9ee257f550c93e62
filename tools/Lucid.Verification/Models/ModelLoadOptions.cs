using Lucid.Compiler;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>What is said about a model beside its file.</summary>
public sealed record ModelLoadOptions
{
    /// <summary>Fixed extents by the name of an input, or one extent by the name of a symbolic dimension.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>A safetensors file whose tensors replace the model's weights.</summary>
    public string? WeightsFile { get; init; }

    /// <summary>What the names in <see cref="WeightsFile"/> begin with and the model's do not.</summary>
    public string WeightsPrefix { get; init; } = "";

    /// <summary>Gives weights that <see cref="WeightsFile"/> lacks their initial values from this seed; null makes them an error.</summary>
    public long? InitialWeightSeed { get; init; }

    /// <summary>Data of inputs: where a size or a position is read from one, the model is made for these data and has no such input any more.</summary>
    public IReadOnlyDictionary<string, HostTensor> InputValues { get; init; } = new Dictionary<string, HostTensor>();

    /// <summary>How it is compiled where it must be.</summary>
    public CompileOptions Compile { get; init; } = new();

    /// <summary>Receives notes and warnings of a model that loads.</summary>
    public Action<Diagnostic>? Report { get; init; }
}
