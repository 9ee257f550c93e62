using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// The first elements of each range in order (shaders/top_k): segments are ordered by counting, an element's place in the whole range is
/// found by bisection in every other segment, and at last the elements are picked.
/// </summary>
internal static class TopKKernel
{
    private const long Segment = 256;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var top = (TopK)node.Op;
        Storage source = context.Read(node.Inputs[0], StorageLayout.Plain);
        int axis = (int)top.Axis;
        IntExpr length = source.Shape[axis];
        IntExpr inner = source.Shape.Extents.Skip(axis + 1).Aggregate(IntExpr.One, (product, extent) => product * extent);
        IntExpr items = source.Shape.Extents.Take(axis).Aggregate(inner, (product, extent) => product * extent);
        Storage keys = context.Scratch($"{node.Name}.keys", new SymbolicShape(items, length), StorageLayout.Plain, source.IsStatic);
        Storage order = context.Scratch($"{node.Name}.order", new SymbolicShape(items, length), StorageLayout.Plain, source.IsStatic);
        Storage values = context.Define(node.Outputs[0], StorageLayout.Plain, source.IsStatic);
        Storage positions = context.Define(node.Outputs[1], StorageLayout.Plain, source.IsStatic);
        ValueList<SpecializationValue> number = [new(2, ArgReduceKernel.Number(context.Graph.TypeOf(node.Inputs[0]).Element))];
        // Bisection of a segment takes nine rounds.
        IntExpr rounds = IntExpr.CeilDiv(length, Segment) * 10;

        Emit(".sort", "top_k/sort", items * length, source, keys, order, number, [], top.Largest ? 1 : 0, writesSecond: true);
        Emit(".merge", "top_k/merge", items * length, keys, order, positions, [], ReductionCandidates.FitsLoop(rounds), top.Count, writesSecond: false);
        Emit(string.Empty, "top_k/pick", values.Shape.ElementCount, source, positions, values, [], [], top.Count, writesSecond: false);

        void Emit(
            string suffix, string module, IntExpr count, Storage first, Storage second, Storage third, ValueList<SpecializationValue> specialization,
            ValueList<IntExpr> requires, IntExpr last, bool writesSecond)
        {
            ValueList<KernelBinding> bindings =
            [
                ReductionCandidates.Bind(1, BindingAccess.Read, first), ReductionCandidates.Bind(2, writesSecond ? BindingAccess.Write : BindingAccess.Read, second),
                ReductionCandidates.Bind(3, BindingAccess.Write, third),
            ];
            context.Emit(
                new ProgramKernel(group.Name + suffix, [node.Name],
                    ReductionCandidates.Flat(context.Modules.Plain(module), count, bindings, specialization, [length, inner, Segment, last], requires),
                    IntExpr.Zero, (first.Elements + second.Elements + third.Elements) * 4),
                third);
        }
    }
}
