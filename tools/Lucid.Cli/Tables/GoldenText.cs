using System.Globalization;

using Lucid.Cli.Options;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;

namespace Lucid.Cli.Tables;

/// <summary>What a package proves itself with, in a line.</summary>
internal static class GoldenText
{
    public static string Of(ModelPackage package, PackageGoldens proof)
    {
        int hashes = proof.Sets.Sum(set => set.Outputs.Concat(set.Values).Count(result => result.Sha256 is not null));
        int numbers = proof.Sets.Sum(set => set.Outputs.Concat(set.Values).Count(result => result.Bound is not null));
        int kernels = proof.Sets.Sum(set => set.Values.Count);
        string[] parts =
        [
            Count(proof.Sets.Count, "set"), .. hashes > 0 ? [Count(hashes, hashes == 1 ? "hash" : "hashe")] : Array.Empty<string>(), .. numbers > 0 ? [Count(numbers, "tensor") + " with a bound"] : Array.Empty<string>(),
            .. kernels > 0 ? [$"{kernels.ToString(CultureInfo.InvariantCulture)} of them of kernels"] : Array.Empty<string>(),
            $"{ByteSize.Text(package.Goldens.Values.Sum(tensor => (long)tensor.Bytes.Length))} of data",
        ];
        return string.Join(", ", parts);
    }

    private static string Count(int count, string what) => $"{count.ToString(CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
