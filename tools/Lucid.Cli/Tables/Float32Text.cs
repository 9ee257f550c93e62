using System.Globalization;

using Lucid.Cli.Options;
using Lucid.Packaging;

namespace Lucid.Cli.Tables;

/// <summary>The float32 variant of a package of halves, in a line: what it adds.</summary>
internal static class Float32Text
{
    public static string Of(ModelPackage package)
    {
        ModelPackage variant = package.Float32!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"float32, for devices without 16-bit storage: {variant.Program.Main.Count} kernels, {ByteSize.Text(BytesOf(package))} of weights and modules more");
    }

    /// <summary>Bytes of the weights and modules that the variant does not share with the package's own program.</summary>
    public static long BytesOf(ModelPackage package)
    {
        if (package.Float32 is not { } variant) return 0;
        return variant.Constants.Where(constant => !package.Constants.TryGetValue(constant.Key, out var shared) || shared.Element != constant.Value.Element).Sum(constant => (long)constant.Value.Bytes.Length)
            + variant.Modules.Where(module => !package.Modules.TryGetValue(module.Key, out var shared) || !shared.Span.SequenceEqual(module.Value.Span)).Sum(module => (long)module.Value.Length);
    }
}
