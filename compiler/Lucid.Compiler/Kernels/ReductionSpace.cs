using Lucid.Compiler.Lowering;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>An axis of a reduction: elements from one index to the next, or channels where it walks the channels of a blocked tensor.</summary>
internal sealed record ReductionAxis(IntExpr Extent, IntExpr Stride, IntExpr Channel);

/// <summary>
/// How a kernel that takes elements together walks a tensor (shaders/reduce/reduction_space.glsl): kept axes, whose indices name the items in
/// row-major order, and reduced ones, merged where they lie alike.
/// </summary>
/// <param name="Kept">Kept axes, outermost first; 1 to 3.</param>
/// <param name="Reduced">Reduced axes, outermost first; 1 to 3.</param>
/// <param name="Block">Elements from a block of four channels to the next; 0 in a plain tensor.</param>
internal sealed record ReductionSpace(ValueList<ReductionAxis> Kept, ValueList<ReductionAxis> Reduced, IntExpr Block)
{
    private const int MaxAxes = 3;
    private static readonly ReductionAxis One = new(IntExpr.One, IntExpr.Zero, IntExpr.Zero);

    public IntExpr Items => Product(Kept);

    public IntExpr Length => Product(Reduced);

    /// <summary>Whether the reduced range is one run of equal steps.</summary>
    public bool IsLinear => Reduced is [{ } only] && only.Channel == IntExpr.Zero;

    /// <summary>Elements from one step of a linear reduced range to the next.</summary>
    public IntExpr Step => Reduced[^1].Stride;

    /// <summary>Whether neighbouring items lie beside each other, so that an invocation for each reads well.</summary>
    public bool ItemsAreNeighbours => Kept[^1].Stride == IntExpr.One && Kept[^1].Extent != IntExpr.One;

    /// <summary>
    /// The space of a value, in its layout where that is possible; <paramref name="ordered"/> where indices along the reduced axes mean
    /// something, or sums have one order, so that the order of memory does not do; <paramref name="knowsHalves"/> where the kernel reads them.
    /// </summary>
    public static (ReductionSpace Space, Storage Source) Of(LoweringContext context, Model.ValueId value, Func<int, bool> isReduced, bool ordered, bool knowsHalves = false)
    {
        Storage source = knowsHalves ? context.ReadWhole(value) : context.Read(value);
        if (source.Layout == StorageLayout.Blocked)
        {
            if (TryMake(source, isReduced, ordered) is { } blocked) return (blocked, source);
            source = context.Read(value, StorageLayout.Plain);
        }

        ReductionSpace? plain = TryMake(source, isReduced, ordered);
        return (plain ?? throw new LoweringException($"a reduction of {source.Shape} over more than {MaxAxes} groups of axes that do not merge"), source);
    }

    /// <summary>The space of plain rows of elements one behind the other.</summary>
    public static ReductionSpace Rows(IntExpr rows, IntExpr length) =>
        new([new ReductionAxis(rows, length, IntExpr.Zero)], [new ReductionAxis(length, IntExpr.One, IntExpr.Zero)], IntExpr.Zero);

    /// <summary>The space of axes in the order of memory, which are merged.</summary>
    public static ReductionSpace? Merged(IEnumerable<(ReductionAxis Axis, bool Reduced)> axes, IntExpr block)
    {
        List<ReductionAxis> kept = [], reduced = [];
        // Only neighbours may merge: an axis of the other kind between them breaks the run.
        bool? last = null;
        foreach ((ReductionAxis axis, bool isReduced) in axes)
        {
            if (axis.Extent == IntExpr.One) continue;
            List<ReductionAxis> list = isReduced ? reduced : kept;
            if (last == isReduced && list[^1].Stride == axis.Stride * axis.Extent && list[^1].Channel == axis.Channel * axis.Extent)
                list[^1] = axis with { Extent = list[^1].Extent * axis.Extent };
            else list.Add(axis);
            last = isReduced;
        }

        if (kept.Count > MaxAxes || reduced.Count > MaxAxes) return null;
        return new(NotEmpty(kept), NotEmpty(reduced), block);

        static ValueList<ReductionAxis> NotEmpty(List<ReductionAxis> list) => list.Count == 0 ? [One] : list.ToValueList();
    }

    /// <summary>Words 0 to 23 of the parameter block.</summary>
    /// <param name="segments">How the reduced range is cut.</param>
    /// <param name="layered">Whether workgroups along z walk the first kept axis and those along y the segments.</param>
    public IntExpr[] Parameters(ReductionSegments segments, bool layered)
    {
        IntExpr items = layered ? LayerItems : Items;
        return
        [
            layered ? items : items * segments.Count, items, segments.Count, segments.Length, Length,
            // The first kept axis is the shader's first, whatever their number: workgroups along z walk it.
            .. Words([Kept[0], .. Enumerable.Repeat(One, MaxAxes - Kept.Count), .. Kept.Skip(1)]),
            .. Words([.. Enumerable.Repeat(One, MaxAxes - Reduced.Count), .. Reduced]),
            Block,
        ];
    }

    /// <summary>Items of one index of the first kept axis.</summary>
    public IntExpr LayerItems => Product(Kept.Skip(1));

    private static IEnumerable<IntExpr> Words(IEnumerable<ReductionAxis> axes) =>
        axes.SelectMany(axis => (IntExpr[])[axis.Extent, axis.Stride, axis.Channel]);

    private static IntExpr Product(IEnumerable<ReductionAxis> axes) => axes.Aggregate(IntExpr.One, (product, axis) => product * axis.Extent);

    /// <summary>The space of a tensor as it lies; null where its axes do not merge to few enough.</summary>
    public static ReductionSpace? TryMake(Storage source, Func<int, bool> isReduced, bool ordered)
    {
        SymbolicShape shape = source.Shape;
        IntExpr[] strides = TensorAccess.AxisStrides(source);
        if (source.Layout == StorageLayout.Plain)
            return Merged(Enumerable.Range(0, shape.Rank).Select(axis => (new ReductionAxis(shape[axis], strides[axis], IntExpr.Zero), isReduced(axis))), IntExpr.Zero);

        IntExpr plane = Storage.SpatialCount(shape);
        // Whole blocks and everything in them are one run of memory, if its order does not matter.
        bool whole = !ordered && Enumerable.Range(1, shape.Rank - 1).All(isReduced) && IntExpr.Mod(shape[1], 4) == IntExpr.Zero;
        if (whole)
            return Merged([(new ReductionAxis(shape[0], strides[0], IntExpr.Zero), isReduced(0)), (new ReductionAxis(shape[1] * plane, IntExpr.One, IntExpr.Zero), true)], IntExpr.Zero);
        return Merged(
            Enumerable.Range(0, shape.Rank).Select(axis => (new ReductionAxis(shape[axis], strides[axis], axis == 1 ? IntExpr.One : IntExpr.Zero), isReduced(axis))), plane * 4);
    }
}
