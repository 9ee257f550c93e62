using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Sums, means, extrema, products, norms and logarithms of sums (shaders/reduce): partial results of segments, then their
/// combination, which a range of one segment does not need.
/// </summary>
internal static class ReduceKernel
{
    private const long ShortestSegment = 2048;
    private const long MostSegments = 4096;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var reduce = (Reduce)node.Op;
        (ReductionSpace space, Storage source) = ReductionSpace.Of(context, node.Inputs[0], axis => reduce.Axes.Contains(axis), ordered: context.IsStrict, knowsHalves: true);
        ElementType element = context.Graph.TypeOf(group.Output).Element;
        Storage target = context.Define(group.Output, StorageLayout.Plain, source.IsStatic && !IntegerOverflow.MayOccur(context.Graph, node));
        if (reduce.Kind != ReduceKind.LogSumExp)
        {
            Emit(context, group, space, source, null, target, ReduceStep.Of(reduce.Kind), element, group.Elementwise);
            return;
        }

        // ln Σ eˣ = m + ln Σ e^(x-m) with the maximum m.
        Storage most = context.Scratch($"{node.Name}.maximum", new SymbolicShape(space.Items), StorageLayout.Plain, source.IsStatic);
        Emit(context, group, space, source, null, most, ReduceStep.Of(ReduceKind.Max), element);
        Emit(context, group, space, source, most, target, ReduceStep.Of(ReduceKind.LogSumExp), element, group.Elementwise);
    }

    /// <summary>Emits the kernels of one reduction; with <paramref name="shift"/>, terms are e^(x - shift) with a number for each item.</summary>
    public static void Emit(
        LoweringContext context, KernelGroup group, ReductionSpace space, Storage source, Storage? shift, Storage target, ReduceStep step, ElementType element,
        ElementwiseGraph? follows = null)
    {
        ElementwiseGraph chain = follows ?? ElementwiseGraph.Identity(element);
        ReductionSegments segments = ReductionSegments.Of(space.Length, ShortestSegment, MostSegments);
        if (segments.Count == IntExpr.One)
        {
            Emit(context, group, string.Empty, space, segments, source, shift, target, step, element, space.Length, chain);
            return;
        }

        Storage partial = context.Scratch($"{group.Name}.partial", new SymbolicShape(space.Items, segments.Count), StorageLayout.Plain, target.IsStatic);
        Emit(context, group, ".partial", space, segments, source, shift, partial, step with { Finish = ReduceFinish.None }, element, space.Length, ElementwiseGraph.Identity(element));
        ReductionSpace rest = ReductionSpace.Rows(space.Items, segments.Count);
        Storage? added = step.Finish == ReduceFinish.LogarithmAndShift ? shift : null;
        Emit(context, group, string.Empty, rest, ReductionSegments.Whole(segments.Count), partial, added, target, step with { Term = ReduceTerm.Element }, element, space.Length, chain);
    }

    private static void Emit(
        LoweringContext context, KernelGroup group, string suffix, ReductionSpace space, ReductionSegments segments, Storage source, Storage? shift,
        Storage target, ReduceStep step, ElementType element, IntExpr divisor, ElementwiseGraph chain)
    {
        bool floats = element.IsFloat();
        bool isChecked = IntegerOverflow.MayOccur(context.Graph, group.Root);
        string name = shift is not null ? "reduce/reduce_exp" : floats ? "reduce/reduce_f32" : isChecked ? "reduce/reduce_i64" : "reduce/reduce_i32";
        bool isUnsigned = LoweringContext.DeviceElement(element) == ElementType.U32;
        List<KernelBinding> bindings = [ReductionCandidates.Bind(1, BindingAccess.Read, source)];
        List<IntExpr> itemBytes = [];
        if (shift is not null)
        {
            bindings.Add(ReductionCandidates.Bind(2, BindingAccess.Read, shift));
            itemBytes.Add(4);
        }

        bindings.Add(ReductionCandidates.Bind(3, BindingAccess.Write, target));
        itemBytes.Add(segments.Count * 4);
        ValueList<KernelCandidate> candidates = ReductionCandidates.Make(
            space, segments, context.Modules.Chained(name, chain), context.Modules.Chained(name + "_lanes", chain), floats ? new FourForm(suffix => context.Modules.Chained(name + suffix, chain)) { HasColumns = shift is null || !context.IsStrict } : null, bindings.ToValueList(), itemBytes.ToValueList(),
            [new(2, (uint)step.Combine), new(3, (uint)step.Term), new(4, isUnsigned ? 1u : 0u), .. KernelModules.ChainConstants(chain)],
            [step.Neutral(element), (long)step.Finish, divisor, step.FiniteShift ? 1 : 0], "reduce-16", halves: source.IsHalf);
        ProgramKernel kernel = new(
            group.Name + suffix, chain.IsIdentity ? [group.Root.Name] : group.NodeNames, candidates, space.Items * space.Length, (source.Elements + target.Elements) * 4);
        if (isChecked) kernel = context.Writer.WithOverflow(kernel, $"kernel {kernel.Name}: {group.Root.Name} ({group.Root.Op.Name})");
        context.Emit(kernel, target);
    }
}
