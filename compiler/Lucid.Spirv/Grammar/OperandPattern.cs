using System.Collections.Immutable;

namespace Lucid.Spirv.Grammar;

/// <summary>What the standard's instruction tables say about one operand, or about a group of them that repeats.</summary>
internal sealed record OperandPattern(OperandKind Kind, Type? Enumeration, Repetition Repetition, ImmutableArray<OperandPattern> Group);

internal enum Repetition
{
    Once,
    AtMostOnce,
    AnyNumber,
}
