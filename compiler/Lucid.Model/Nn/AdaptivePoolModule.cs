using System.Globalization;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// What torch's adaptive pools have in common: output i of o over an extent n is made of the elements from ⌊i·n/o⌋ up to ⌈(i+1)·n/o⌉. Windows are products of
/// intervals, so axes can be taken one after another: as a reduction where o is 1, as a pool where o divides n, and else interval by interval.
/// </summary>
public abstract class AdaptivePoolModule : Module
{
    /// <summary>As an entry of an output size: the input's extent, torch's None.</summary>
    internal const long Kept = -1;

    private readonly int _rank;
    private readonly bool _isMean;
    private readonly IntTuple _outputSize;
    private readonly SourceSpan _span;

    internal AdaptivePoolModule(int rank, bool isMean, IntTuple outputSize, SourceSpan span)
    {
        (_rank, _isMean, _outputSize, _span) = (rank, isMean, outputSize, span);
        if (!outputSize.IsSingle && outputSize.Items.Count != rank)
            throw new ModelException([DiagnosticDescriptors.TupleLength.At(span, $"{GetType().Name}: output_size", outputSize.Items.Count, $"{rank} or a single number")]);
        if (outputSize.Items.Where(extent => extent != Kept).DefaultIfEmpty(1).Min() is var least and < 1)
            throw new ModelException([DiagnosticDescriptors.ArgumentTooSmall.At(span, GetType().Name, "output_size", least, 1)]);
    }

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (input.Rank != _rank + 1 && input.Rank != _rank + 2) throw new ModelException([DiagnosticDescriptors.RankRefused.At(_span, $"{GetType().Name}: input", input.Type, $"{_rank + 1} or {_rank + 2}")]);
        long[] window = [.. Enumerable.Repeat(1L, _rank)];
        List<long> whole = [];
        List<(int Axis, long Extent, long Wanted)> uneven = [];
        for (int i = 0; i < _rank; i++)
        {
            int axis = input.Rank - _rank + i;
            long wanted = _outputSize.IsSingle ? _outputSize.Items[0] : _outputSize.Items[i];
            if (wanted == Kept) continue;
            if (wanted == 1) whole.Add(axis);
            else if (!input.Shape[axis].TryGetConstant(out long extent)) throw new ModelException([DiagnosticDescriptors.AdaptiveExtentOpen.At(_span, GetType().Name, axis, input.Shape[axis], wanted)]);
            else if (extent % wanted == 0) window[i] = extent / wanted;
            else uneven.Add((axis, extent, wanted));
        }

        Var pooled = input;
        if (window.Any(extent => extent > 1))
        {
            ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, _rank).ToValueList();
            pooled = Apply(new Pool(_isMean ? PoolKind.Average : PoolKind.Max, [.. window], [.. window], none, none, OpCatalogue.Ones(_rank), CeilMode: false, CountIncludePad: false, P: 2), pooled);
        }

        if (whole.Count > 0) pooled = Apply(Whole([.. whole]), pooled);
        foreach ((int axis, long extent, long wanted) in uneven) pooled = Intervals(pooled, axis, extent, wanted);
        return pooled;
    }

    /// <inheritdoc/>
    public override string ToString() => "output_size=" + (_outputSize.IsSingle ? Shown(_outputSize.Items[0])
        : $"({string.Join(", ", _outputSize.Items.Select(Shown))}{(_outputSize.Items.Count == 1 ? "," : "")})");

    private static string Shown(long extent) => extent == Kept ? "None" : extent.ToString(CultureInfo.InvariantCulture);

    private Var Intervals(Var input, int axis, long extent, long wanted)
    {
        List<Var> parts = [];
        for (long i = 0; i < wanted; i++)
        {
            long begin = checked(i * extent) / wanted, end = (checked((i + 1) * extent) + wanted - 1) / wanted;
            IntExpr[] starts = [.. Enumerable.Repeat(IntExpr.Zero, input.Rank)], lengths = [.. input.Shape.Extents];
            (starts[axis], lengths[axis]) = (begin, end - begin);
            parts.Add(Apply(Whole([axis]), Apply(new Slice([.. starts], [.. lengths], OpCatalogue.Ones(input.Rank)), input)));
        }

        return Apply(new Concat(axis), [.. parts]);
    }

    private Reduce Whole(ValueList<long> axes) => new(_isMean ? ReduceKind.Mean : ReduceKind.Max, axes);

    private Var Apply(Op op, params ReadOnlySpan<Var> operands) => operands[0].Model.Apply(op, _span, FullName, operands);
}
