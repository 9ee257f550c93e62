namespace Lucid.Files;

/// <summary>A file format that holds tensors. <see cref="TensorFiles"/> lists them all.</summary>
internal abstract class TensorFormat
{
    /// <summary>The extension with its dot, in lower case.</summary>
    public abstract string Extension { get; }

    /// <summary>What the format holds, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Reads the tensors of a whole file.</summary>
    /// <exception cref="TensorFileException">The bytes are not what the format allows.</exception>
    public abstract IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file);

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="TensorFileException">The format cannot hold these tensors.</exception>
    public abstract void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options);

    /// <summary>The one tensor of a format that holds no more.</summary>
    protected NamedTensor Single(string file, IReadOnlyList<NamedTensor> tensors)
    {
        if (tensors.Count == 1) return tensors[0];
        string names = string.Join(", ", tensors.Take(8).Select(tensor => tensor.Name)) + (tensors.Count > 8 ? ", …" : "");
        throw new TensorFileException(file, null,
            $"{Extension} holds one tensor, and there are {tensors.Count} ({names}); name one, or write .safetensors, which holds many");
    }
}
