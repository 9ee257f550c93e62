using System.Buffers.Binary;

namespace Lucid.Runtime.Dispatching;

/// <summary>The parameters of a sequence of kernels in one uniform buffer, each at the device's alignment.</summary>
internal sealed class UniformData(DeviceLimits limits)
{
    /// <summary>A shader may declare a parameter block that is longer than the words its kernel has; 128 words are always bound.</summary>
    private const int SmallestBinding = 512;

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Appends a kernel's words; returns what to bind for it.</summary>
    /// <exception cref="DeviceLimitException">More words than a uniform binding holds.</exception>
    public (long Offset, long Bytes) Add(string kernel, ReadOnlySpan<uint> words)
    {
        long bytes = Math.Max(SmallestBinding, BlockPacking.RoundUp(words.Length * 4L, 16));
        if (bytes > limits.UniformRange)
            throw new DeviceLimitException($"kernel {kernel} has {words.Length} parameters; the device's uniform buffers hold {limits.UniformRange / 4}");
        int offset = checked((int)BlockPacking.RoundUp(_bytes.Count, limits.UniformAlignment));
        byte[] slot = new byte[offset - _bytes.Count + bytes];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(offset - _bytes.Count + (i * 4)), words[i]);
        _bytes.AddRange(slot);
        return (offset, bytes);
    }
}
