using Lucid.Tensors;

namespace Lucid.Files.Png;

/// <summary>Pictures as <c>[1,C,H,W]</c> in 0..1, with one channel (grey), two (grey, alpha), three (RGB) or four (RGB, alpha).</summary>
internal sealed class PngFormat : TensorFormat
{
    public override string Extension => ".png";

    public override string Description => "a picture as [1,C,H,W] in 0..1";

    public override IReadOnlyList<NamedTensor> Read(ReadOnlyMemory<byte> bytes, string file) => [new("", PngReader.Read(bytes, file))];

    public override void Write(Stream stream, string file, IReadOnlyList<NamedTensor> tensors, TensorWriteOptions options)
    {
        HostTensor tensor = Single(file, tensors).Tensor;
        PngWriter.Write(stream, PixelGrid.Of(tensor, file));
    }
}
