using System.Buffers.Binary;

using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>A value out of the bytes of its buffer (spec/package-format.md, section 10).</summary>
internal static class ValueLayout
{
    /// <summary>The value in row-major order: floats as F32, integers as they are.</summary>
    /// <exception cref="ProgramException">It does not lie within the buffer for these sizes.</exception>
    public static HostTensor Read(StoredValue value, ReadOnlySpan<byte> buffer, IReadOnlyDictionary<string, long> symbols)
    {
        try
        {
            Shape shape = value.Shape.Evaluate(symbols);
            long offset = value.Offset.Evaluate(symbols), block = value.Block?.Evaluate(symbols) ?? 0;
            long[] strides = [.. value.Strides.Select(stride => stride.Evaluate(symbols))];
            int width = value.Element == ElementType.F16 ? 2 : 4;
            CheckWithin(value, shape, offset, strides, block, buffer.Length / width);
            return Gather(value, shape, offset, strides, block, buffer);
        }
        catch (Exception error) when (error is ShapeEvaluationException or OverflowException)
        {
            throw new ProgramException($"value {value.Name}: {error.Message}", error);
        }
    }

    private static void CheckWithin(StoredValue value, Shape shape, long offset, long[] strides, long block, long elements)
    {
        if (shape.ElementCount == 0) return;
        Int128 low = offset, high = offset;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            bool isBlocked = value.Block is not null && axis == 1;
            Int128 reach = isBlocked ? ((Int128)block * ((shape[1] - 1) / 4)) + Math.Min(3, shape[1] - 1) : (Int128)strides[axis] * (shape[axis] - 1);
            if (reach < 0) low += reach;
            else high += reach;
        }

        if (low < 0 || high >= elements) throw new ProgramException($"value {value.Name} reaches from element {low} to {high} of buffer {value.Buffer}, which has {elements}");
    }

    private static HostTensor Gather(StoredValue value, Shape shape, long offset, long[] strides, long block, ReadOnlySpan<byte> buffer)
    {
        byte[] bytes = new byte[checked((int)shape.ElementCount * 4)];
        long[] index = new long[shape.Rank];
        for (int at = 0; at < bytes.Length; at += 4)
        {
            long element = offset;
            for (int axis = 0; axis < index.Length; axis++)
                element += value.Block is not null && axis == 1 ? (block * (index[1] / 4)) + (index[1] % 4) : strides[axis] * index[axis];
            if (value.Element == ElementType.F16) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)BinaryPrimitives.ReadHalfLittleEndian(buffer[(int)(element * 2)..]));
            else buffer.Slice((int)(element * 4), 4).CopyTo(bytes.AsSpan(at));
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }

        return new HostTensor(value.Element == ElementType.F16 ? ElementType.F32 : value.Element, shape, bytes);
    }
}
