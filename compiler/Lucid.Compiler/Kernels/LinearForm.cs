using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// A linear layer as phases and taps (spec/phases-and-taps.md). Per axis, for phase r in 0..Os-1 and tap j:
/// <c>out[Os·m + r - Pout] += W[k0 + Period·j] · in[Is·m + (r - Dilation·k0)/Os + Step·j - Pin]</c>
/// with k0 = (r/Gcd mod Period)·Inverse mod Period; a phase that Gcd does not divide has no tap.
/// </summary>
/// <param name="Axes">The spatial axes, always three; missing ones come first and are trivial.</param>
/// <param name="Batch">Images.</param>
/// <param name="Groups">Groups of channels; the batch of a batched matrix product.</param>
/// <param name="GroupIn">Input channels of a group.</param>
/// <param name="GroupOut">Output channels of a group.</param>
/// <param name="WeightGroup">Elements from a group's weights to the next group's.</param>
/// <param name="WeightOut">Elements from an output channel's weights to the next one's.</param>
/// <param name="WeightIn">Elements from an input channel's weights to the next one's.</param>
internal sealed record LinearForm(
    ValueList<LinearAxis> Axes,
    IntExpr Batch,
    IntExpr Groups,
    IntExpr GroupIn,
    IntExpr GroupOut,
    IntExpr WeightGroup,
    IntExpr WeightOut,
    IntExpr WeightIn)
{
    public long KernelSize => Axes.Aggregate(1L, (product, axis) => checked(product * axis.Kernel));

    public long Phases => Axes.Aggregate(1L, (product, axis) => checked(product * axis.Os));

    /// <summary>Extent product of m, the grid of one phase.</summary>
    public IntExpr Positions => Axes.Aggregate(IntExpr.One, (product, axis) => product * axis.M);

    public IntExpr InChannels => Groups * GroupIn;

    public IntExpr OutChannels => Groups * GroupOut;

    /// <summary>Number of axes that are not trivial, at least 1.</summary>
    public int Rank => Axes[0].IsTrivial ? Axes[1].IsTrivial ? 1 : 2 : 3;

    /// <summary>The output's channel axis, where an epilogue may use channel vectors; null where there is none.</summary>
    public static int? ChannelAxis(Graph graph, Node node) => node.Op switch
    {
        Conv conv => graph.TypeOf(node.Output).Rank - conv.Stride.Count - 1,
        ConvTranspose conv => graph.TypeOf(node.Output).Rank - conv.Stride.Count - 1,
        Linear => graph.TypeOf(node.Output).Rank - 1,
        MatMul => graph.TypeOf(node.Inputs[1]).Rank == 2 ? graph.TypeOf(node.Output).Rank - 1 : null,
        _ => null,
    };

    /// <summary>The form of a convolution or transposed convolution; operand and output batched or not.</summary>
    public static LinearForm Of(Conv conv, SymbolicShape input, SymbolicShape weight, SymbolicShape output)
    {
        int rank = conv.Stride.Count;
        int first = input.Rank - rank;
        long kernelSize = KernelElements(weight);
        IntExpr groupIn = weight[1];
        IntExpr groupOut = IntExpr.FloorDiv(weight[0], conv.Groups);
        return new(
            PadAxes([.. Enumerable.Range(0, rank).Select(i => LinearAxis.Convolution(
                conv.Stride[i], conv.Dilation[i], weight[2 + i].ConstantValue, conv.PadsBegin[i], input[first + i], output[first + i]))]),
            first == 2 ? input[0] : IntExpr.One, conv.Groups, groupIn, groupOut,
            groupOut * groupIn * kernelSize, groupIn * kernelSize, kernelSize);
    }

    /// <inheritdoc cref="Of(Conv, SymbolicShape, SymbolicShape, SymbolicShape)"/>
    public static LinearForm Of(ConvTranspose conv, SymbolicShape input, SymbolicShape weight, SymbolicShape output)
    {
        int rank = conv.Stride.Count;
        int first = input.Rank - rank;
        long kernelSize = KernelElements(weight);
        IntExpr groupIn = IntExpr.FloorDiv(weight[0], conv.Groups);
        IntExpr groupOut = weight[1];
        return new(
            PadAxes([.. Enumerable.Range(0, rank).Select(i => LinearAxis.TransposedConvolution(
                conv.Stride[i], conv.Dilation[i], weight[2 + i].ConstantValue, conv.PadsBegin[i], input[first + i], output[first + i]))]),
            first == 2 ? input[0] : IntExpr.One, conv.Groups, groupIn, groupOut,
            groupIn * groupOut * kernelSize, kernelSize, groupOut * kernelSize);
    }

    /// <summary>The form of a matrix product of <paramref name="rows"/> × <paramref name="depth"/> by depth × <paramref name="columns"/>, for each of <paramref name="batch"/>.</summary>
    public static LinearForm OfProduct(IntExpr batch, IntExpr rows, IntExpr depth, IntExpr columns, IntExpr weightOut, IntExpr weightIn) => new(
        PadAxes([LinearAxis.Convolution(1, 1, 1, 0, rows, rows)]), IntExpr.One, batch, depth, columns, depth * columns, weightOut, weightIn);

    private static long KernelElements(SymbolicShape weight) =>
        weight.Extents.Skip(2).Aggregate(1L, (product, extent) => checked(product * extent.ConstantValue));

    private static ValueList<LinearAxis> PadAxes(LinearAxis[] axes) =>
        [.. Enumerable.Repeat(LinearAxis.Convolution(1, 1, 1, 0, 1, 1), 3 - axes.Length), .. axes];
}
