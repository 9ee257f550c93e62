using System.Collections.Immutable;
using System.Text.Json;

using Lucid.Packaging;

namespace Lucid.Runtime.Devices;

/// <summary>
/// Pairs of drivers and candidates that are known to give wrong results: <c>known-bad.json</c>, the one place for them. Sessions never choose such a candidate.
/// The file is a list of objects of texts: <c>driver</c>, the driver's name as <c>lucid devices</c> says it; <c>versions</c>, which may be absent: the versions in the driver's words, each a text
/// that its info begins with; <c>module</c>, what the name of the candidate's module begins with; <c>variant</c>, which may be absent, the candidate's name;
/// <c>reason</c>, what is wrong; <c>source</c>, where that can be read or how it can be seen.
/// </summary>
internal sealed record KnownBadCandidates(ImmutableArray<KnownBad> Entries)
{
    private const string Resource = "known-bad.json";
    private static readonly string[] Fields = ["driver", "versions", "module", "variant", "reason", "source"];

    /// <summary>The embedded file.</summary>
    public static KnownBadCandidates Embedded { get; } = Read();

    /// <exception cref="FormatException">The file does not have the form.</exception>
    public static KnownBadCandidates Parse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return new([.. document.RootElement.EnumerateArray().Select(Entry)]);
    }

    /// <summary>The entries for a driver.</summary>
    public KnownBadCandidates For(DeviceFacts facts) =>
        new([.. Entries.Where(entry => entry.Driver == facts.DriverName && (entry.Versions.IsEmpty || entry.Versions.Any(version => facts.DriverInfo.StartsWith(version, StringComparison.Ordinal))))]);

    /// <summary>Why the driver must not run a candidate; null where nothing is known.</summary>
    public string? ReasonAgainst(KernelCandidate candidate)
    {
        foreach (KnownBad entry in Entries)
        {
            if (candidate.Module.StartsWith(entry.Module, StringComparison.Ordinal) && (entry.Variant is null || entry.Variant == candidate.Variant)) return $"is known to be wrong on this driver: {entry.Reason}";
        }

        return null;
    }

    private static KnownBad Entry(JsonElement entry)
    {
        foreach (JsonProperty field in entry.EnumerateObject())
        {
            if (!Fields.Contains(field.Name)) throw new FormatException($"'{field.Name}' is no field of a known-bad candidate; expected {string.Join(", ", Fields)}");
        }

        return new KnownBad(
            Text("driver"), entry.TryGetProperty("versions", out JsonElement versions) ? [.. versions.EnumerateArray().Select(version => version.GetString() ?? "")] : [], Text("module"),
            entry.TryGetProperty("variant", out _) ? Text("variant") : null, Text("reason"), Text("source"));

        string Text(string name) => entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : throw new FormatException($"a known-bad candidate lacks '{name}': {entry.GetRawText()}");
    }

    private static KnownBadCandidates Read()
    {
        using Stream stream = typeof(KnownBadCandidates).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"Lucid.Runtime lacks {Resource}");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }
}

/// <summary>An entry of the file.</summary>
internal sealed record KnownBad(string Driver, ImmutableArray<string> Versions, string Module, string? Variant, string Reason, string Source);
