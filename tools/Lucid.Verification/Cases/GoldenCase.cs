using System.Collections.Immutable;

namespace Lucid.Verification.Cases;

/// <summary>A source with golden files beside it.</summary>
/// <param name="Name">The source's way from the folder searched, with forward slashes and without extension.</param>
/// <param name="Path">The source.</param>
/// <param name="Goldens">The kinds that it has a file of.</param>
public sealed record GoldenCase(string Name, string Path, ImmutableArray<GoldenKind> Goldens)
{
    /// <summary>The endings of files with a case's inputs.</summary>
    public static IReadOnlyList<string> InputSuffixes { get; } = [".input.safetensors", ".input.npy"];

    /// <summary>The golden file of a kind, whether or not it is there.</summary>
    public string FileOf(GoldenKind kind) => Stem + kind.Suffix();

    /// <summary>The file with the case's inputs; null where there is none.</summary>
    public string? InputFile => InputSuffixes.Select(suffix => Stem + suffix).FirstOrDefault(File.Exists);

    private string Stem => Path[..^GoldenCases.Extension.Length];
}
