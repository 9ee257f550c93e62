using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>The numbers of <c>TensorProto.DataType</c> and what they are here.</summary>
internal static class OnnxTypes
{
    private static readonly string[] Names =
    [
        "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32", "UINT64",
        "COMPLEX64", "COMPLEX128", "BFLOAT16", "FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "UINT4", "INT4", "FLOAT4E2M1",
    ];

    /// <summary>The name as the ONNX specification writes it.</summary>
    public static string Name(int type) =>
        type >= 0 && type < Names.Length ? Names[type] : string.Create(CultureInfo.InvariantCulture, $"type {type}");

    /// <summary>The element type, or null where there is none (strings, complex numbers, 8-bit floats and smaller).</summary>
    public static ElementType? Element(int type) => Name(type) switch
    {
        "FLOAT" => ElementType.F32,
        "FLOAT16" => ElementType.F16,
        "BFLOAT16" => ElementType.BF16,
        "DOUBLE" => ElementType.F64,
        "INT8" => ElementType.I8,
        "INT16" => ElementType.I16,
        "INT32" => ElementType.I32,
        "INT64" => ElementType.I64,
        "UINT8" => ElementType.U8,
        "UINT16" => ElementType.U16,
        "UINT32" => ElementType.U32,
        "UINT64" => ElementType.U64,
        "BOOL" => ElementType.Bool,
        _ => null,
    };

    /// <summary>The number of an element type.</summary>
    public static int Number(ElementType element) => Array.IndexOf(Names, element switch
    {
        ElementType.F32 => "FLOAT",
        ElementType.F16 => "FLOAT16",
        ElementType.BF16 => "BFLOAT16",
        ElementType.F64 => "DOUBLE",
        ElementType.I8 => "INT8",
        ElementType.I16 => "INT16",
        ElementType.I32 => "INT32",
        ElementType.I64 => "INT64",
        ElementType.U8 => "UINT8",
        ElementType.U16 => "UINT16",
        ElementType.U32 => "UINT32",
        ElementType.U64 => "UINT64",
        ElementType.Bool => "BOOL",
    });
}
