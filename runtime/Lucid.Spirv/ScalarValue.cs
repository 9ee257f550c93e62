using System.Globalization;

namespace Lucid.Spirv;

/// <summary>A scalar known when the module is made: a constant, or the value of a specialisation constant.</summary>
/// <remarks>It compares by bits: 0 and -0 differ, a NaN equals itself.</remarks>
public readonly record struct ScalarValue
{
    private ScalarValue(ScalarKind kind, uint bits)
    {
        Kind = kind;
        Bits = bits;
    }

    public ScalarKind Kind { get; }

    /// <summary>The value's 32 bits; a bool is 0 or 1.</summary>
    public uint Bits { get; }

    public static ScalarValue FromBits(ScalarKind kind, uint bits) => new(kind, kind == ScalarKind.Bool && bits != 0 ? 1 : bits);

    public static ScalarValue FromBool(bool value) => new(ScalarKind.Bool, value ? 1u : 0u);

    public static ScalarValue FromInt32(int value) => new(ScalarKind.I32, (uint)value);

    public static ScalarValue FromUInt32(uint value) => new(ScalarKind.U32, value);

    public static ScalarValue FromSingle(float value) => new(ScalarKind.F32, BitConverter.SingleToUInt32Bits(value));

    public static implicit operator ScalarValue(bool value) => FromBool(value);

    public static implicit operator ScalarValue(int value) => FromInt32(value);

    public static implicit operator ScalarValue(uint value) => FromUInt32(value);

    public static implicit operator ScalarValue(float value) => FromSingle(value);

    public override string ToString() => Kind switch
    {
        ScalarKind.Bool => Bits != 0 ? "true" : "false",
        ScalarKind.I32 => ((int)Bits).ToString(CultureInfo.InvariantCulture),
        ScalarKind.U32 => Bits.ToString(CultureInfo.InvariantCulture) + "u",
        ScalarKind.F32 => BitConverter.UInt32BitsToSingle(Bits).ToString(CultureInfo.InvariantCulture) + "f",
    };
}
