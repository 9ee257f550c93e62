using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Weights;

/// <summary>
/// The plain weights of a PyTorch state dict: pairs that a reparametrisation keeps instead of a weight are multiplied out under the weight's
/// name, and counters that inference does not read are left out.
/// </summary>
/// <remarks>
/// weight_norm: <c>w_g</c>, <c>w_v</c> or <c>parametrizations.w.original0</c>, <c>original1</c>. spectral_norm: <c>w_orig</c>, <c>w_u</c>,
/// <c>w_v</c> or <c>parametrizations.w.original</c>, <c>parametrizations.w.0._u</c>, <c>_v</c>.
/// </remarks>
public static class StateDictionary
{
    private const string Parametrizations = "parametrizations.";

    /// <summary>The weights by plain name.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="isTransposed">Whether a weight is that of a transposed convolution, whose output channels stand on axis 1.</param>
    /// <param name="span">Where to report.</param>
    /// <param name="diagnostics">Receives an error for every pair that does not fit together.</param>
    public static IReadOnlyDictionary<string, HostTensor> Unwrap(
        IReadOnlyDictionary<string, HostTensor> state, Func<string, bool> isTransposed, SourceSpan span, DiagnosticBag diagnostics)
    {
        SortedDictionary<string, HostTensor> plain = new(StringComparer.Ordinal);
        HashSet<string> parts = new(StringComparer.Ordinal);
        foreach (string key in state.Keys.Order(StringComparer.Ordinal))
        {
            if (Wrapped(key, state) is not { } wrapped) continue;
            parts.UnionWith(wrapped.Parts);
            HostTensor[] tensors = [.. wrapped.Parts.Select(part => state[part])];
            (HostTensor? weight, string? problem) = wrapped.IsSpectral
                ? Reparametrisation.SpectralNorm(tensors[0], tensors[1], tensors[2], isTransposed(wrapped.Name))
                : Reparametrisation.WeightNorm(tensors[0], tensors[1]);
            if (weight is not null) plain[wrapped.Name] = weight;
            else diagnostics.Add(ImportDiagnostics.WeightPairRefused.At(span, string.Join(", ", wrapped.Parts.Select(part => $"'{part}'")), problem));
        }

        foreach ((string key, HostTensor tensor) in state)
        {
            bool counter = key == "num_batches_tracked" || key.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
            if (!counter && !parts.Contains(key)) plain[key] = tensor;
        }

        return plain;
    }

    private sealed record WrappedWeight(string Name, bool IsSpectral, string[] Parts);

    /// <summary>The weight whose first part a key is, if all parts are there.</summary>
    private static WrappedWeight? Wrapped(string key, IReadOnlyDictionary<string, HostTensor> state)
    {
        WrappedWeight? found = null;
        if (Stem("_g") is { } g) found = new(g, false, [key, g + "_v"]);
        else if (Stem("_orig") is { } orig) found = new(orig, true, [key, orig + "_u", orig + "_v"]);
        else if (Stem(".original0") is { } pair && Plain(pair) is { } name) found = new(name, false, [key, pair + ".original1"]);
        else if (Stem(".original") is { } original && Plain(original) is { } spectral) found = new(spectral, true, [key, original + ".0._u", original + ".0._v"]);
        return found is not null && found.Parts.All(state.ContainsKey) ? found : null;

        string? Stem(string ending) => key.EndsWith(ending, StringComparison.Ordinal) ? key[..^ending.Length] : null;
    }

    /// <summary>conv.parametrizations.weight → conv.weight.</summary>
    private static string? Plain(string stem)
    {
        int at = stem.LastIndexOf(Parametrizations, StringComparison.Ordinal);
        return at < 0 || (at > 0 && stem[at - 1] != '.') ? null : stem.Remove(at, Parametrizations.Length);
    }
}
