using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Positions of extrema (shaders/arg_reduce): of segments, then among the positions that the segments gave.</summary>
internal static class ArgReduceKernel
{
    private const long ShortestSegment = 256;
    private const long MostSegments = 4096;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var reduce = (ArgReduce)node.Op;
        (ReductionSpace space, Storage source) = ReductionSpace.Of(context, node.Inputs[0], axis => axis == reduce.Axis, ordered: true);
        uint number = Number(context.Graph.TypeOf(node.Inputs[0]).Element);
        ReductionSegments segments = ReductionSegments.Of(space.Length, ShortestSegment, MostSegments);
        Storage target = context.Define(node.Output, StorageLayout.Plain, source.IsStatic);
        Storage positions = segments.Count == IntExpr.One ? target
            : context.Scratch($"{node.Name}.partial", new SymbolicShape(space.Items, segments.Count), StorageLayout.Plain, source.IsStatic);
        Emit(positions == target ? string.Empty : ".partial", "arg_reduce/arg_reduce", segments, null, positions);
        if (positions != target) Emit(string.Empty, "arg_reduce/arg_reduce_partial", ReductionSegments.Whole(space.Length), positions, target);

        void Emit(string suffix, string module, ReductionSegments cut, Storage? partial, Storage result)
        {
            ValueList<KernelBinding> bindings = partial is null
                ? [ReductionCandidates.Bind(1, BindingAccess.Read, source), ReductionCandidates.Bind(3, BindingAccess.Write, result)]
                : [ReductionCandidates.Bind(1, BindingAccess.Read, source), ReductionCandidates.Bind(2, BindingAccess.Read, partial), ReductionCandidates.Bind(3, BindingAccess.Write, result)];
            ValueList<IntExpr> itemBytes = partial is null ? [cut.Count * 4] : [segments.Count * 4, 4];
            context.Emit(
                new ProgramKernel(group.Name + suffix, [node.Name],
                    ReductionCandidates.Make(space, cut, context.Modules.Plain(module), null, partial is null ? new FourForm(suffix => context.Modules.Plain(module + suffix)) { HasRows = false } : null, bindings, itemBytes, [new(2, number)],
                        [reduce.SelectLast ? 1 : 0, reduce.Max ? 1 : 0, segments.Count], "extremum"),
                    IntExpr.Zero, (source.Elements + result.Elements) * 4),
                result);
        }
    }

    /// <summary>How a shader reads elements as keys (shaders/top_k/key.glsl).</summary>
    public static uint Number(ElementType element) => element.IsFloat() ? 0u : LoweringContext.DeviceElement(element) == ElementType.U32 ? 2u : 1u;
}
