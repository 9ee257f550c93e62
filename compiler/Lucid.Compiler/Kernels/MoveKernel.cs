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
    /// <summary>Copies a tensor to another layout or place of the same shape.</summary>
    public static void Copy(LoweringContext context, string name, Storage source, Storage target)
    {
        ProgramKernel copy = Make(context, name, [], target.Shape, TensorAccess.Broadcast(target, target.Shape), TensorAccess.Broadcast(source, target.Shape));
        context.Emit(copy with { Candidates = [.. LayoutKernel.Candidates(context, source, target), .. copy.Candidates] }, target);
    }

    public static void LowerReshape(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        SymbolicShape shape = context.Graph.TypeOf(node.Output).Shape;
        Storage source = context.ReadStored(node.Inputs[0]);
        if (source.IsDense && source.Layout == StorageLayout.Blocked && context.KeepsBlocks(node))
        {
            context.Alias(node.Output, source with { Shape = shape });
            return;
        }

        source = context.ReadPlain(node.Inputs[0]);
        context.Alias(node.Output, source with { Shape = shape });
    }

    public static void LowerTranspose(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var transpose = (Transpose)node.Op;
        Storage source = context.ReadStored(node.Inputs[0]);
        IntExpr[] own = source.AxisStrides();
        IntExpr[] strides = [.. transpose.Permutation.Select(axis => own[axis])];
        if (source.Layout == StorageLayout.Plain && MayBeView(context, node))
        {
            context.Alias(node.Output, source.Strided(context.Graph.TypeOf(node.Output).Shape, strides));
            return;
        }

        int channelAxis = source.Layout == StorageLayout.Blocked ? transpose.Permutation.ToList().IndexOf(1) : -1;
        TensorAccess access = new(source, IntExpr.Zero, ValueList.Create<IntExpr>(strides), channelAxis, IntExpr.Zero);
        Storage target = context.DefineView(node.Output, StorageLayout.Plain, source.IsStatic);
        Emit(context, group.Name, [node.Name], target.Shape, TensorAccess.Broadcast(target, target.Shape), access, target);
    }

    public static void LowerExpand(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage source = context.ReadStored(node.Inputs[0]);
        SymbolicShape shape = context.Graph.TypeOf(node.Output).Shape;
        if (source.Layout == StorageLayout.Plain && MayBeView(context, node))
        {
            context.Alias(node.Output, source.Strided(shape, [.. TensorAccess.Broadcast(source, shape).Strides]));
            return;
        }

        Storage target = context.DefineView(node.Output, StorageLayout.Plain, source.IsStatic);
        Emit(context, group.Name, [node.Name], shape, TensorAccess.Broadcast(target, shape), TensorAccess.Broadcast(source, shape), target);
    }

    public static void LowerSlice(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var slice = (Slice)node.Op;
        Storage source = context.ReadStored(node.Inputs[0]);
        SymbolicShape shape = context.Graph.TypeOf(node.Output).Shape;
        if (context.AliasesViews && !context.IsOutput(node.Output) && IsPart(source, slice))
        {
            context.Alias(node.Output, source.Part(slice.Starts.AsSpan(), shape, slice.Steps.AsSpan()));
            return;
        }

        // A step over channels is not affine in blocks.
        if (source.Layout == StorageLayout.Blocked && slice.Steps[1] != 1) source = context.ReadPlain(node.Inputs[0]);
        bool blocked = source.Layout == StorageLayout.Blocked;
        IntExpr[] own = source.AxisStrides();
        IntExpr offset = FirstOf(source, slice);
        for (int axis = 0; axis < own.Length; axis++) own[axis] *= slice.Steps[axis];

        TensorAccess access = new(source, offset, ValueList.Create<IntExpr>(own), blocked ? 1 : -1, blocked ? slice.Starts[1] : IntExpr.Zero);
        Storage target = context.DefineView(node.Output, context.PreferredLayout(node.Output, blocked), source.IsStatic);
        Emit(context, group.Name, [node.Name], shape, TensorAccess.Broadcast(target, shape), access, target);
    }

    public static void LowerConcat(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage[] sources = [.. node.Inputs.Select(context.ReadStored)];
        Storage target = context.DefineJoined(node, sources.All(s => s.IsStatic));
        for (int i = 0; i < sources.Length; i++)
        {
            Storage part = context.PartOfJoined(node, i, target);
            // Written there by the kernel that made it.
            if (sources[i] == part) continue;
            Emit(context, group.Name, [node.Name], part.Shape, TensorAccess.Broadcast(part, part.Shape), TensorAccess.Broadcast(sources[i], part.Shape), part);
        }
    }

    /// <summary>Whether a slice is a range that strides describe; in blocks it begins with a block and leaves no foreign lanes in its last one.</summary>
    private static bool IsPart(Storage source, Slice slice)
    {
        if (slice.Steps.Any(step => step < 1)) return false;
        // What is bound begins with a word.
        if (source.Layout == StorageLayout.Plain) return !source.IsHalf || IntExpr.Mod(FirstOf(source, slice), 2) == IntExpr.Zero;
        bool begins = slice.Steps[1] == 1 && IntExpr.Mod(slice.Starts[1], 4) == IntExpr.Zero;
        return begins && (IntExpr.Mod(slice.Lengths[1], 4) == IntExpr.Zero || slice.Starts[1] + slice.Lengths[1] == source.Shape[1]);
    }

    /// <summary>Elements from a value's first to a slice's; without those of channels in a blocked value.</summary>
    private static IntExpr FirstOf(Storage source, Slice slice) =>
        source.AxisStrides().Select((stride, axis) => stride * slice.Starts[axis]).Aggregate(IntExpr.Zero, (sum, term) => sum + term);

    /// <summary>Whether all that read a value read through strides, and few enough axes for them.</summary>
    private static bool MayBeView(LoweringContext context, Node node) =>
        context.AliasesViews && !context.IsOutput(node.Output) && context.Graph.TypeOf(node.Output).Rank < IndexSpace.MaxAxes
        && (context.IsWantedInBlocks(node.Output)
            || context.Uses.UsersOf(node.Output).All(user => GroupKernels.IsElementwise(user.Op) || user.Op is Concat or Slice or Attention));

    private static void Emit(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output, TensorAccess source, Storage target) =>
        context.Emit(Make(context, name, nodes, shape, output, source), target);

    /// <summary>Bits are moved, whatever they mean.</summary>
    private static ProgramKernel Make(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output, TensorAccess source) =>
        PointwiseKernel.Make(context, name, nodes, shape, output, [source], ElementwiseGraph.Identity(ElementType.U32));
}
