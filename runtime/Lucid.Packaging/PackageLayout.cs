using System.Diagnostics.CodeAnalysis;

namespace Lucid.Packaging;

/// <summary>What the tensors of a package are called (spec/package-format.md, section 3).</summary>
internal static class PackageLayout
{
    public const int Alignment = 64;

    /// <summary>Names that begin so belong to the format.</summary>
    public const string Reserved = "lucid.";

    public const string Program = "lucid.program";
    public const string Graph = "lucid.graph";
    public const string Goldens = "lucid.goldens";
    public const string PadPrefix = "lucid.pad.";
    public const string ModulePrefix = "lucid.module/";
    public const string ConstantPrefix = "lucid.constant/";
    public const string GoldenPrefix = "lucid.golden/";
    public const string Float32Program = "lucid.f32/program";
    public const string Float32ModulePrefix = "lucid.f32/module/";
    public const string Float32ConstantPrefix = "lucid.f32/constant/";

    private static readonly string[] GoldenKinds = ["input.", "output.", "value."];

    public const string FormatKey = "lucid.format";
    public const string CompilerKey = "lucid.compiler";
    public const string ProgramDigestKey = "lucid.program.sha256";

    /// <summary>A constant is stored under its own name, unless that would be taken for one of the format's (or of safetensors').</summary>
    public static string OfConstant(string name) => IsTaken(name) ? ConstantPrefix + name : name;

    public static string OfModule(string name) => ModulePrefix + name;

    public static string OfGolden(string key) => GoldenPrefix + key;

    /// <summary>The reverse of <see cref="OfConstant"/>.</summary>
    public static bool TryReadConstant(string stored, [NotNullWhen(true)] out string? name)
    {
        name = stored.StartsWith(ConstantPrefix, StringComparison.Ordinal) ? stored[ConstantPrefix.Length..] : stored;
        return stored == OfConstant(name);
    }

    /// <summary>Whether a key reads <c>SET/input.NAME</c>, <c>SET/output.NAME</c> or <c>SET/value.NAME</c>, the set without a slash.</summary>
    public static bool IsGoldenKey(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        string name = key[(slash + 1)..];
        return slash > 0 && Array.Exists(GoldenKinds, kind => name.StartsWith(kind, StringComparison.Ordinal) && name.Length > kind.Length);
    }

    private static bool IsTaken(string name) => name.StartsWith(Reserved, StringComparison.Ordinal) || name == "__metadata__";
}
