using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>What DepthToSpace and SpaceToDepth share.</summary>
internal static class BlockRules
{
    public static bool Check(InferenceContext context, long blockSize)
    {
        if (!context.Count(1, 1)) return false;
        TensorType input = context.Inputs[0];
        if (input.Rank is < 3 or > 5)
        {
            context.Error(DiagnosticDescriptors.RankRefused, "input", input, "3 to 5");
            return false;
        }

        return context.Require(IntExpr.LessOrEqual(1, blockSize), DiagnosticDescriptors.BlockSizeRefused, blockSize);
    }

    /// <summary>Positions of a block.</summary>
    public static long Volume(long blockSize, int axes)
    {
        long volume = 1;
        for (int axis = 0; axis < axes; axis++) volume = checked(volume * blockSize);
        return volume;
    }

    /// <summary>The tensor seen in a shape of as many elements, its axes in another order, seen in the output's shape.</summary>
    public static ReferenceTensor Reordered(ReferenceTensor input, long[] split, List<int> order, Shape output)
    {
        long[] strides = new Shape(split).RowMajorStrides();
        ReferenceTensor moved = StridedCopy.Read(input, new Shape([.. order.Select(axis => split[axis])]), 0, [.. order.Select(axis => strides[axis])]);
        return input.Element.IsFloat() ? new(output, moved.Floats, input.Element) : new(output, moved.Integers, input.Element);
    }
}
