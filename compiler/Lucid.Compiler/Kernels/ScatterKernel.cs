using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Writing at positions that are data (shaders/scatter_nd), in three kernels: marks are cleared, tuples mark the places they name, and every
/// element of the output takes the updates of its place in order. No two invocations write one element, so the result does not depend
/// on the order in which they run.
/// </summary>
internal static class ScatterKernel
{
    private const uint LocalSize = 64;

    // The words of a parameter block that are left for extents.
    private const int MaxDepth = 64;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage data = Read(0), indices = Read(1), updates = Read(2);
        long depth = indices.Shape[indices.Shape.Rank - 1].ConstantValue;
        if (depth > MaxDepth) throw new LoweringException($"tuples of {depth} indices; kernels take at most {MaxDepth}");
        IntExpr places = Product(data.Shape.Extents.Take((int)depth)), slice = Product(data.Shape.Extents.Skip((int)depth));
        IntExpr tuples = Product(indices.Shape.Extents.SkipLast(1));
        bool isChecked = IntegerOverflow.MayOccur(context.Graph, node);
        bool indicesStatic = indices.IsStatic && !isChecked;
        // One more where the last kernel marks that a 64-bit integer left its 32 bits: it has no binding left for more.
        Storage marks = context.Scratch($"{node.Name}.marks", new SymbolicShape((2 * places) + tuples + (isChecked ? 1 : 0)), StorageLayout.Plain, indicesStatic);

        ElementwiseGraph unmarked = new([ElementStep.Constant(-1, ElementType.I32)]);
        context.Emit(PointwiseKernel.Make(context, $"{group.Name}.clear", [node.Name], marks.Shape, TensorAccess.Broadcast(marks, marks.Shape), [], unmarked), marks);
        Emit($"{group.Name}.mark", "scatter_nd/mark", [Binding(1, BindingAccess.Read, indices), Binding(2, BindingAccess.ReadWrite, marks)],
            [], [tuples, places, depth, .. data.Shape.Extents.Take((int)depth)], tuples, marks);

        Storage target = context.Define(node.Output, StorageLayout.Plain, data.IsStatic && indicesStatic && updates.IsStatic);
        Emit(group.Name, "scatter_nd/apply",
            [Binding(1, BindingAccess.Read, data), Binding(2, BindingAccess.Read, updates), Binding(3, BindingAccess.Write, target), Binding(4, isChecked ? BindingAccess.ReadWrite : BindingAccess.Read, marks)],
            [.. Modes(((ScatterND)node.Op).Reduction, context.Graph.TypeOf(node.Output).Element), .. isChecked ? new SpecializationValue[] { new(5, 1) } : []], [target.Elements, slice, places, tuples], target.Elements, target);

        if (isChecked) Report(context, group, marks);

        Storage Read(int operand) => context.Read(node.Inputs[operand], StorageLayout.Plain);

        void Emit(string name, string shader, ValueList<KernelBinding> bindings, ValueList<SpecializationValue> modes, ValueList<IntExpr> parameters, IntExpr count, Storage output) =>
            context.Emit(new ProgramKernel(name, [node.Name],
                [
                    new KernelCandidate("scatter", context.Modules.Plain(shader), [new(0, LocalSize), .. modes], [], [], "elementwise", bindings, parameters,
                        [IntExpr.CeilDiv(count, LocalSize), 1, 1], []),
                ], IntExpr.Zero, bindings.Aggregate(IntExpr.Zero, (sum, binding) => sum + binding.ByteSize)), output);
    }

    /// <summary>The last of the marks is -1, or 1 where something overflowed: then its sum with the largest integer does too.</summary>
    private static void Report(LoweringContext context, KernelGroup group, Storage marks)
    {
        SymbolicShape one = new(1);
        Storage mark = marks.Part([marks.Shape[0] - 1], one, [1]), target = context.Scratch($"{group.Name}.overflow", one, StorageLayout.Plain, isStatic: false);
        ElementwiseGraph sum = new(
            [ElementStep.Operand(0, ElementType.I64), ElementStep.Constant(int.MaxValue, ElementType.I64), ElementStep.Compute(new Pointwise(PointwiseKind.Add), ElementType.I64, [0, 1])]);
        ProgramKernel kernel = PointwiseKernel.Make(
            context, $"{group.Name}.overflow", [group.Root.Name], one, TensorAccess.Broadcast(target, one), [TensorAccess.Broadcast(mark, one)], sum);
        context.Emit(context.Writer.WithOverflow(kernel, $"kernel {group.Name}: {group.Root.Name} ({group.Root.Op.Name})"), target);
    }

    private static ValueList<SpecializationValue> Modes(ScatterReduction reduction, ElementType element)
    {
        uint mode = reduction switch
        {
            ScatterReduction.None => 0,
            ScatterReduction.Add => 1,
            ScatterReduction.Mul => 2,
            ScatterReduction.Max => 3,
            ScatterReduction.Min => 4,
        };
        uint kind = element.IsFloat() ? 0u : element == ElementType.U32 ? 2u : 1u;
        bool narrow = kind == 1 && element.ByteSize() < sizeof(int);
        bool isUnsigned = element is ElementType.U8 or ElementType.U16;
        return [new(1, mode), new(2, kind), new(3, narrow ? (uint)(32 - (8 * element.ByteSize())) : 0), new(4, narrow && isUnsigned ? 1u : 0u)];
    }

    private static KernelBinding Binding(int number, BindingAccess access, Storage storage) =>
        new(number, BindingKind.Storage, access, storage.Buffer, IntExpr.Zero, LoweringContext.ByteSize(storage.Elements), 4);

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
}
