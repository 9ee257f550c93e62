namespace Lucid.Packaging.Json;

// lucid.goldens as JSON (spec/package-format.md, section 10).

internal sealed record GoldenDocument
{
    public required List<GoldenSetEntry> Sets { get; init; }

    public required List<StoredValueEntry> Values { get; init; }
}

internal sealed record GoldenSetEntry
{
    public required string Name { get; init; }

    public required List<GoldenInputEntry> Inputs { get; init; }

    public required List<GoldenResultEntry> Outputs { get; init; }

    public required List<GoldenResultEntry> Values { get; init; }
}

internal sealed record GoldenInputEntry
{
    public required string Name { get; init; }

    public required List<long> Shape { get; init; }

    public long? Seed { get; init; }
}

internal sealed record GoldenResultEntry
{
    public required string Name { get; init; }

    public required List<long> Shape { get; init; }

    public string? Sha256 { get; init; }

    public GoldenBoundEntry? Bound { get; init; }
}

internal sealed record GoldenBoundEntry
{
    public required string Origin { get; init; }

    public double? Relative { get; init; }

    public double? Rtol { get; init; }

    public double? Atol { get; init; }
}

internal sealed record StoredValueEntry
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    public required string Kernel { get; init; }

    public required int Buffer { get; init; }

    public required string Element { get; init; }

    public required List<string> Shape { get; init; }

    public required string Offset { get; init; }

    public required List<string> Strides { get; init; }

    public string? Block { get; init; }
}
