using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Groups of channels spread over blocks of positions: a block of b positions on each spatial axis holds what bʳ channels held at one position
/// (ONNX DepthToSpace; torch.nn.PixelShuffle, which is column_row_depth).
/// </summary>
/// <remarks>
/// Operand <c>[N,C,*S]</c> with r = 1 to 3 spatial axes, C divisible by bʳ; output <c>[N,C/bʳ,*(b·S)]</c>. out[n,c,o] = in[n,j,o div b] with
/// k = o mod b read as one number of r digits, the last axis the last digit: j = k·C/bʳ + c, or c·bʳ + k where column_row_depth is set.
/// </remarks>
/// <param name="BlockSize">Extent b of a block on each spatial axis, 1 or more.</param>
/// <param name="ColumnRowDepth">Whether the channels of a block lie side by side.</param>
public sealed record DepthToSpace(long BlockSize, bool ColumnRowDepth) : Op
{
    /// <inheritdoc/>
    public override string Name => "depth_to_space";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("block_size", BlockSize), new("column_row_depth", ColumnRowDepth, false)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!BlockRules.Check(context, BlockSize)) return null;
        TensorType input = context.Inputs[0];
        long volume = BlockRules.Volume(BlockSize, input.Rank - 2);
        IntExpr channels = input.Shape[1];
        if (!context.Require(IntExpr.Equal(IntExpr.Mod(channels, volume), 0), DiagnosticDescriptors.NotWholeBlocks, "channels", channels, volume)) return null;
        IntExpr[] extents = [input.Shape[0], IntExpr.FloorDiv(channels, volume), .. input.Shape.Extents.Skip(2).Select(extent => extent * BlockSize)];
        return [new TensorType(input.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        int spatial = input.Shape.Rank - 2;
        Shape shape = context.OutputShape(this);
        // The channels as (k, c) or (c, k), k as its digits; then every digit behind the axis that it belongs to.
        IEnumerable<long> digits = Enumerable.Repeat(BlockSize, spatial);
        long[] split = [input.Shape[0], .. ColumnRowDepth ? digits.Prepend(shape[1]) : digits.Append(shape[1]), .. input.Shape.Extents.Skip(2)];
        int channel = ColumnRowDepth ? 1 : 1 + spatial, firstDigit = ColumnRowDepth ? 2 : 1;
        List<int> order = [0, channel];
        for (int axis = 0; axis < spatial; axis++) order.AddRange([2 + spatial + axis, firstDigit + axis]);
        return [BlockRules.Reordered(input, split, order, shape)];
    }
}
