using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>A value's place on the device.</summary>
/// <param name="Buffer">Index of the program's buffer.</param>
/// <param name="Layout">How it lies there.</param>
/// <param name="Shape">The value's shape.</param>
/// <param name="IsStatic">Whether it depends on constants only, so that prepare kernels can make it.</param>
internal sealed record Storage(int Buffer, StorageLayout Layout, SymbolicShape Shape, bool IsStatic)
{
    /// <summary>Where the value is a part of what lies in the buffer; null where it fills the buffer in order.</summary>
    public StorageView? View { get; init; }

    /// <summary>Whether an element is a half, two to a word: values between layers, and stored weights. Counts and strides are of elements all the same.</summary>
    public bool IsHalf { get; init; }

    /// <summary>Whether rows of a shape are known to be whole quads, so that who writes four halves in two words never writes into another row.</summary>
    public static bool HasWholeRows(SymbolicShape shape) => shape.Rank > 0 && IntExpr.Mod(shape[^1], 4) == IntExpr.Zero;

    /// <summary>Whether the value is of floats, or of halves of which four that begin at a multiple of four are within one block or row.</summary>
    public bool HasWholeQuads => !IsHalf || Layout == StorageLayout.Blocked || HasWholeRows(Shape);

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => IsHalf ? 2 : 4;

    /// <summary>Whether the value fills its buffer in the order of its layout.</summary>
    public bool IsDense => View is null;

    /// <summary>Whether each image is one piece, be they some way apart: a part of a value joined along images or channels.</summary>
    public bool HasWholeImages => View is null
        || (Shape.Rank > 2 && (Layout == StorageLayout.Plain || Block == SpatialCount(Shape) * 4) && AxisStrides().Skip(1).SequenceEqual(DenseStrides(Shape, Layout).Skip(1)));

    /// <summary>32-bit elements of the value, padding lanes included.</summary>
    public IntExpr Elements => ElementsOf(Shape, Layout);

    /// <summary>Elements of the buffer before the value's first.</summary>
    public IntExpr Offset => View?.Offset ?? IntExpr.Zero;

    /// <summary>Elements of the buffer from the value's first to behind its last.</summary>
    public IntExpr Span => View?.Span ?? Elements;

    /// <summary>Elements from a block of four channels to the next.</summary>
    public IntExpr Block => View?.Block ?? SpatialCount(Shape) * 4;

    /// <summary>Elements from an index to the next along each axis; 0 on the channel axis of a blocked value.</summary>
    public IntExpr[] AxisStrides() => View is { } view ? [.. view.Strides] : DenseStrides(Shape, Layout);

    /// <summary>The part that begins at <paramref name="starts"/> and takes every <paramref name="steps"/>th element along each axis.</summary>
    /// <remarks>In blocks, a part begins with a block (start of axis 1 a multiple of 4, step 1); steps are positive.</remarks>
    public Storage Part(ReadOnlySpan<IntExpr> starts, SymbolicShape shape, ReadOnlySpan<long> steps)
    {
        bool blocked = Layout == StorageLayout.Blocked;
        IntExpr[] strides = AxisStrides();
        IntExpr start = IntExpr.Zero;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            start += blocked && axis == 1 ? IntExpr.FloorDiv(starts[1], 4) * Block : strides[axis] * starts[axis];
            strides[axis] *= steps[axis];
        }

        // An empty part may begin behind the end, where nothing could be bound.
        bool isEmpty = !shape.Extents.All(extent => extent.Range().Low >= 1);
        if (isEmpty) start = IntExpr.Min(start, Span);
        IntExpr last = IntExpr.Zero;
        for (int axis = 0; axis < strides.Length; axis++)
            last += blocked && axis == 1 ? (IntExpr.CeilDiv(shape[1], 4) - 1) * Block : strides[axis] * (shape[axis] - 1);
        IntExpr span = isEmpty ? Span - start : last + (blocked ? 4 : 1);
        return this with { Shape = shape, View = new StorageView(Offset + start, ValueList.Create<IntExpr>(strides), Block, span) };
    }

    /// <summary>A row-major value under strides of its own.</summary>
    public Storage Strided(SymbolicShape shape, IntExpr[] strides) =>
        this with { Shape = shape, View = new StorageView(Offset, ValueList.Create<IntExpr>(strides), IntExpr.Zero, Span) };

    public static IntExpr ElementsOf(SymbolicShape shape, StorageLayout layout) => layout == StorageLayout.Plain
        ? shape.ElementCount
        : shape[0] * IntExpr.CeilDiv(shape[1], 4) * 4 * SpatialCount(shape);

    /// <summary>Product of the extents after the channels.</summary>
    public static IntExpr SpatialCount(SymbolicShape shape) =>
        shape.Extents.Skip(2).Aggregate(IntExpr.One, (product, extent) => product * extent);

    private static IntExpr[] DenseStrides(SymbolicShape shape, StorageLayout layout)
    {
        IntExpr[] strides = new IntExpr[shape.Rank];
        if (layout == StorageLayout.Plain)
        {
            IntExpr stride = IntExpr.One;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                strides[axis] = stride;
                stride *= shape[axis];
            }

            return strides;
        }

        IntExpr inner = 4;
        for (int axis = shape.Rank - 1; axis >= 2; axis--)
        {
            strides[axis] = inner;
            inner *= shape[axis];
        }

        strides[1] = IntExpr.Zero;
        strides[0] = inner * IntExpr.CeilDiv(shape[1], 4);
        return strides;
    }
}

/// <summary>How a value lies in a buffer that holds more than it.</summary>
/// <param name="Offset">Elements before its first one; in blocks a multiple of 4.</param>
/// <param name="Strides">Elements from an index to the next along each axis; 0 on the channel axis of a blocked value.</param>
/// <param name="Block">Elements from a block of four channels to the next.</param>
/// <param name="Span">Elements from its first to behind its last.</param>
internal sealed record StorageView(IntExpr Offset, ValueList<IntExpr> Strides, IntExpr Block, IntExpr Span);
