using System.Numerics.Tensors;
using System.Runtime.InteropServices;

using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>
/// Elements crossing between host and device. Equal types are copied; floats are rounded once to nearest even; integers are checked
/// against the narrower range; a bool is 0 or 1 on the device, and anything but 0 read back is true.
/// </summary>
internal static class HostConversion
{
    public static bool IsSupported(ElementType host, ElementType device) => host switch
    {
        ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 => device is ElementType.F32 or ElementType.F16,
        ElementType.Bool => device is ElementType.U32 or ElementType.I32,
        ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64 or ElementType.U8 or ElementType.U16 or ElementType.U32
            or ElementType.U64 => device is ElementType.I32 or ElementType.U32,
    };

    /// <summary>Writes a caller's elements as the device holds them.</summary>
    /// <exception cref="OverflowException">An integer does not fit.</exception>
    public static void ToDevice(ElementType host, ElementType device, ReadOnlySpan<byte> source, Span<byte> target) => Convert(host, device, source, target);

    /// <summary>Writes the device's elements as the caller sees them.</summary>
    /// <exception cref="OverflowException">An integer does not fit.</exception>
    public static void FromDevice(ElementType device, ElementType host, ReadOnlySpan<byte> source, Span<byte> target) => Convert(device, host, source, target);

    private static void Convert(ElementType from, ElementType to, ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (from == to)
        {
            source.CopyTo(target);
            return;
        }

        switch (from, to)
        {
            case (ElementType.F16, ElementType.F32): TensorPrimitives.ConvertToSingle(As<Half>(source), As<float>(target)); break;
            case (ElementType.F32, ElementType.F16): TensorPrimitives.ConvertToHalf(As<float>(source), As<Half>(target)); break;
            case (ElementType.F64, ElementType.F32): TensorPrimitives.ConvertTruncating<double, float>(As<double>(source), As<float>(target)); break;
            case (ElementType.F32, ElementType.F64): TensorPrimitives.ConvertTruncating<float, double>(As<float>(source), As<double>(target)); break;
            case (ElementType.F64, ElementType.F16): TensorPrimitives.ConvertTruncating<double, Half>(As<double>(source), As<Half>(target)); break;
            case (ElementType.F16, ElementType.F64): TensorPrimitives.ConvertTruncating<Half, double>(As<Half>(source), As<double>(target)); break;
            case (ElementType.BF16, ElementType.F32): Each<ushort, float>(source, target, Widen); break;
            case (ElementType.F32, ElementType.BF16): Each<float, ushort>(source, target, Round); break;
            case (ElementType.BF16, ElementType.F16): Each<ushort, Half>(source, target, static bits => (Half)Widen(bits)); break;
            case (ElementType.F16, ElementType.BF16): Each<Half, ushort>(source, target, static value => Round((float)value)); break;
            case (ElementType.Bool, ElementType.U32 or ElementType.I32): Each<byte, uint>(source, target, static value => value == 0 ? 0u : 1u); break;
            case (ElementType.U32 or ElementType.I32, ElementType.Bool): Each<uint, byte>(source, target, static value => value == 0 ? (byte)0 : (byte)1); break;
            default: Integers(from, to, source, target); break;
        }
    }

    private static void Integers(ElementType from, ElementType to, ReadOnlySpan<byte> source, Span<byte> target)
    {
        switch (from)
        {
            case ElementType.I8: To<sbyte>(to, source, target); break;
            case ElementType.I16: To<short>(to, source, target); break;
            case ElementType.I32: To<int>(to, source, target); break;
            case ElementType.I64: To<long>(to, source, target); break;
            case ElementType.U8: To<byte>(to, source, target); break;
            case ElementType.U16: To<ushort>(to, source, target); break;
            case ElementType.U32: To<uint>(to, source, target); break;
            case ElementType.U64: To<ulong>(to, source, target); break;
            case ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 or ElementType.Bool:
                throw new ArgumentException($"{from.Text()} does not become {to.Text()}", nameof(from));
        }
    }

    private static void To<TFrom>(ElementType to, ReadOnlySpan<byte> source, Span<byte> target)
        where TFrom : unmanaged, System.Numerics.INumberBase<TFrom>
    {
        switch (to)
        {
            case ElementType.I8: Checked<TFrom, sbyte>(source, target); break;
            case ElementType.I16: Checked<TFrom, short>(source, target); break;
            case ElementType.I32: Checked<TFrom, int>(source, target); break;
            case ElementType.I64: Checked<TFrom, long>(source, target); break;
            case ElementType.U8: Checked<TFrom, byte>(source, target); break;
            case ElementType.U16: Checked<TFrom, ushort>(source, target); break;
            case ElementType.U32: Checked<TFrom, uint>(source, target); break;
            case ElementType.U64: Checked<TFrom, ulong>(source, target); break;
            case ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 or ElementType.Bool:
                throw new ArgumentException($"an integer does not become {to.Text()}", nameof(to));
        }
    }

    private static void Checked<TFrom, TTo>(ReadOnlySpan<byte> source, Span<byte> target)
        where TFrom : unmanaged, System.Numerics.INumberBase<TFrom>
        where TTo : unmanaged, System.Numerics.INumberBase<TTo> =>
        TensorPrimitives.ConvertChecked<TFrom, TTo>(As<TFrom>(source), As<TTo>(target));

    private static void Each<TFrom, TTo>(ReadOnlySpan<byte> source, Span<byte> target, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        ReadOnlySpan<TFrom> from = As<TFrom>(source);
        Span<TTo> to = As<TTo>(target);
        for (int i = 0; i < from.Length; i++) to[i] = convert(from[i]);
    }

    private static ReadOnlySpan<T> As<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private static Span<T> As<T>(Span<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>Nearest even on the 16 bits that bfloat16 keeps of a binary32; NaN stays NaN.</summary>
    private static ushort Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x0040) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
