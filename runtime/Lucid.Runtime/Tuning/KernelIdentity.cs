using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Lucid.Packaging;

namespace Lucid.Runtime.Tuning;

/// <summary>
/// What a measurement of a kernel is remembered by: a digest of all its candidates — their code, constants, conditions, ranges, parameters and
/// groups — but not of its name or of where its buffers lie, so that the same layer of another model is known too.
/// </summary>
internal static class KernelIdentity
{
    public const int Bytes = 32;

    public static string Of(ProgramKernel kernel, Func<string, string> digestOfModule)
    {
        StringBuilder text = new();
        foreach (KernelCandidate candidate in kernel.Candidates)
        {
            text.Append(candidate.Variant).Append('\n').Append(digestOfModule(candidate.Module)).Append('\n').Append(candidate.OrderClass).Append('\n');
            foreach (SpecializationValue value in candidate.Specialization) text.Append(CultureInfo.InvariantCulture, $"{value.Id}={value.Value} ");
            text.AppendJoin(' ', candidate.Features).Append('\n').AppendJoin(' ', candidate.Requires).Append('\n');
            foreach (KernelBinding binding in candidate.Bindings)
                text.Append(CultureInfo.InvariantCulture, $"{binding.Binding} {binding.Kind} {binding.Access} {binding.ByteSize} {binding.ElementBytes}\n");
            text.AppendJoin(' ', candidate.Parameters).Append('\n').AppendJoin(' ', candidate.Groups).Append('\n');
        }

        return Digest(text.ToString());
    }

    /// <summary>A digest of the values of the model's symbols.</summary>
    public static string OfSymbols(IReadOnlyDictionary<string, long> symbols) => Digest(string.Join(';', symbols
        .Where(symbol => !symbol.Key.StartsWith(DeviceLimitNames.Prefix, StringComparison.Ordinal))
        .OrderBy(symbol => symbol.Key, StringComparer.Ordinal)
        .Select(symbol => string.Create(CultureInfo.InvariantCulture, $"{symbol.Key}={symbol.Value}"))));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
