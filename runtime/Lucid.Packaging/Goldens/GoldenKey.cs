namespace Lucid.Packaging.Goldens;

/// <summary>Keys of <see cref="ModelPackage.Goldens"/>: the stored tensors of the data sets.</summary>
public static class GoldenKey
{
    /// <summary><c>SET/input.NAME</c>.</summary>
    public static string Input(string set, string name) => $"{set}/input.{name}";

    /// <summary><c>SET/output.NAME</c>.</summary>
    public static string Output(string set, string name) => $"{set}/output.{name}";

    /// <summary><c>SET/value.NAME</c>.</summary>
    public static string Value(string set, string name) => $"{set}/value.{name}";
}
