using System.Globalization;

namespace Lucid.Spirv.Reflection;

/// <summary>The number of invocations of a workgroup along each axis.</summary>
public readonly record struct WorkgroupSize(int X, int Y, int Z)
{
    public long Invocations => (long)X * Y * Z;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X}x{Y}x{Z}");
}
