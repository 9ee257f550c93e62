namespace Lucid.Files.Wav;

/// <summary>Sounds as <c>[1,C,L]</c> in -1..1.</summary>
internal sealed class WavFormat : TensorFormat
{
    public override string Extension => ".wav";

    public override string Description => "a sound as [1,C,L] in -1..1";

    public override IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file) => [WavReader.Read(bytes, file)];

    public override void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options) =>
        WavWriter.Write(stream, Single(file, tensors), options, file);
}
