using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>What Conv and ConvTranspose ask alike: operand types, attribute lengths and ranges.</summary>
internal static class ConvolutionRules
{
    /// <summary>Whether the operands and attributes fit each other, up to channels and output extents.</summary>
    public static bool Check(
        InferenceContext context, ValueList<long> stride, ValueList<IntExpr> padsBegin, ValueList<IntExpr> padsEnd, ValueList<long> dilation, long groups)
    {
        if (!context.Count(2, 3)) return false;
        (TensorType input, TensorType weight) = (context.Inputs[0], context.Inputs[1]);
        int rank = stride.Count;
        if (rank is < 1 or > 3)
        {
            context.Error(DiagnosticDescriptors.SpatialRankRefused, rank);
            return false;
        }

        if (!context.Length("pads_begin", padsBegin.Count, rank) || !context.Length("pads_end", padsEnd.Count, rank)
            || !context.Length("dilation", dilation.Count, rank)
            || !context.Float("input", input) || !context.OneElementType("input", "weight", "bias")
            || !context.Rank("input", input, rank + 1, rank + 2) || !context.Rank("weight", weight, rank + 2, rank + 2))
            return false;

        if (groups < 1)
        {
            context.Error(DiagnosticDescriptors.GroupsRefused, groups);
            return false;
        }

        for (int axis = 0; axis < rank; axis++)
        {
            IntExpr kernel = weight.Shape[2 + axis];
            if (!context.Require(IntExpr.LessOrEqual(1, stride[axis]), DiagnosticDescriptors.NotPositive, "stride", axis, stride[axis])
                || !context.Require(IntExpr.LessOrEqual(1, dilation[axis]), DiagnosticDescriptors.NotPositive, "dilation", axis, dilation[axis])
                || !context.Require(IntExpr.LessOrEqual(1, kernel), DiagnosticDescriptors.KernelRefused, axis, kernel))
                return false;
        }

        return true;
    }

    /// <summary>Channels split evenly into groups.</summary>
    public static bool Divisible(InferenceContext context, string which, IntExpr channels, long groups) =>
        context.Require(IntExpr.Equal(IntExpr.Mod(channels, groups), 0), DiagnosticDescriptors.ChannelsNotDivisible, which, channels, groups);

    /// <summary>The output type once channels and extents are known; batched as the input is.</summary>
    public static ValueList<TensorType>? Output(InferenceContext context, IntExpr channels, ReadOnlySpan<IntExpr> extents)
    {
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (!context.Require(IntExpr.LessOrEqual(1, extents[axis]), DiagnosticDescriptors.EmptyOutput, axis, extents[axis])) return null;
        }

        if (context.Inputs.Count == 3 && !context.ChannelVector("bias", context.Inputs[2], channels)) return null;
        TensorType input = context.Inputs[0];
        bool batched = input.Rank == extents.Length + 2;
        IntExpr[] shape = batched ? [input.Shape[0], channels, .. extents] : [channels, .. extents];
        return [new TensorType(input.Element, new SymbolicShape(shape))];
    }
}
