using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>A scalar as its 32-bit pattern on the device.</summary>
internal static class DeviceScalar
{
    /// <summary>The pattern as a signed word, as the parameter block takes it.</summary>
    /// <exception cref="LoweringException">An integer does not fit 32 bits.</exception>
    public static int Bits(double value, ElementType element)
    {
        if (element.IsFloat()) return BitConverter.SingleToInt32Bits((float)value);
        (double low, double high) = element == ElementType.U32 ? (0, (double)uint.MaxValue) : (int.MinValue, int.MaxValue);
        if (!(value >= low && value <= high)) throw new LoweringException(string.Create(CultureInfo.InvariantCulture, $"the {element.Text()} constant {value} exceeds the 32 bits of an integer on a device"));
        return unchecked((int)(long)value);
    }
}
