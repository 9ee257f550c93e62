namespace Lucid.Packaging.Json;

// lucid.program as JSON (spec/package-format.md, sections 5 to 7). Expressions, element types and enumerations are texts;
// what they mean is checked by ProgramJsonReader, which can say where.

internal sealed record PackageDocument
{
    public required string Format { get; init; }

    public required string Compiler { get; init; }

    public required List<TensorEntry> Tensors { get; init; }

    public required ProgramEntry Program { get; init; }
}

internal sealed record TensorEntry
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Sha256 { get; init; }
}

internal sealed record ProgramEntry
{
    public required string Name { get; init; }

    public required string Numerics { get; init; }

    public required string Precision { get; init; }

    public required List<InterfaceEntry> Inputs { get; init; }

    public required List<InterfaceEntry> Outputs { get; init; }

    public required List<GuardEntry> Guards { get; init; }

    public required List<BufferEntry> Buffers { get; init; }

    public required List<KernelEntry> Prepare { get; init; }

    public required List<KernelEntry> Main { get; init; }

    public PlanEntry? StaticPlan { get; init; }

    public required List<MetadataEntry> Metadata { get; init; }

    public List<string>? OverflowChecks { get; init; }
}

internal sealed record InterfaceEntry
{
    public required string Name { get; init; }

    public required string Element { get; init; }

    public required List<string> Shape { get; init; }

    public required string DeviceElement { get; init; }

    public required int Buffer { get; init; }
}

internal sealed record GuardEntry
{
    public required string Condition { get; init; }

    public required string Message { get; init; }

    public required string Source { get; init; }
}

internal sealed record BufferEntry
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string ByteSize { get; init; }

    public string? Constant { get; init; }
}

internal sealed record PlanEntry
{
    public required List<long> Offsets { get; init; }

    public required long PeakBytes { get; init; }

    public required long LowerBoundBytes { get; init; }
}

internal sealed record MetadataEntry
{
    public required string Key { get; init; }

    public required string Value { get; init; }
}

internal sealed record KernelEntry
{
    public required string Name { get; init; }

    public required List<string> Nodes { get; init; }

    public required string Flops { get; init; }

    public required string BytesMoved { get; init; }

    public required List<CandidateEntry> Candidates { get; init; }
}

internal sealed record CandidateEntry
{
    public required string Variant { get; init; }

    public required string Module { get; init; }

    public required List<SpecializationEntry> Specialization { get; init; }

    public required List<string> Features { get; init; }

    public required List<string> Requires { get; init; }

    public required string OrderClass { get; init; }

    public required List<BindingEntry> Bindings { get; init; }

    public required List<string> Parameters { get; init; }

    public required List<string> Groups { get; init; }

    public required List<SplitEntry> Splits { get; init; }
}

internal sealed record SpecializationEntry
{
    public required int Id { get; init; }

    public required uint Value { get; init; }
}

internal sealed record BindingEntry
{
    public required int Binding { get; init; }

    public required string Kind { get; init; }

    public required string Access { get; init; }

    public required int Buffer { get; init; }

    public required string ByteOffset { get; init; }

    public required string ByteSize { get; init; }

    public required int ElementBytes { get; init; }
}

internal sealed record SplitEntry
{
    public required string Axis { get; init; }

    public required string Steps { get; init; }

    public required List<string> Strides { get; init; }

    public required List<string> Leads { get; init; }

    public required List<string> Overlaps { get; init; }
}
