using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Blocks of positions gathered into channels, the inverse of <see cref="DepthToSpace"/> without column_row_depth (ONNX SpaceToDepth).</summary>
/// <remarks>
/// Operand <c>[N,C,*S]</c> with r = 1 to 3 spatial axes, each divisible by b; output <c>[N,C·bʳ,*(S/b)]</c>. out[n,k·C + c,o] = in[n,c,b·o + digits of k],
/// where k has one digit a spatial axis, the last axis the last digit.
/// </remarks>
/// <param name="BlockSize">Extent b of a block on each spatial axis, 1 or more.</param>
public sealed record SpaceToDepth(long BlockSize) : Op
{
    /// <inheritdoc/>
    public override string Name => "space_to_depth";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("block_size", BlockSize)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!BlockRules.Check(context, BlockSize)) return null;
        TensorType input = context.Inputs[0];
        for (int axis = 2; axis < input.Rank; axis++)
        {
            IntExpr extent = input.Shape[axis];
            if (!context.Require(IntExpr.Equal(IntExpr.Mod(extent, BlockSize), 0), DiagnosticDescriptors.NotWholeBlocks, $"positions of axis {axis}", extent, BlockSize)) return null;
        }

        IntExpr[] extents =
        [
            input.Shape[0], input.Shape[1] * BlockRules.Volume(BlockSize, input.Rank - 2), .. input.Shape.Extents.Skip(2).Select(extent => IntExpr.FloorDiv(extent, BlockSize)),
        ];
        return [new TensorType(input.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        int spatial = input.Shape.Rank - 2;
        // Every axis as (block, digit); then the digits before the channels.
        long[] split = [input.Shape[0], input.Shape[1], .. input.Shape.Extents.Skip(2).SelectMany(extent => new[] { extent / BlockSize, BlockSize })];
        List<int> order = [0, .. Enumerable.Range(0, spatial).Select(axis => 3 + (2 * axis)), 1, .. Enumerable.Range(0, spatial).Select(axis => 2 + (2 * axis))];
        return [BlockRules.Reordered(input, split, order, context.OutputShape(this))];
    }
}
