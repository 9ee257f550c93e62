using System.Buffers.Binary;
using System.Globalization;

namespace Lucid.Files;

/// <summary>Walks over a file's bytes and never beyond them: what is missing is a <see cref="TensorFileException"/> at its offset.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, string file)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The next <paramref name="count"/> bytes, which hold <paramref name="what"/>.</summary>
    public ReadOnlySpan<byte> Take(long count, string what)
    {
        if (count > Remaining)
        {
            throw Fault(_bytes.Length, string.Create(CultureInfo.InvariantCulture,
                $"the file ends; {what} takes {count} bytes from byte {Position}, and {Remaining} are left"));
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public uint TakeUInt32BigEndian(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));

    public uint TakeUInt32LittleEndian(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ushort TakeUInt16LittleEndian(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    public readonly TensorFileException Fault(long offset, string reason) => new(file, offset, reason);
}
