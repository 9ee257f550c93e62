using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Reading at positions that are data (shaders/gather): a whole slice an index, or an element an index.</summary>
internal static class GatherKernel
{
    /// <summary>Data as [outer, extent, inner], indices as one axis between outer and inner.</summary>
    public static void LowerSlices(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        int axis = (int)((Gather)node.Op).Axis;
        (Storage data, Storage indices) = Operands(context, node);
        SymbolicShape shape = data.Shape;
        IntExpr outer = Product(shape.Extents.Take(axis)), inner = Product(shape.Extents.Skip(axis + 1)), count = indices.Shape.ElementCount;
        Storage target = context.Define(node.Output, StorageLayout.Plain, data.IsStatic && indices.IsStatic);
        SymbolicShape flat = new(outer, count, inner);
        TensorAccess from = new(data, IntExpr.Zero, [shape[axis] * inner, IntExpr.Zero, IntExpr.One], -1, IntExpr.Zero) { ReachesAnywhere = outer == IntExpr.One };
        TensorAccess at = new(indices, IntExpr.Zero, [IntExpr.Zero, IntExpr.One, IntExpr.Zero], -1, IntExpr.Zero);
        Emit(context, group, flat, target, from, at, shape[axis], inner);
    }

    public static void LowerElements(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        int axis = (int)((GatherElements)node.Op).Axis;
        (Storage data, Storage indices) = Operands(context, node);
        IntExpr[] strides = TensorAccess.AxisStrides(data);
        IntExpr along = strides[axis];
        strides[axis] = IntExpr.Zero;
        Storage target = context.Define(node.Output, StorageLayout.Plain, data.IsStatic && indices.IsStatic);
        TensorAccess from = new(data, IntExpr.Zero, ValueList.Create<IntExpr>(strides), -1, IntExpr.Zero)
        {
            ReachesAnywhere = Enumerable.Range(0, axis).All(before => target.Shape[before] == IntExpr.One),
        };
        Emit(context, group, target.Shape, target, from, TensorAccess.Broadcast(indices, target.Shape), data.Shape[axis], along);
    }

    private static (Storage Data, Storage Indices) Operands(LoweringContext context, Node node) =>
        (context.ReadRows(node.Inputs[0]), context.Read(node.Inputs[1], StorageLayout.Plain));

    private static void Emit(
        LoweringContext context, KernelGroup group, SymbolicShape shape, Storage target, TensorAccess data, TensorAccess indices, IntExpr extent, IntExpr along)
    {
        TensorAccess output = TensorAccess.Broadcast(target with { Shape = shape }, shape);
        IndexSpace space = IndexSpace.Of(shape, output, [data, indices]);
        ElementType element = context.Graph.TypeOf(group.Root.Output).Element;
        int nothing = element.IsFloat() ? DeviceScalar.Bits(double.NaN, element) : 0;
        context.Emit(
            new ProgramKernel(group.Name, [group.Root.Name],
                IndexedCandidates.InQuads(space, output, [data, indices], "gather", context.Modules.Plain("gather/gather"), [],
                    [extent, along, (IntExpr)nothing]),
                IntExpr.Zero, (target.Elements + target.Elements + indices.Storage.Elements) * 4),
            target);
    }

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
}
