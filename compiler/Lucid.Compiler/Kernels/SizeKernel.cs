using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Data that follows from sizes alone: counted numbers (shaders/iota) and integers of the model's symbols (shaders/shape_values).</summary>
internal static class SizeKernel
{
    private const uint LocalSize = 64;
    private const int NumbersPerInvocation = 4;

    // One word of the parameter block is the count.
    private const int MaxValues = 124;

    public static void LowerIota(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage target = context.Define(node.Output, StorageLayout.Plain, isStatic: false);
        const long Step = LocalSize * NumbersPerInvocation;
        IntExpr groups = IntExpr.CeilDiv(target.Elements, Step);
        // A part is bound from its own place on, and the shift counts from the beginning.
        KernelSplit split = new(SplitAxis.X, groups, [Step * sizeof(int)], [IntExpr.Zero], [IntExpr.Zero]);
        Emit(context, group.Name, "iota/iota", node, target, IntExpr.Zero, target.Elements, [target.Elements], groups, [split]);
    }

    public static void LowerShapeValues(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        ValueList<IntExpr> values = ((ShapeValues)node.Op).Values;
        Storage target = context.Define(node.Output, StorageLayout.Plain, isStatic: false);
        foreach (IntExpr value in values) RequireFits(context, node, value);
        for (int first = 0; first < values.Count; first += MaxValues)
        {
            IntExpr[] some = [.. values.Skip(first).Take(MaxValues)];
            Emit(context, group.Name, "shape_values/shape_values", node, target, first, some.Length, [some.Length, .. some], IntExpr.CeilDiv(some.Length, LocalSize), []);
        }
    }

    /// <summary>A 64-bit integer is 32 bits with a sign on a device: a size beyond them is refused when it is known.</summary>
    private static void RequireFits(LoweringContext context, Node node, IntExpr value)
    {
        if (value.TryGetConstant(out long known))
        {
            if (known is < int.MinValue or > int.MaxValue) throw new LoweringException($"the size {known} exceeds the 32 bits of an integer on a device");
        }
        else if (value.Range().High is not <= int.MaxValue)
        {
            context.Guards.Add(new ProgramGuard(IntExpr.LessOrEqual(value, int.MaxValue), $"the size {value} exceeds the 32 bits of an integer on a device", node.Span.ToString()));
        }
    }

    private static void Emit(
        LoweringContext context, string name, string shader, Node node, Storage target, IntExpr first, IntExpr count, ValueList<IntExpr> parameters, IntExpr groups,
        ValueList<KernelSplit> splits)
    {
        KernelBinding output = new(1, BindingKind.Storage, BindingAccess.Write, target.Buffer, first * sizeof(int), LoweringContext.ByteSize(count), sizeof(int));
        context.Emit(new ProgramKernel(name, [node.Name],
            [new KernelCandidate("sizes", context.Modules.Plain(shader), [new(0, LocalSize)], [], [], "elementwise", [output], parameters, [groups, 1, 1], splits)],
            IntExpr.Zero, count * sizeof(int)), target);
    }
}
