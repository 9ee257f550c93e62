using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Integers of any width as the interpreter holds them: in an int64. U64 is limited to its lower half, which is enough for
/// extents and indices; nothing else in a decoder is that wide.
/// </summary>
internal static class IntegerRange
{
    /// <summary>The smallest and the largest value.</summary>
    public static (long Low, long High) Of(ElementType type) => type switch
    {
        ElementType.I8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.I16 => (short.MinValue, short.MaxValue),
        ElementType.I32 => (int.MinValue, int.MaxValue),
        ElementType.I64 => (long.MinValue, long.MaxValue),
        ElementType.U8 => (0, byte.MaxValue),
        ElementType.U16 => (0, ushort.MaxValue),
        ElementType.U32 => (0, uint.MaxValue),
        ElementType.U64 => (0, long.MaxValue),
        ElementType.Bool => (0, 1),
        ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 =>
            throw new ArgumentOutOfRangeException(nameof(type), type, "no integer type"),
    };

    /// <summary>The low bits that the type keeps of a value, as two's complement arithmetic of that width leaves them.</summary>
    public static long Wrap(long value, ElementType type) => type switch
    {
        ElementType.I8 => unchecked((sbyte)value),
        ElementType.I16 => unchecked((short)value),
        ElementType.I32 => unchecked((int)value),
        ElementType.U8 => unchecked((byte)value),
        ElementType.U16 => unchecked((ushort)value),
        ElementType.U32 => unchecked((uint)value),
        ElementType.I64 or ElementType.U64 => value,
        ElementType.Bool => value != 0 ? 1 : 0,
        ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64 =>
            throw new ArgumentOutOfRangeException(nameof(type), type, "no integer type"),
    };
}
