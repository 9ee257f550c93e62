using System.Globalization;

namespace Lucid.Packaging;

/// <summary>Version of the package format (spec/package-format.md, section 2).</summary>
/// <param name="Major">Grows when older readers would misunderstand a file; they refuse it.</param>
/// <param name="Minor">Grows when something is added that older readers may ignore.</param>
public readonly record struct FormatVersion(int Major, int Minor)
{
    /// <summary>The newest version that this library knows. It writes the oldest one that can say what a package holds.</summary>
    public static FormatVersion Current { get; } = new(1, 3);

    /// <summary>What packages without <c>lucid.goldens</c> and overflow checks are written as.</summary>
    public static FormatVersion First { get; } = new(1, 0);

    /// <summary>The first version with <c>lucid.goldens</c> and overflow checks.</summary>
    public static FormatVersion WithProof { get; } = new(1, 1);

    /// <summary>The first version with <c>lucid.f32/program</c>.</summary>
    public static FormatVersion WithFloat32 { get; } = new(1, 2);

    /// <summary>The first version with features for the sizes of cooperative matrices and for quads.</summary>
    public static FormatVersion WithMoreFeatures { get; } = new(1, 3);

    /// <summary>Whether this library reads files of this version: the same major version, any minor one.</summary>
    public bool IsReadable => Major == Current.Major;

    /// <summary>Reads <c>MAJOR.MINOR</c>: two numbers from 0 to 9999 without sign, space or leading zero.</summary>
    public static bool TryParse(string text, out FormatVersion version)
    {
        string[] parts = text.Length <= 9 ? text.Split('.') : [];
        version = default;
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
            return false;
        version = new(major, minor);
        return version.ToString() == text && major <= 9999 && minor <= 9999;
    }

    /// <summary>As <c>1.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
