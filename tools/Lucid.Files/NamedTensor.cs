using Lucid.Tensors;

namespace Lucid.Files;

/// <summary>A tensor as a file holds it.</summary>
/// <param name="Name">Its name in the file; empty in formats that hold one tensor without a name.</param>
/// <param name="Tensor">The data.</param>
public sealed record NamedTensor(string Name, HostTensor Tensor)
{
    /// <summary>Samples a second, where the file is a sound.</summary>
    public int? SampleRate { get; init; }
}
