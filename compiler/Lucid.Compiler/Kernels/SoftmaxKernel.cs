using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Softmax and its logarithm (shaders/softmax): one kernel that walks each range three times; where ranges are very long, two reductions and
/// an elementwise kernel, so that many invocations share a range.
/// </summary>
internal static class SoftmaxKernel
{
    private const long LongRange = 16384;

    // Elements a round of the loops, and the few rounds beside the three loops.
    private const int Quad = 4;
    private const int Beside = 16;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var softmax = (Softmax)node.Op;
        Storage source = context.ReadWhole(node.Inputs[0]);
        // The output lies as the operand does, so that one address serves both; padded channels would have to be written as zero.
        bool blocked = source.Layout == StorageLayout.Blocked && IntExpr.Mod(source.Shape[1], 4) == IntExpr.Zero
            && context.PreferredLayout(node.Output, blockedSource: true) == StorageLayout.Blocked
            && ReductionSpace.TryMake(source, IsReduced, ordered: true) is not null;
        if (!blocked) source = context.ReadRows(node.Inputs[0]);
        Storage target = context.Define(node.Output, source.Layout, source.IsStatic);
        ReductionSpace space = ReductionSpace.TryMake(source, IsReduced, ordered: true) ?? throw new LoweringException($"softmax along axis {softmax.Axis} of {source.Shape}");
        if (space.Length.TryGetConstant(out long length) && length > LongRange) Long(context, group, softmax, space, source, target);
        else
        {
            ValueList<KernelBinding> bindings = [ReductionCandidates.Bind(1, BindingAccess.Read, source), ReductionCandidates.Bind(3, BindingAccess.Write, target)];
            ValueList<KernelCandidate> candidates = ReductionCandidates.Make(
                space, ReductionSegments.Whole(space.Length), context.Modules.Plain("softmax/softmax"), context.Modules.Plain("softmax/softmax_lanes"), Fours(context, space, target), bindings,
                [IntExpr.Zero],
                [new(2, softmax.Log ? 1u : 0u), .. target.IsHalf ? new SpecializationValue[] { new(6, 1) } : []], [], "reduce-16", (IntExpr.CeilDiv(space.Length, Quad) * 3) + Beside, source.IsHalf);
            context.Emit(new ProgramKernel(group.Name, [node.Name], candidates.Select(candidate => WithOutputStrides(candidate, space.Kept[0].Stride * target.ElementBytes)).ToValueList(), space.Items * space.Length * 8, (source.Elements + target.Elements) * 4), target);
        }

        bool IsReduced(int axis) => axis == softmax.Axis;
    }

    private static FourForm? Fours(LoweringContext context, ReductionSpace space, Storage target) => target.IsHalf ? null
        : new FourForm(suffix => context.Modules.Plain("softmax/softmax" + suffix))
        {
            // Sixteen exact exponentials one behind the other make a module that drivers take long to translate.
            HasColumns = !context.IsStrict,
            Fours = [3],
            HasRuns = true,
            Rounds = runs => (space.Length * ((2 * runs) + 1)) + Beside,
        };

    /// <summary>A layer of the output lies where that of the operand does.</summary>
    private static KernelCandidate WithOutputStrides(KernelCandidate candidate, IntExpr layer) => candidate with
    {
        Splits = candidate.Splits.Where(split => split.Axis == SplitAxis.Z).Select(split => split with { Strides = [split.Strides[0], layer] }).ToValueList(),
    };

    private static void Long(LoweringContext context, KernelGroup group, Softmax softmax, ReductionSpace space, Storage source, Storage target)
    {
        Node node = group.Root;
        SymbolicShape shape = source.Shape;
        SymbolicShape items = new([.. Enumerable.Range(0, shape.Rank).Select(axis => axis == softmax.Axis ? IntExpr.One : shape[axis])]);
        Storage most = context.Scratch($"{node.Name}.maximum", items, StorageLayout.Plain, source.IsStatic);
        Storage sum = context.Scratch($"{node.Name}.sum", items, StorageLayout.Plain, source.IsStatic);
        ReduceKernel.Emit(context, group, space, source, null, most, ReduceStep.Of(ReduceKind.Max), ElementType.F32);
        ReduceKernel.Emit(context, group, space, source, most, sum, ReduceStep.Exponentials, ElementType.F32);
        ElementStep difference = ElementStep.Compute(new Pointwise(PointwiseKind.Sub), ElementType.F32, [0, 1]);
        ElementStep[] last = softmax.Log
            ? [ElementStep.Compute(new Pointwise(PointwiseKind.Log), ElementType.F32, [2]), ElementStep.Compute(new Pointwise(PointwiseKind.Sub), ElementType.F32, [3, 4])]
            : [ElementStep.Compute(new Pointwise(PointwiseKind.Exp), ElementType.F32, [3]), ElementStep.Compute(new Pointwise(PointwiseKind.Div), ElementType.F32, [4, 2])];
        ElementwiseGraph graph = new([ElementStep.Operand(0, ElementType.F32), ElementStep.Operand(1, ElementType.F32), ElementStep.Operand(2, ElementType.F32), difference, .. last]);
        context.Emit(
            PointwiseKernel.Make(context, group.Name, [node.Name], shape, TensorAccess.Broadcast(target, shape),
                [TensorAccess.Broadcast(source, shape), TensorAccess.Broadcast(most, shape), TensorAccess.Broadcast(sum, shape)], graph),
            target);
    }
}
