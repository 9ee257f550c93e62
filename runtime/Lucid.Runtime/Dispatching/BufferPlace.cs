namespace Lucid.Runtime.Dispatching;

/// <summary>Where a program's buffer lies: <paramref name="Size"/> bytes from <paramref name="Offset"/> of memory block <paramref name="Block"/>.</summary>
/// <remarks>
/// The offset is a multiple of the device's binding alignments and the block goes on to the next multiple of 16 behind the buffer,
/// so that a texel view of a whole number of elements never leaves it.
/// </remarks>
internal readonly record struct BufferPlace(int Block, long Offset, long Size)
{
    /// <summary>A buffer without memory.</summary>
    public static BufferPlace None { get; } = new(-1, 0, 0);

    public ByteRange Range => new(Offset, checked(Offset + Size));
}
