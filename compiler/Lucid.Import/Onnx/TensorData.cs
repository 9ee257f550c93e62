using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>
/// The elements of a <see cref="TensorProto"/>: raw bytes, one of the typed lists, or an external file. The stored amount must be what the
/// dims say; narrow types travel in <c>int32_data</c> (halves as their bits), unsigned 32-bit ones in <c>uint64_data</c>.
/// </summary>
internal static class TensorData
{
    private const int MaxRank = 64;

    /// <summary>Element type and shape, without touching the data.</summary>
    /// <exception cref="OnnxFormatException">The type is not supported or the dims are no shape.</exception>
    public static (ElementType Element, Shape Shape) TypeOf(TensorProto tensor, string source, string place)
    {
        ElementType element = OnnxTypes.Element(tensor.DataType) ?? throw new OnnxFormatException(source, place,
            $"elements of {OnnxTypes.Name(tensor.DataType)} are not supported; float32, float16, bfloat16, float64, the integers of 8 to 64 bits and bool are");
        if (tensor.Dims.Count > MaxRank) throw new OnnxFormatException(source, place, $"{tensor.Dims.Count} dims, at most {MaxRank} are supported");
        Int128 count = 1;
        bool empty = tensor.Dims.Contains(0);
        foreach (long dim in tensor.Dims)
        {
            if (dim < 0) throw new OnnxFormatException(source, place, $"dim {Text(dim)} is negative");
            count *= empty ? 1 : dim;
            if (count * element.ByteSize() > OnnxFile.MaxBytes)
                throw new OnnxFormatException(source, place, $"dims [{string.Join(",", tensor.Dims.Select(Text))}] of {element.Text()} take more than {OnnxFile.MaxBytes} bytes");
        }

        return (element, new Shape([.. tensor.Dims]));
    }

    /// <summary>The tensor with its own element type.</summary>
    /// <exception cref="OnnxFormatException">The data are not what type and dims announce.</exception>
    public static HostTensor Read(TensorProto tensor, string source, string place, ExternalData? external = null)
    {
        (ElementType element, Shape shape) = TypeOf(tensor, source, place);
        if (tensor.Segment is not null) throw new OnnxFormatException(source, place, "segmented tensors are not supported");
        int count = (int)shape.ElementCount;
        int size = count * element.ByteSize();
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            if (external is null) throw new OnnxFormatException(source, place, "the data are in an external file, which only a model read from a file has");
            return new HostTensor(element, shape, Normalised(element, external.Read(tensor, size, place)));
        }

        if (tensor.HasRawData)
        {
            if (tensor.RawData.Length != size) throw Amount(tensor.RawData.Length, "raw_data", "bytes", size);
            return new HostTensor(element, shape, Normalised(element, tensor.RawData.Memory));
        }

        (string field, int stored) = Stored(tensor, element);
        if (stored != count) throw Amount(stored, field, "elements", count);
        return new HostTensor(element, shape, Typed(tensor, element, source, place));

        OnnxFormatException Amount(int found, string where, string unit, int expected) =>
            new(source, place, $"{where} holds {Text(found)} {unit}, {element.Text()}{shape} takes {Text(expected)}");
    }

    private static (string Field, int Count) Stored(TensorProto tensor, ElementType element) => element switch
    {
        ElementType.F32 => ("float_data", tensor.FloatData.Count),
        ElementType.F64 => ("double_data", tensor.DoubleData.Count),
        ElementType.I64 => ("int64_data", tensor.Int64Data.Count),
        ElementType.U32 or ElementType.U64 => ("uint64_data", tensor.Uint64Data.Count),
        ElementType.I32 or ElementType.I16 or ElementType.I8 or ElementType.U16 or ElementType.U8 or ElementType.Bool or ElementType.F16
            or ElementType.BF16 => ("int32_data", tensor.Int32Data.Count),
    };

    private static byte[] Typed(TensorProto tensor, ElementType element, string source, string place)
    {
        switch (element)
        {
            case ElementType.F32: return MemoryMarshal.AsBytes<float>(tensor.FloatData.ToArray()).ToArray();
            case ElementType.F64: return MemoryMarshal.AsBytes<double>(tensor.DoubleData.ToArray()).ToArray();
            case ElementType.I64: return MemoryMarshal.AsBytes<long>(tensor.Int64Data.ToArray()).ToArray();
            case ElementType.U64: return MemoryMarshal.AsBytes<ulong>(tensor.Uint64Data.ToArray()).ToArray();
            case ElementType.U32: return Narrow(tensor.Uint64Data, 4, 0, uint.MaxValue, value => (long)Math.Min(value, long.MaxValue));
            case ElementType.I32: return MemoryMarshal.AsBytes<int>(tensor.Int32Data.ToArray()).ToArray();
            case ElementType.I16: return Narrow(tensor.Int32Data, 2, short.MinValue, short.MaxValue, value => value);
            case ElementType.I8: return Narrow(tensor.Int32Data, 1, sbyte.MinValue, sbyte.MaxValue, value => value);
            case ElementType.U8: return Narrow(tensor.Int32Data, 1, 0, byte.MaxValue, value => value);
            case ElementType.Bool: return Narrow(tensor.Int32Data, 1, 0, 1, value => value);
            case ElementType.U16 or ElementType.F16 or ElementType.BF16: return Narrow(tensor.Int32Data, 2, 0, ushort.MaxValue, value => value);
        }

        throw new System.Diagnostics.UnreachableException(element.Text());

        byte[] Narrow<T>(IReadOnlyList<T> values, int size, long low, long high, Func<T, long> widen)
        {
            byte[] bytes = new byte[values.Count * size];
            Span<byte> eight = stackalloc byte[8];
            for (int i = 0; i < values.Count; i++)
            {
                long value = widen(values[i]);
                if (value < low || value > high)
                    throw new OnnxFormatException(source, place, $"element {Text(i)} is {Text(value)}, which {element.Text()} cannot hold");
                BinaryPrimitives.WriteInt64LittleEndian(eight, value);
                eight[..size].CopyTo(bytes.AsSpan(i * size));
            }

            return bytes;
        }
    }

    /// <summary>A stored bool is any non-zero byte; here it is 1.</summary>
    private static ReadOnlyMemory<byte> Normalised(ElementType element, ReadOnlyMemory<byte> bytes)
    {
        if (element != ElementType.Bool || !bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1)) return bytes;
        byte[] truths = bytes.ToArray();
        foreach (ref byte truth in truths.AsSpan()) truth = truth == 0 ? (byte)0 : (byte)1;
        return truths;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
