using System.Collections.Immutable;

namespace Lucid.Spirv.Grammar;

/// <summary>What the standard's instruction tables say about one operand, or about a group of them that repeats.</summary>
internal sealed record OperandPattern(OperandKind Kind, Enumeration? Enumeration, Repetition Repetition, ImmutableArray<OperandPattern> Group)
{
    public static OperandPattern Of(OperandKind kind) => new(kind, null, Repetition.Once, []);

    public static OperandPattern Of(Enumeration enumeration) => new(OperandKind.Enumerant, enumeration, Repetition.Once, []);
}

internal enum Repetition
{
    Once,
    AtMostOnce,
    AnyNumber,
}
