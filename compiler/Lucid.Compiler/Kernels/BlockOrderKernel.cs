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
            new ProgramKernel(group.Name, group.NodeNames, candidates.Make(node.Op.Name, parameters), IntExpr.Zero, (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    private static IntExpr Planes(Storage storage) => storage.Layout == StorageLayout.Blocked ? IntExpr.CeilDiv(storage.Shape[1], 4) : storage.Shape[1];
}
