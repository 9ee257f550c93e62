namespace Lucid.Files.Npy;

/// <summary>NumPy's format of one array.</summary>
internal sealed class NpyFormat : TensorFormat
{
    public override string Extension => ".npy";

    public override string Description => "one NumPy array";

    public override IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file) => [new("", NpyReader.Read(bytes, file))];

    public override void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options) =>
        NpyWriter.Write(stream, Single(file, tensors).Tensor, file);
}
