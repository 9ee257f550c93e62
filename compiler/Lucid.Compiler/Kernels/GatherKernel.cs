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
    private const uint LocalSize = 8;

    // Fours of a slice that an invocation copies.
    private const int MostFours = 64;

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
        Emit(context, group, flat, target, from, at, shape[axis], inner, ByRows(context, data, indices, target, outer, shape[axis], inner, Nothing(context, node)));
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
        Emit(context, group, target.Shape, target, from, TensorAccess.Broadcast(indices, target.Shape), data.Shape[axis], along, []);
    }

    /// <summary>Candidates for software drivers where slices are whole fours, which they read and write at once.</summary>
    private static IEnumerable<KernelCandidate> ByRows(
        LoweringContext context, Storage data, Storage indices, Storage target, IntExpr outer, IntExpr extent, IntExpr inner, IntExpr nothing)
    {
        IntExpr whole = IntExpr.Equal(IntExpr.Mod(inner, 4), IntExpr.Zero);
        if (whole == IntExpr.Zero || !data.IsDense || !indices.IsDense || data.IsHalf || target.IsHalf) return [];
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        IntExpr dataFits = IntExpr.LessOrEqual(LoweringContext.RangeSize(data), range);
        IntExpr texels = IntExpr.LessOrEqual(IntExpr.FloorDiv(data.Elements, 4), IntExpr.Symbol(DeviceLimitNames.TexelElements));
        IntExpr[] fits = [IntExpr.LessOrEqual(LoweringContext.RangeSize(indices), range), IntExpr.LessOrEqual(LoweringContext.RangeSize(target), range)];
        return [Candidate("rows texel", "rows_texel", BindingKind.TexelF32X4, [whole, texels, .. fits]), Candidate("rows", "rows", BindingKind.Storage, [whole, dataFits, .. fits])];

        KernelCandidate Candidate(string variant, string module, BindingKind kind, IEnumerable<IntExpr> requires)
        {
            IntExpr run = IntExpr.FloorDiv(inner, 4), along = IntExpr.Max(IntExpr.CeilDiv(run, MostFours), 1);
            IntExpr invocations = outer * indices.Shape.ElementCount * along;
            return new(
                $"gather {variant}", context.Modules.Plain($"gather/{module}"), [new(0, LocalSize)], [DeviceFeatureNames.CpuDevice],
                requires.Where(condition => condition != IntExpr.One).Distinct().ToValueList(), "elementwise",
                [Bind(1, kind, BindingAccess.Read, data, 16), Bind(2, BindingKind.Storage, BindingAccess.Read, indices, 4), Bind(3, BindingKind.Storage, BindingAccess.Write, target, 16)],
                [invocations, along, IntExpr.CeilDiv(run, along), run, indices.Shape.ElementCount, extent, nothing], [IntExpr.CeilDiv(invocations, LocalSize), 1, 1], []);
        }
    }

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, Storage storage, int elementBytes) =>
        new(number, kind, access, storage.Buffer, IntExpr.Zero, LoweringContext.RangeSize(storage), elementBytes);

    /// <summary>What stands where no index reads.</summary>
    private static IntExpr Nothing(LoweringContext context, Node node)
    {
        ElementType element = context.Graph.TypeOf(node.Output).Element;
        return element.IsFloat() ? DeviceScalar.Bits(double.NaN, element) : 0;
    }

    private static (Storage Data, Storage Indices) Operands(LoweringContext context, Node node) =>
        (context.ReadRows(node.Inputs[0]), context.Read(node.Inputs[1], StorageLayout.Plain));

    private static void Emit(
        LoweringContext context, KernelGroup group, SymbolicShape shape, Storage target, TensorAccess data, TensorAccess indices, IntExpr extent, IntExpr along,
        IEnumerable<KernelCandidate> byRows)
    {
        TensorAccess output = TensorAccess.Broadcast(target with { Shape = shape }, shape);
        IndexSpace space = IndexSpace.Of(shape, output, [data, indices]);
        ValueList<KernelCandidate> byElements =
            IndexedCandidates.InQuads(space, output, [data, indices], "gather", context.Modules.Plain("gather/gather"), [], [extent, along, Nothing(context, group.Root)]);
        context.Emit(
            new ProgramKernel(group.Name, [group.Root.Name], [.. byRows, .. byElements],
                IntExpr.Zero, (target.Elements + target.Elements + indices.Storage.Elements) * 4),
            target);
    }

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
}
