using System.Buffers.Binary;

using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens.Reports;

/// <summary>Values as the bytes of their buffers, and the other way round.</summary>
internal static class BufferBytes
{
    /// <summary>The bytes that a value and its padding lanes fill, in whole words; -1 where it does not begin with the buffer.</summary>
    public static long Of(StoredValue value, IReadOnlyDictionary<string, long> symbols)
    {
        if (value.Offset.Evaluate(symbols) != 0) return -1;
        Shape shape = value.Shape.Evaluate(symbols);
        long elements = value.Block is null ? shape.ElementCount : shape.ElementCount / Math.Max(1, shape[1]) * ((shape[1] + 3) / 4 * 4);
        return Math.Max(4, ((elements * Width(value)) + 3) / 4 * 4);
    }

    /// <summary>Writes a value into a buffer; what lies beside it stays.</summary>
    public static void Write(StoredValue value, HostTensor tensor, IReadOnlyDictionary<string, long> symbols, Span<byte> buffer)
    {
        long offset = value.Offset.Evaluate(symbols), block = value.Block?.Evaluate(symbols) ?? 0;
        long[] strides = [.. value.Strides.Select(stride => stride.Evaluate(symbols))], index = new long[tensor.Shape.Rank];
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        for (int at = 0; at < bytes.Length; at += 4)
        {
            long element = offset;
            for (int axis = 0; axis < index.Length; axis++)
                element += value.Block is not null && axis == 1 ? (block * (index[1] / 4)) + (index[1] % 4) : strides[axis] * index[axis];
            Span<byte> place = buffer.Slice((int)(element * Width(value)), Width(value));
            if (value.Element == ElementType.F16) BinaryPrimitives.WriteHalfLittleEndian(place, (Half)BinaryPrimitives.ReadSingleLittleEndian(bytes[at..]));
            else bytes.Slice(at, 4).CopyTo(place);
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--) index[axis] = 0;
        }
    }

    /// <summary>All of a buffer as words, for a session to read.</summary>
    public static StoredValue Raw(string name, string kernel, int buffer, long bytes) =>
        new(name, name, kernel, buffer, ElementType.U32, new SymbolicShape(new Shape(bytes / 4)), 0, [1], null);

    private static int Width(StoredValue value) => value.Element == ElementType.F16 ? 2 : 4;
}
