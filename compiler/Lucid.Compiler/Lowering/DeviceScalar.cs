using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>A scalar as its 32-bit pattern on the device.</summary>
internal static class DeviceScalar
{
    /// <summary>The pattern as a signed word, as the parameter block takes it.</summary>
    public static int Bits(double value, ElementType element)
    {
        if (element.IsFloat()) return BitConverter.SingleToInt32Bits((float)value);
        if (element == ElementType.U32) return unchecked((int)checked((uint)value));
        // Bounds such as the ends of the int64 range saturate: no element can lie beyond them.
        return (int)Math.Clamp(value, int.MinValue, int.MaxValue);
    }
}
