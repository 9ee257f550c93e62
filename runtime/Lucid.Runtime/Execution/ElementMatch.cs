using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>Which .NET types stand for which element types at the public doors.</summary>
internal static class ElementMatch
{
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
    public static void Check<T>(ProgramTensor tensor, string parameter)
        where T : unmanaged
    {
        if (!Matches<T>(tensor.Type.Element))
            throw new ArgumentException($"{tensor.Name} is {tensor.Type.Element.Text()}; {typeof(T).Name} is not", parameter);
    }

    private static bool Matches<T>(ElementType element)
        where T : unmanaged => element switch
        {
            ElementType.F32 => typeof(T) == typeof(float),
            ElementType.F16 => typeof(T) == typeof(Half),
            ElementType.BF16 => typeof(T) == typeof(ushort),
            ElementType.F64 => typeof(T) == typeof(double),
            ElementType.I8 => typeof(T) == typeof(sbyte),
            ElementType.I16 => typeof(T) == typeof(short),
            ElementType.I32 => typeof(T) == typeof(int),
            ElementType.I64 => typeof(T) == typeof(long),
            ElementType.U8 => typeof(T) == typeof(byte),
            ElementType.U16 => typeof(T) == typeof(ushort),
            ElementType.U32 => typeof(T) == typeof(uint),
            ElementType.U64 => typeof(T) == typeof(ulong),
            ElementType.Bool => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        };
}
