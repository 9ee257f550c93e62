using System.Collections.Immutable;

namespace Lucid.Model;

/// <summary>What one reference run gives.</summary>
/// <param name="Outputs">The model's outputs by name, in the model's order.</param>
/// <param name="Values">The inner values that were asked for, by name, in the order in which they were computed.</param>
/// <param name="Symbols">The symbols as the actual inputs bound them.</param>
public sealed record ReferenceResult(
    OrderedDictionary<string, ReferenceTensor> Outputs,
    OrderedDictionary<string, ReferenceTensor> Values,
    ImmutableSortedDictionary<string, long> Symbols);
