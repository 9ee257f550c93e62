using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Channels to blocks of positions and back (shaders/depth_to_space), in one movement from and to either layout.</summary>
internal static class BlockOrderKernel
{
    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        (long size, uint kind) = node.Op switch
        {
            DepthToSpace op => (op.BlockSize, op.ColumnRowDepth ? 1u : 0u),
            SpaceToDepth op => (op.BlockSize, 2u),
            _ => throw new System.Diagnostics.UnreachableException($"{node.Name}: {node.Op.Name} orders no blocks"),
        };
        Storage source = context.ReadWhole(node.Inputs[0]);
        bool blocked = source.Layout == StorageLayout.Blocked;
        Storage target = context.Define(group.Output, context.PreferredLayout(group.Output, blocked), source.IsStatic);
        bool blockedStore = target.Layout == StorageLayout.Blocked;

        IntExpr[] output = PlaneSpace.Lift(target.Shape.Extents.Skip(2)), input = PlaneSpace.Lift(source.Shape.Extents.Skip(2));
        IntExpr quads = blockedStore ? output[2] : IntExpr.CeilDiv(output[2], 4);
        IntExpr planes = Planes(target), sourcePlanes = Planes(source);
        LayeredCandidates candidates = new(
            context.Modules.Chained("depth_to_space/reorder", group.Elementwise), [.. KernelModules.ChainConstants(group.Elementwise), new(1, blockedStore ? 1u : 0u), new(2, blocked ? 1u : 0u), new(3, kind), new(4, LayeredCandidates.Halves(source, target))],
            source.Shape[0], planes * output[0] * output[1] * quads);
        candidates.Bind(source, BindingAccess.Read, 4, sourcePlanes * (blocked ? 4 : 1) * Storage.SpatialCount(source.Shape))
            .Bind(target, BindingAccess.Write, target.IsHalf ? 8 : blockedStore ? 16 : 4, planes * (blockedStore ? 4 : 1) * Storage.SpatialCount(target.Shape));
        ValueList<IntExpr> parameters =
        [
            quads, .. output, target.Shape[1], planes, .. input, source.Shape[1], sourcePlanes,
            .. PlaneSpace.Lift(Enumerable.Repeat((IntExpr)size, source.Shape.Rank - 2)),
        ];
        context.Emit(
            new ProgramKernel(group.Name, group.NodeNames, [.. ByFours(context, source, target, size, kind, group.Elementwise), .. candidates.Make(node.Op.Name, parameters)], IntExpr.Zero, (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    /// <summary>Row-major, it is a movement: an axis of blocks and one of positions in a block for each spatial axis.</summary>
    private static IEnumerable<KernelCandidate> ByFours(LoweringContext context, Storage source, Storage target, long size, uint kind, ElementwiseGraph steps)
    {
        if (source.Layout == StorageLayout.Blocked || target.Layout == StorageLayout.Blocked) return [];
        (Storage deep, Storage wide) = kind == 2 ? (target, source) : (source, target);
        IntExpr[] ofDeep = deep.AxisStrides(), ofWide = wide.AxisStrides();
        long cells = Enumerable.Range(2, wide.Shape.Rank - 2).Aggregate(1L, (cells, _) => checked(cells * size));
        // Strides of the deep tensor, of the wide one.
        IndexAxis images = Axis(wide.Shape[0], ofDeep[0], ofWide[0]), channels = Axis(wide.Shape[1], ofDeep[1] * (kind == 1 ? cells : 1), ofWide[1]);
        List<IndexAxis> blocks = [], positions = [];
        for (int axis = 2; axis < wide.Shape.Rank; axis++)
        {
            cells /= size;
            blocks.Add(Axis(deep.Shape[axis], ofDeep[axis], ofWide[axis] * size));
            positions.Add(Axis(size, ofDeep[1] * (kind == 1 ? cells : wide.Shape[1] * cells), ofWide[axis]));
        }

        IndexAxis[] axes = kind == 2 ? [images, .. positions, channels, .. blocks]
            : [images, channels, .. blocks.Zip(positions, (block, position) => new[] { block, position }).SelectMany(pair => pair)];
        TensorAccess deepAccess = Access(deep, 0), wideAccess = Access(wide, 1);
        (TensorAccess from, TensorAccess to) = kind == 2 ? (wideAccess, deepAccess) : (deepAccess, wideAccess);
        return TileCandidates.Make(context, new SymbolicShape([.. axes.Select(axis => axis.Extent)]), to, [from], steps);

        static IndexAxis Axis(IntExpr extent, IntExpr deep, IntExpr wide) => new(extent, [deep, wide], false);

        TensorAccess Access(Storage storage, int tensor) => new(storage, IntExpr.Zero, axes.Select(axis => axis.Strides[tensor]).ToValueList(), -1, IntExpr.Zero);
    }

    private static IntExpr Planes(Storage storage) => storage.Layout == StorageLayout.Blocked ? IntExpr.CeilDiv(storage.Shape[1], 4) : storage.Shape[1];
}
