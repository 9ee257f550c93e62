using System.Runtime.InteropServices;
using Lucid.Tensors;

namespace Lucid.Files.Images;

/// <summary>Pictures while they are worked on: float32 planes, one a picture and channel.</summary>
internal sealed record PixelPlanes(int Count, int Channels, int Height, int Width, float[] Values)
{
    public PixelPlanes(int count, int channels, int height, int width)
        : this(count, channels, height, width, new float[checked(count * channels * height * width)])
    {
    }

    public static PixelPlanes Of(HostTensor tensor)
    {
        Shape shape = tensor.Shape;
        return new((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3], tensor.ToFloats());
    }

    public HostTensor ToTensor() => new(ElementType.F32, new Shape(Count, Channels, Height, Width), MemoryMarshal.AsBytes<float>(Values).ToArray());

    public Span<float> Plane(int picture, int channel) =>
        Values.AsSpan(((picture * Channels) + channel) * Height * Width, Height * Width);
}
