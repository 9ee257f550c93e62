using System.Globalization;
using System.Numerics;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Disassembly;

/// <summary>The literal of a constant, printed as its type wants: round-trip decimals for floats, C's hexadecimal form for what has no decimal.</summary>
internal sealed class LiteralText
{
    private readonly Dictionary<Id, Instruction> _types = [];
    private readonly HashSet<Id> _signedValues = [];

    public LiteralText(SpirvModule module)
    {
        foreach (Instruction instruction in module.Instructions)
        {
            if (instruction.Opcode is Opcode.TypeInt or Opcode.TypeFloat) _types[instruction.Result!.Value] = instruction;
            if (instruction.ResultType is Id type && _types.TryGetValue(type, out Instruction? known) && known.Opcode == Opcode.TypeInt && known.Words[2] != 0)
                _signedValues.Add(instruction.Result!.Value);
        }
    }

    /// <summary>A case of an OpSwitch, signed as its selector is.</summary>
    public string Case(Instruction branch, uint value) =>
        _signedValues.Contains(branch.IdAt(0)) ? ((int)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of an OpConstant or OpSpecConstant.</summary>
    public string Number(Instruction constant)
    {
        ulong bits = constant.Words.Length > 3 ? ((ulong)constant.Words[3] << 32) | constant.Words[2] : constant.Words[2];
        if (!_types.TryGetValue(constant.ResultType!.Value, out Instruction? type)) return bits.ToString(CultureInfo.InvariantCulture);
        uint width = type.Words[1];
        if (type.Opcode == Opcode.TypeFloat) return Float(bits, width);
        bool isSigned = type.Words[2] != 0;
        if (width is 0 or > 64) return bits.ToString(CultureInfo.InvariantCulture);
        int unused = 64 - (int)width;
        return isSigned
            ? ((long)(bits << unused) >> unused).ToString(CultureInfo.InvariantCulture)
            : ((bits << unused) >> unused).ToString(CultureInfo.InvariantCulture);
    }

    private static string Float(ulong bits, uint width) => width switch
    {
        16 => Hexadecimal(bits, 10, 5),
        32 when IsDecimal(BitConverter.UInt32BitsToSingle((uint)bits)) => Decimal(BitConverter.UInt32BitsToSingle((uint)bits), "G9"),
        64 when IsDecimal(BitConverter.UInt64BitsToDouble(bits)) => Decimal(BitConverter.UInt64BitsToDouble(bits), "G17"),
        32 => Hexadecimal(bits, 23, 8),
        64 => Hexadecimal(bits, 52, 11),
        _ => bits.ToString(CultureInfo.InvariantCulture),
    };

    private static bool IsDecimal<T>(T value)
        where T : IFloatingPointIeee754<T> => T.IsZero(value) || T.IsNormal(value);

    private static string Decimal<T>(T value, string format)
        where T : IFormattable => value.ToString(format, CultureInfo.InvariantCulture).Replace('E', 'e');

    // ±0x1.fffp±e: subnormals are normalised; infinity and NaN have the exponent after the last.
    private static string Hexadecimal(ulong bits, int fractionBits, int exponentBits)
    {
        ulong fraction = bits & ((1UL << fractionBits) - 1);
        int biased = (int)(bits >> fractionBits) & ((1 << exponentBits) - 1);
        int bias = (1 << (exponentBits - 1)) - 1;
        string sign = (bits >> (fractionBits + exponentBits) & 1) != 0 ? "-" : "";
        if (biased == 0 && fraction == 0) return sign + "0x0p+0";
        int exponent = biased - bias;
        if (biased == 0)
        {
            exponent = 1 - bias;
            while ((fraction >> fractionBits) == 0)
            {
                fraction <<= 1;
                exponent--;
            }

            fraction &= (1UL << fractionBits) - 1;
        }

        int digits = (fractionBits + 3) / 4;
        string hex = (fraction << ((digits * 4) - fractionBits)).ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}0x1{(hex.Length > 0 ? "." : "")}{hex}p{(exponent >= 0 ? "+" : "")}{exponent}");
    }
}
