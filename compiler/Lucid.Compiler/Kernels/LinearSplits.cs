using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// How a linear layer that is dispatched image by image may be cut for small bindings: by image; then by tile of output channels, which
/// moves weights and output; then by depth, which moves the input and continues the sums.
/// </summary>
internal static class LinearSplits
{
    /// <summary>The cuts of the dense kernel, whose workgroups along y are <paramref name="tiles"/> of output channels.</summary>
    public static ValueList<KernelSplit> Of(LinearParts parts, DenseTile tile, Storage packed, IntExpr tiles, int bindings)
    {
        LinearForm form = parts.Form;
        IntExpr zero = IntExpr.Zero;
        IntExpr depth = IntExpr.CeilDiv(form.GroupIn, 4);
        KernelSplit byImage = ByImage(parts, bindings);
        if (form.Groups != IntExpr.One) return [byImage];

        KernelSplit byTile = ByTile(parts, SplitAxis.Y, tile.Blocks, tiles, depth * (form.KernelSize * 4 * (packed.ElementBytes * 4) * tile.Blocks), bindings);
        KernelSplit byDepth = Split(SplitAxis.Depth, depth, bindings, Bytes(parts.InputView, v => v.Block), zero, zero, zero);
        // Sums between the parts of a depth cut would be rounded to half; of a sum of nothing there is no part.
        return parts.OutputView.IsHalf || depth == IntExpr.Zero ? [byImage, byTile] : [byImage, byTile, byDepth];
    }

    /// <summary>The cuts of the kernel by rows, whose workgroups along x are <paramref name="tiles"/> of output channels; its weights are always whole.</summary>
    public static ValueList<KernelSplit> OfRows(LinearParts parts, RowTile tile, IntExpr tiles, int bindings)
    {
        KernelSplit byImage = ByImage(parts, bindings);
        return parts.Form.Groups != IntExpr.One ? [byImage] : [byImage, ByTile(parts, SplitAxis.X, tile.OutBlocks, tiles, IntExpr.Zero, bindings)];
    }

    /// <summary>
    /// The cuts of the dense kernel whose workgroups along y are single channels of a plain output: a channel's weights are those of its block, so that four steps
    /// share what one block's stride has.
    /// </summary>
    public static ValueList<KernelSplit> OfChannels(LinearParts parts, Storage packed, int bindings)
    {
        LinearForm form = parts.Form;
        IntExpr depth = IntExpr.CeilDiv(form.GroupIn, 4);
        IntExpr weights = depth * (form.KernelSize * 4 * packed.ElementBytes);
        ValueList<IntExpr> beside = [IntExpr.Zero, weights * 3, .. Enumerable.Repeat(IntExpr.Zero, bindings - 2)];
        KernelSplit byDepth = Split(SplitAxis.Depth, depth, bindings, Bytes(parts.InputView, v => v.Block), IntExpr.Zero, IntExpr.Zero, IntExpr.Zero);
        KernelSplit byChannel = ByChannel(parts, SplitAxis.Y, weights, bindings) with { Leads = beside, Overlaps = beside };
        return depth == IntExpr.Zero ? [ByImage(parts, bindings), byChannel] : [ByImage(parts, bindings), byChannel, byDepth];
    }

    /// <summary>The cuts of the kernel by rows whose workgroups along x are single channels of a plain output; its weights are always whole.</summary>
    public static ValueList<KernelSplit> OfChannels(LinearParts parts, int bindings) => [ByImage(parts, bindings), ByChannel(parts, SplitAxis.X, IntExpr.Zero, bindings)];

    private static KernelSplit ByChannel(LinearParts parts, SplitAxis axis, IntExpr weights, int bindings) =>
        Split(axis, parts.Form.GroupOut, bindings, IntExpr.Zero, weights, Bytes(parts.OutputView, v => v.Lane),
            parts.Operand is { Storage.Layout: StorageLayout.Plain } operand ? Bytes(operand.View, v => v.Lane) : null);

    private static KernelSplit ByImage(LinearParts parts, int bindings) =>
        Split(SplitAxis.Z, parts.Form.Batch, bindings, Bytes(parts.InputView, v => v.Batch), IntExpr.Zero, Bytes(parts.OutputView, v => v.Batch),
            parts.Operand is { } operand ? Bytes(operand.View, v => v.Batch) : null);

    private static KernelSplit ByTile(LinearParts parts, SplitAxis axis, int blocks, IntExpr tiles, IntExpr weights, int bindings) =>
        Split(axis, tiles, bindings, IntExpr.Zero, weights, Bytes(parts.OutputView, v => v.Block) * blocks,
            parts.Operand is { } operand ? Bytes(operand.View, v => v.Block) * blocks : null);

    private static KernelSplit Split(SplitAxis axis, IntExpr steps, int bindings, IntExpr input, IntExpr weights, IntExpr output, IntExpr? operand)
    {
        IntExpr[] strides = [input, weights, output, .. Enumerable.Repeat(IntExpr.Zero, bindings - 3)];
        if (operand is not null && bindings > 3) strides[3] = operand;
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, bindings).ToValueList();
        return new KernelSplit(axis, steps, ValueList.Create<IntExpr>(strides), none, none);
    }

    /// <summary>
    /// How many texels a view of one step may need where steps follow each other at <paramref name="step"/> texels: a view begins at a multiple of
    /// at most 256 bytes (Vulkan's largest minTexelBufferOffsetAlignment), 16 texels, so that one of odd steps has some before its own.
    /// </summary>
    public static IntExpr Texels(IntExpr step) => step + (((IntExpr.CeilDiv(step, 16) * 16) - step) * 16);

    private static IntExpr Bytes(LinearView view, Func<LinearView, IntExpr> stride) => stride(view) * view.ElementBytes;
}
