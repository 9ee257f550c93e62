using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Reading at positions that are data (shaders/grid_sample).</summary>
internal static class GridSampleKernel
{
    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var op = (GridSample)node.Op;
        Storage source = context.ReadStored(node.Inputs[0]) is { Layout: StorageLayout.Blocked } ? context.ReadWhole(node.Inputs[0]) : context.Read(node.Inputs[0]);
        Storage grid = context.Read(node.Inputs[1], StorageLayout.Plain);
        bool blocked = source.Layout == StorageLayout.Blocked;
        Storage target = context.Define(node.Output, context.PreferredLayout(node.Output, blocked), source.IsStatic && grid.IsStatic);
        bool blockedStore = target.Layout == StorageLayout.Blocked;

        int axes = source.Shape.Rank - 2;
        IntExpr channels = source.Shape[1], blocks = IntExpr.CeilDiv(channels, 4);
        IntExpr positions = Storage.SpatialCount(source.Shape), points = Storage.SpatialCount(target.Shape);
        LayeredCandidates candidates = new(
            context.Modules.Plain("grid_sample/" + Resize.ModeText(op.Mode)),
            [new(1, blockedStore ? 1u : 0u), new(2, blocked ? 1u : 0u), new(3, (uint)axes), new(4, PaddingNumber(op.Padding)), new(5, LayeredCandidates.Halves(source, target))],
            source.Shape[0], blocks * points);
        candidates.Bind(source, BindingAccess.Read, blocked ? 4 * source.ElementBytes : 4, (blocked ? blocks * 4 : channels) * positions)
            .Bind(target, BindingAccess.Write, blockedStore ? 4 * target.ElementBytes : 4, (blockedStore ? blocks * 4 : channels) * points)
            .Bind(grid, BindingAccess.Read, 4, points * axes);
        ValueList<IntExpr> parameters = [points, channels, blocks, .. PlaneSpace.Lift(source.Shape.Extents.Skip(2)), op.AlignCorners ? 1 : 0];
        int taps = op.Mode switch
        {
            ResizeMode.Nearest => 1,
            ResizeMode.Linear => 2,
            ResizeMode.Cubic => 4,
        };
        context.Emit(
            new ProgramKernel(group.Name, [node.Name], candidates.Make($"{Resize.ModeText(op.Mode)} {axes}d", parameters),
                op.Mode == ResizeMode.Nearest ? IntExpr.Zero : target.Shape.ElementCount * (2 * (long)Math.Pow(taps, axes)),
                (source.Shape.ElementCount + grid.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    private static uint PaddingNumber(GridPadding padding) => padding switch
    {
        GridPadding.Zeros => 0,
        GridPadding.Border => 1,
        GridPadding.Reflection => 2,
    };
}
