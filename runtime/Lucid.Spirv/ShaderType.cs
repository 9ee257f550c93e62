using System.Globalization;

namespace Lucid.Spirv;

/// <summary>A scalar or a vector of two to four. It prints as GLSL does: <c>float</c>, <c>uvec2</c>.</summary>
public readonly record struct ShaderType
{
    private ShaderType(ScalarKind scalar, int count)
    {
        Scalar = scalar;
        Count = count;
    }

    public static ShaderType Bool { get; } = new(ScalarKind.Bool, 1);

    public static ShaderType I32 { get; } = new(ScalarKind.I32, 1);

    public static ShaderType U32 { get; } = new(ScalarKind.U32, 1);

    public static ShaderType F32 { get; } = new(ScalarKind.F32, 1);

    /// <summary>The type of each component.</summary>
    public ScalarKind Scalar { get; }

    /// <summary>1 for a scalar.</summary>
    public int Count { get; }

    public bool IsVector => Count > 1;

    public bool IsInteger => Scalar is ScalarKind.I32 or ScalarKind.U32;

    public static ShaderType Of(ScalarKind scalar) => new(scalar, 1);

    /// <summary>The same scalar, <paramref name="count"/> times; 1 makes a scalar of it.</summary>
    public ShaderType Times(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 4);
        return new ShaderType(Scalar, count);
    }

    /// <summary>As many components of another scalar.</summary>
    public ShaderType With(ScalarKind scalar) => new(scalar, Count);

    public override string ToString() => IsVector
        ? string.Create(CultureInfo.InvariantCulture, $"{Scalar switch { ScalarKind.Bool => "b", ScalarKind.I32 => "i", ScalarKind.U32 => "u", ScalarKind.F32 => "" }}vec{Count}")
        : Scalar switch { ScalarKind.Bool => "bool", ScalarKind.I32 => "int", ScalarKind.U32 => "uint", ScalarKind.F32 => "float" };
}
