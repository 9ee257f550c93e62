using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>How a value lies in its buffer.</summary>
internal enum StorageLayout
{
    /// <summary>Row-major.</summary>
    Plain,

    /// <summary>
    /// (N, ceil(C/4), axes, 4): four channels together, so that one load brings four terms of a sum. For values of rank 3 to 5
    /// with channels at axis 1; lanes beyond the channels are zero.
    /// </summary>
    Blocked,
}

/// <summary>A value's place on the device.</summary>
/// <param name="Buffer">Index of the program's buffer; the value begins at its start.</param>
/// <param name="Layout">How it lies there.</param>
/// <param name="Shape">The value's shape.</param>
/// <param name="IsStatic">Whether it depends on constants only, so that prepare kernels can make it.</param>
internal sealed record Storage(int Buffer, StorageLayout Layout, SymbolicShape Shape, bool IsStatic)
{
    /// <summary>32-bit elements in the buffer, padding lanes included.</summary>
    public IntExpr Elements => ElementsOf(Shape, Layout);

    public static IntExpr ElementsOf(SymbolicShape shape, StorageLayout layout) => layout == StorageLayout.Plain
        ? shape.ElementCount
        : shape[0] * IntExpr.CeilDiv(shape[1], 4) * 4 * SpatialCount(shape);

    /// <summary>Product of the extents after the channels.</summary>
    public static IntExpr SpatialCount(SymbolicShape shape) =>
        shape.Extents.Skip(2).Aggregate(IntExpr.One, (product, extent) => product * extent);
}
