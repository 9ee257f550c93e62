using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lucid.Tensors;

/// <summary>A tensor in host memory: element type, shape and row-major little-endian bytes. Immutable by convention: whoever makes one gives its bytes away.</summary>
public sealed class HostTensor
{
    /// <summary>Takes over <paramref name="bytes"/>, whose length must be the shape's element count times the element size.</summary>
    /// <exception cref="ArgumentException">The length does not match.</exception>
    public HostTensor(ElementType element, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        long expected = checked(shape.ElementCount * element.ByteSize());
        if (bytes.Length != expected)
            throw new ArgumentException($"{element.Text()}{shape} takes {expected} bytes, got {bytes.Length}", nameof(bytes));
        (Element, Shape, Bytes) = (element, shape, bytes);
    }

    /// <summary>The element type.</summary>
    public ElementType Element { get; }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>Row-major little-endian element bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Element type and shape as a type without symbols.</summary>
    public TensorType Type => new(Element, new SymbolicShape(Shape));

    /// <summary>A float32 tensor of a copy of <paramref name="values"/>.</summary>
    public static HostTensor Of(Shape shape, params ReadOnlySpan<float> values) =>
        new(ElementType.F32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>An int64 tensor of a copy of <paramref name="values"/>.</summary>
    public static HostTensor OfInt64(Shape shape, params ReadOnlySpan<long> values) =>
        new(ElementType.I64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A tensor of the values given, each rounded once to <paramref name="element"/> (floats to nearest even, integers checked).</summary>
    /// <exception cref="OverflowException">An integer element type cannot hold a value.</exception>
    public static HostTensor FromDoubles(ElementType element, Shape shape, ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[checked(values.Length * element.ByteSize())];
        if (element == ElementType.F32)
        {
            // Weights: millions of them, before the runtime has compiled anything well.
            Span<float> floats = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
            for (int i = 0; i < floats.Length; i++) floats[i] = (float)values[i];
        }
        else
        {
            for (int i = 0; i < values.Length; i++) Write(bytes.AsSpan(i * element.ByteSize()), element, values[i]);
        }

        return new(element, shape, bytes);
    }

    /// <summary>A tensor of integers, checked against the range of <paramref name="element"/>.</summary>
    /// <exception cref="OverflowException">The element type cannot hold a value.</exception>
    public static HostTensor FromInt64s(ElementType element, Shape shape, ReadOnlySpan<long> values)
    {
        byte[] bytes = new byte[checked(values.Length * element.ByteSize())];
        for (int i = 0; i < values.Length; i++) Write(bytes.AsSpan(i * element.ByteSize()), element, values[i]);
        return new(element, shape, bytes);
    }

    /// <summary>The elements as they are stored.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> has another size than the element type.</exception>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != Element.ByteSize())
            throw new InvalidOperationException($"a tensor of {Element.Text()} cannot be read as {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(Bytes.Span);
    }

    /// <summary>Every element as a double; integers beyond 2^53 lose low bits.</summary>
    public double[] ToDoubles()
    {
        double[] values = new double[Shape.ElementCount];
        if (Element == ElementType.F32)
        {
            ReadOnlySpan<float> floats = As<float>();
            for (int i = 0; i < values.Length; i++) values[i] = floats[i];
            return values;
        }

        ReadOnlySpan<byte> bytes = Bytes.Span;
        int size = Element.ByteSize();
        for (int i = 0; i < values.Length; i++) values[i] = ReadDouble(bytes[(i * size)..], Element);
        return values;
    }

    /// <summary>Every element as a float32; wider types are rounded to nearest even.</summary>
    public float[] ToFloats() =>
        Element == ElementType.F32 ? As<float>().ToArray() : Array.ConvertAll(ToDoubles(), value => (float)value);

    /// <summary>Every element as an int64.</summary>
    /// <exception cref="InvalidOperationException">The element type is a float.</exception>
    /// <exception cref="OverflowException">A U64 element exceeds 63 bits.</exception>
    public long[] ToInt64s()
    {
        if (Element.IsFloat()) throw new InvalidOperationException($"a tensor of {Element.Text()} holds no integers");
        long[] values = new long[Shape.ElementCount];
        ReadOnlySpan<byte> bytes = Bytes.Span;
        int size = Element.ByteSize();
        for (int i = 0; i < values.Length; i++) values[i] = ReadInt64(bytes[(i * size)..], Element);
        return values;
    }

    /// <summary>The same elements with another element type, each rounded once.</summary>
    /// <exception cref="OverflowException">An integer element type cannot hold a value.</exception>
    public HostTensor ConvertTo(ElementType element)
    {
        if (element == Element) return this;
        return Element.IsFloat() || element.IsFloat()
            ? FromDoubles(element, Shape, ToDoubles())
            : FromInt64s(element, Shape, ToInt64s());
    }

    /// <summary>The same bytes under another shape of equal element count.</summary>
    public HostTensor Reshape(Shape shape) => new(Element, shape, Bytes);

    /// <summary>As <c>f32[1,3,64,64]</c>.</summary>
    public override string ToString() => Element.Text() + Shape;

    private static double ReadDouble(ReadOnlySpan<byte> bytes, ElementType element) => element switch
    {
        ElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ElementType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ElementType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64 or ElementType.U8 or ElementType.U16
            or ElementType.U32 or ElementType.Bool => ReadInt64(bytes, element),
    };

    private static long ReadInt64(ReadOnlySpan<byte> bytes, ElementType element) => element switch
    {
        ElementType.I8 => (sbyte)bytes[0],
        ElementType.U8 => bytes[0],
        ElementType.Bool => bytes[0] == 0 ? 0 : 1,
        ElementType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ElementType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ElementType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ElementType.U64 => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 =>
            throw new InvalidOperationException($"{element.Text()} is no integer type"),
    };

    private static void Write(Span<byte> bytes, ElementType element, double value)
    {
        switch (element)
        {
            case ElementType.F32: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value); break;
            case ElementType.F64: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value); break;
            case ElementType.F16: BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value); break;
            case ElementType.BF16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, RoundToBFloat16(value)); break;
            case ElementType.Bool: bytes[0] = value != 0 ? (byte)1 : (byte)0; break;
            case ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64 or ElementType.U8 or ElementType.U16
                or ElementType.U32 or ElementType.U64:
                Write(bytes, element, checked((long)value));
                break;
        }
    }

    private static void Write(Span<byte> bytes, ElementType element, long value)
    {
        switch (element)
        {
            case ElementType.I8: bytes[0] = (byte)checked((sbyte)value); break;
            case ElementType.U8: bytes[0] = checked((byte)value); break;
            case ElementType.Bool: bytes[0] = value != 0 ? (byte)1 : (byte)0; break;
            case ElementType.I16: BinaryPrimitives.WriteInt16LittleEndian(bytes, checked((short)value)); break;
            case ElementType.U16: BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value)); break;
            case ElementType.I32: BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)value)); break;
            case ElementType.U32: BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)value)); break;
            case ElementType.I64: BinaryPrimitives.WriteInt64LittleEndian(bytes, value); break;
            case ElementType.U64: BinaryPrimitives.WriteUInt64LittleEndian(bytes, checked((ulong)value)); break;
            case ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64: Write(bytes, element, (double)value); break;
        }
    }

    /// <summary>Rounds once to nearest even on the 16 bits that bfloat16 keeps of a binary32; NaN stays NaN.</summary>
    private static ushort RoundToBFloat16(double value)
    {
        float single = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (float.IsNaN(single)) return (ushort)((bits >> 16) | 0x0040);
        // Where rounding to binary32 has landed on the midpoint of two bfloat16 values, the value itself says which is nearer.
        if ((bits & 0xFFFF) == 0x8000 && single != value) bits = Math.Abs(value) > Math.Abs(single) ? bits + 1 : bits - 1;
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
