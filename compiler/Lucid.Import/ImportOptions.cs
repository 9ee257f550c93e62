using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import;

/// <summary>What an import is told beside the model.</summary>
public sealed record ImportOptions
{
    /// <summary>Fixed extents by the name of an input, or one extent by the name of a symbolic dimension (<c>batch</c>).</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// Data of inputs. An input that a size or a position is read from becomes a constant of the graph with its data from here; the others
    /// stay inputs.
    /// </summary>
    public IReadOnlyDictionary<string, HostTensor> InputValues { get; init; } = new Dictionary<string, HostTensor>();

    /// <summary>Tensors that replace the model's weights by name, as a PyTorch state dict has them.</summary>
    public IReadOnlyDictionary<string, HostTensor>? Weights { get; init; }

    /// <summary>What the names in <see cref="Weights"/> begin with and the model's do not; other names are ignored.</summary>
    public string WeightsPrefix { get; init; } = string.Empty;

    /// <summary>Gives weights that <see cref="Weights"/> lacks their initial values from this seed; null makes them an error.</summary>
    public long? InitialWeightSeed { get; init; }

    /// <summary>Inner values to give out beside the model's outputs.</summary>
    public IReadOnlyList<string> ExtraOutputs { get; init; } = [];

    /// <summary>Receives the notes and warnings of an import that succeeds; errors come in the exception.</summary>
    public Action<Diagnostic>? Report { get; init; }
}
