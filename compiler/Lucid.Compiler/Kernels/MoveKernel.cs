using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Affine movements of data: change of layout, concatenation, slices, transposition, expansion, reshape.</summary>
internal static class MoveKernel
{
    /// <summary>Copies a tensor to another layout of the same shape.</summary>
    public static void Copy(LoweringContext context, string name, Storage source, Storage target)
    {
        ProgramKernel copy = Make(context, name, [], target.Shape, TensorAccess.Broadcast(target, target.Shape), TensorAccess.Broadcast(source, target.Shape));
        context.Emit(copy with { Candidates = [.. LayoutKernel.Candidates(context, source, target), .. copy.Candidates] }, target);
    }

    public static void LowerReshape(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage source = context.Read(node.Inputs[0], StorageLayout.Plain);
        context.Alias(node.Output, source with { Shape = context.Graph.TypeOf(node.Output).Shape });
    }

    public static void LowerTranspose(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var transpose = (Transpose)node.Op;
        Storage source = context.Read(node.Inputs[0]);
        IntExpr[] own = TensorAccess.AxisStrides(source);
        int channelAxis = source.Layout == StorageLayout.Blocked ? transpose.Permutation.ToList().IndexOf(1) : -1;
        TensorAccess access = new(source, IntExpr.Zero, transpose.Permutation.Select(axis => own[axis]).ToValueList(), channelAxis, IntExpr.Zero);
        Storage target = context.Define(node.Output, StorageLayout.Plain, source.IsStatic);
        Emit(context, group.Name, [node.Name], target.Shape, TensorAccess.Broadcast(target, target.Shape), access, target);
    }

    public static void LowerExpand(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage source = context.Read(node.Inputs[0]);
        Storage target = context.Define(node.Output, StorageLayout.Plain, source.IsStatic);
        Emit(context, group.Name, [node.Name], target.Shape, TensorAccess.Broadcast(target, target.Shape),
            TensorAccess.Broadcast(source, target.Shape), target);
    }

    public static void LowerSlice(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var slice = (Slice)node.Op;
        Storage source = context.Read(node.Inputs[0]);
        // A step over channels is not affine in blocks.
        if (source.Layout == StorageLayout.Blocked && slice.Steps[1] != 1) source = context.Read(node.Inputs[0], StorageLayout.Plain);
        bool blocked = source.Layout == StorageLayout.Blocked;
        IntExpr[] own = TensorAccess.AxisStrides(source);
        IntExpr offset = IntExpr.Zero;
        for (int axis = 0; axis < own.Length; axis++)
        {
            offset += own[axis] * slice.Starts[axis];
            own[axis] *= slice.Steps[axis];
        }

        TensorAccess access = new(source, offset, ValueList.Create<IntExpr>(own), blocked ? 1 : -1, blocked ? slice.Starts[1] : IntExpr.Zero);
        Storage target = context.Define(node.Output, context.PreferredLayout(node.Output, blocked), source.IsStatic);
        Emit(context, group.Name, [node.Name], target.Shape, TensorAccess.Broadcast(target, target.Shape), access, target);
    }

    public static void LowerConcat(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        int axis = (int)((Concat)node.Op).Axis;
        Storage[] sources = [.. node.Inputs.Select(context.Read)];
        // Whole blocks can be put side by side; otherwise two parts would share a block.
        bool blocks = axis != 1 || sources.SkipLast(1).All(s => IntExpr.Mod(s.Shape[1], 4) == IntExpr.Zero);
        StorageLayout layout = blocks ? context.PreferredLayout(node.Output, sources.Any(s => s.Layout == StorageLayout.Blocked)) : StorageLayout.Plain;
        Storage target = context.Define(node.Output, layout, sources.All(s => s.IsStatic));
        IntExpr[] strides = TensorAccess.AxisStrides(target);
        bool blocked = layout == StorageLayout.Blocked;
        IntExpr start = IntExpr.Zero;
        for (int i = 0; i < sources.Length; i++)
        {
            bool byChannel = blocked && axis == 1;
            TensorAccess part = new(target, byChannel ? IntExpr.Zero : strides[axis] * start, ValueList.Create<IntExpr>(strides),
                blocked ? 1 : -1, byChannel ? start : IntExpr.Zero);
            Emit(context, group.Name, [node.Name], sources[i].Shape, part, TensorAccess.Broadcast(sources[i], sources[i].Shape), target);
            start += sources[i].Shape[axis];
        }
    }

    private static void Emit(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output, TensorAccess source, Storage target) =>
        context.Emit(Make(context, name, nodes, shape, output, source), target);

    /// <summary>Bits are moved, whatever they mean.</summary>
    private static ProgramKernel Make(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output, TensorAccess source) =>
        PointwiseKernel.Make(context, name, nodes, shape, output, [source], ElementwiseGraph.Identity(ElementType.U32));
}
