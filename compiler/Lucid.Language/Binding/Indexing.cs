using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>An entry of an index: one position, a range, or all axes that the others leave.</summary>
/// <param name="Position">A single position, or null.</param>
/// <param name="Start">Where a range begins; null for its natural end.</param>
/// <param name="Stop">Before what it ends.</param>
/// <param name="Step">1, or what was written.</param>
/// <param name="IsEllipsis">Whether it is <c>...</c>.</param>
internal sealed record IndexEntry(IntExpr? Position, IntExpr? Start, IntExpr? Stop, long Step, bool IsEllipsis);

/// <summary>Indexing as Python does it: negative numbers count from the end, a single position takes its axis away.</summary>
internal static class Indexing
{
    public static Value OfList(ListValue list, IReadOnlyList<IndexEntry> index, SourceSpan span, BindingContext context)
    {
        if (index.Count != 1 || index[0].IsEllipsis) throw context.Fault(LanguageDiagnostics.InputCount, span, "a list", "one index", index.Count);
        IndexEntry entry = index[0];
        int count = list.Items.Count;
        if (entry.Position is { } position)
        {
            if (!position.TryGetConstant(out long at)) throw context.Fault(LanguageDiagnostics.ValueKind, span, "the index", $"the size {position}", "a number");
            if (at < -count || at >= count) throw context.Fault(LanguageDiagnostics.IndexRefused, span, at, list.Description, count);
            return list.Items[(int)(at < 0 ? at + count : at)];
        }

        if (entry.Step != 1) throw context.Fault(LanguageDiagnostics.ValueKind, span, "the step", $"the number {entry.Step}", "1 for a list");
        int start = Bound(entry.Start, 0);
        return new ListValue([.. list.Items.Skip(start).Take(Math.Max(0, Bound(entry.Stop, count) - start))]);

        int Bound(IntExpr? bound, int byDefault) => bound is not null && bound.TryGetConstant(out long at) ? (int)Math.Clamp(at < 0 ? at + count : at, 0, count) : byDefault;
    }

    public static Value OfTensor(Var tensor, IReadOnlyList<IndexEntry> index, SourceSpan span, BindingContext context)
    {
        int ellipses = index.Count(entry => entry.IsEllipsis);
        if (ellipses > 1 || index.Count - ellipses > tensor.Rank)
            throw context.Fault(LanguageDiagnostics.InputCount, span, $"a tensor {tensor.Type}", $"at most {tensor.Rank} indices and one '...'", index.Count);
        List<IndexEntry> entries = [];
        foreach (IndexEntry entry in index)
        {
            if (entry.IsEllipsis) entries.AddRange(Enumerable.Repeat(All, tensor.Rank - (index.Count - 1)));
            else entries.Add(entry);
        }

        entries.AddRange(Enumerable.Repeat(All, tensor.Rank - entries.Count));
        return new TensorValue(context.At(span, () => Take(tensor, entries, context)));
    }

    private static IndexEntry All => new(null, null, null, 1, false);

    private static Var Take(Var tensor, List<IndexEntry> entries, BindingContext context)
    {
        IntExpr[] starts = new IntExpr[tensor.Rank];
        IntExpr[] lengths = new IntExpr[tensor.Rank];
        long[] steps = new long[tensor.Rank];
        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            (IndexEntry entry, IntExpr extent) = (entries[axis], tensor.Shape[axis]);
            steps[axis] = entry.Step;
            if (entry.Position is { } position)
            {
                (starts[axis], lengths[axis]) = (FromEnd(position, extent), IntExpr.One);
                continue;
            }

            starts[axis] = entry.Start is null ? IntExpr.Zero : Within(FromEnd(entry.Start, extent), extent);
            IntExpr stop = entry.Stop is null ? extent : Within(FromEnd(entry.Stop, extent), extent);
            lengths[axis] = IntExpr.CeilDiv(stop - starts[axis], entry.Step);
        }

        Var part = context.Model.Apply(new Slice([.. starts], [.. lengths], [.. steps]), tensor)[0];
        if (entries.All(entry => entry.Position is null)) return part;
        return context.Model.Apply(new Reshape(new SymbolicShape([.. part.Shape.Extents.Where((_, axis) => entries[axis].Position is null)])), part)[0];
    }

    // Only a number can count from the end; a size is at least 0.
    private static IntExpr FromEnd(IntExpr position, IntExpr extent) => position.TryGetConstant(out long number) && number < 0 ? extent + position : position;

    // Python cuts a range at the extent where both are known.
    private static IntExpr Within(IntExpr bound, IntExpr extent) =>
        bound.TryGetConstant(out long number) && extent.TryGetConstant(out long size) ? Math.Clamp(number, 0, size) : bound;
}
