namespace Lucid.Tensors;

/// <summary>The type of a tensor's elements. Names are those of the safetensors format.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper 16 bits of a binary32.</summary>
    BF16,

    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>One byte an element, 0 or 1.</summary>
    Bool,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes an element occupies in host memory and in files.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.F32 or ElementType.I32 or ElementType.U32 => 4,
        ElementType.F16 or ElementType.BF16 or ElementType.I16 or ElementType.U16 => 2,
        ElementType.F64 or ElementType.I64 or ElementType.U64 => 8,
        ElementType.I8 or ElementType.U8 or ElementType.Bool => 1,
    };

    /// <summary>Whether the type is one of the four floating-point formats.</summary>
    public static bool IsFloat(this ElementType type) =>
        type is ElementType.F32 or ElementType.F16 or ElementType.BF16 or ElementType.F64;

    /// <summary>Whether the type is an integer (bool is not).</summary>
    public static bool IsInteger(this ElementType type) => !type.IsFloat() && type != ElementType.Bool;

    /// <summary>The name as Lucid prints it: <c>f32</c>, <c>i64</c>, <c>bool</c>.</summary>
    public static string Text(this ElementType type) => type switch
    {
        ElementType.F32 => "f32",
        ElementType.F16 => "f16",
        ElementType.BF16 => "bf16",
        ElementType.F64 => "f64",
        ElementType.I8 => "i8",
        ElementType.I16 => "i16",
        ElementType.I32 => "i32",
        ElementType.I64 => "i64",
        ElementType.U8 => "u8",
        ElementType.U16 => "u16",
        ElementType.U32 => "u32",
        ElementType.U64 => "u64",
        ElementType.Bool => "bool",
    };

    /// <summary>Reads a name in any case: <c>f32</c> as Lucid prints it or <c>F32</c> as safetensors does.</summary>
    public static bool TryParse(string text, out ElementType type)
    {
        foreach (ElementType candidate in Enum.GetValues<ElementType>())
        {
            if (string.Equals(candidate.Text(), text, StringComparison.OrdinalIgnoreCase))
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }
}
