using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// How a dense linear layer that is dispatched image by image may be cut for small bindings: by image; then by tile of output
/// channels, which moves weights and output; then by depth, which moves the input and continues the sums.
/// </summary>
internal static class LinearSplits
{
    public static ValueList<KernelSplit> Of(LinearParts parts, DenseTile tile, Storage packed, IntExpr tilesY, int bindings)
    {
        LinearForm form = parts.Form;
        IntExpr zero = IntExpr.Zero;
        IntExpr depth = IntExpr.CeilDiv(form.GroupIn, 4);
        KernelSplit byImage = Split(SplitAxis.Z, form.Batch, Bytes(parts.InputView, v => v.Batch), zero, Bytes(parts.OutputView, v => v.Batch),
            parts.Operand is { } operand ? Bytes(operand.View, v => v.Batch) : zero);
        if (form.Groups != IntExpr.One) return [byImage];

        IntExpr tileWeights = depth * (form.KernelSize * 4 * (packed.ElementBytes * 4) * tile.Blocks);
        KernelSplit byTile = Split(SplitAxis.Y, tilesY, zero, tileWeights, Bytes(parts.OutputView, v => v.Block) * tile.Blocks,
            parts.Operand is { } other ? Bytes(other.View, v => v.Block) * tile.Blocks : zero);
        KernelSplit byDepth = Split(SplitAxis.Depth, depth, Bytes(parts.InputView, v => v.Block), zero, zero, zero);
        // Sums between the parts of a depth cut would be rounded to half.
        return parts.OutputView.IsHalf ? [byImage, byTile] : [byImage, byTile, byDepth];

        KernelSplit Split(SplitAxis axis, IntExpr steps, IntExpr input, IntExpr weights, IntExpr output, IntExpr tensor)
        {
            IntExpr[] strides = [input, weights, output, .. Enumerable.Repeat(zero, bindings - 3)];
            if (parts.Operand is not null) strides[3] = tensor;
            ValueList<IntExpr> none = Enumerable.Repeat(zero, bindings).ToValueList();
            return new KernelSplit(axis, steps, ValueList.Create<IntExpr>(strides), none, none);
        }
    }

    /// <summary>
    /// How many texels a view of one step may need where steps follow each other at <paramref name="step"/> texels: a view begins at a multiple of
    /// at most 256 bytes (Vulkan's largest minTexelBufferOffsetAlignment), 16 texels, so that one of odd steps has some before its own.
    /// </summary>
    public static IntExpr Texels(IntExpr step) => step + (((IntExpr.CeilDiv(step, 16) * 16) - step) * 16);

    private static IntExpr Bytes(LinearView view, Func<LinearView, IntExpr> stride) => stride(view) * view.ElementBytes;
}
