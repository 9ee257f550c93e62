using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Pools (shaders/pool). A window is taken at once, or axis by axis where that is far fewer elements: the largest of the largest, the mean of means of
/// equally many and the norm of norms are those of the whole.
/// </summary>
internal static class PoolKernel
{
    // Windows of so many elements and more are taken axis by axis.
    private const long LargeWindow = 64;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var pool = (Pool)node.Op;
        int rank = pool.Kernel.Count;
        Storage source = context.Graph.TypeOf(node.Inputs[0]).Rank == rank + 2 ? context.ReadImages(node.Inputs[0]) : context.ReadWhole(node.Inputs[0]);
        if (source.Layout == StorageLayout.Blocked && source.Shape.Rank != rank + 2) source = context.ReadRows(node.Inputs[0]);
        StorageLayout layout = context.PreferredLayout(group.Output, source.Layout == StorageLayout.Blocked);
        Storage target = source.Shape.Rank == rank + 2 ? context.DefineImages(group.Output, layout, source.IsStatic) : context.Define(group.Output, layout, source.IsStatic);
        int[][] passes = Passes(pool);
        for (int i = 0; i < passes.Length; i++)
        {
            bool last = i == passes.Length - 1;
            IntExpr[] extents = [.. source.Shape.Extents];
            foreach (int axis in passes[i]) extents[extents.Length - rank + axis] = target.Shape[extents.Length - rank + axis];
            Storage result = last ? target : context.Scratch($"{group.Name}.axis_{passes[i][0]}", new SymbolicShape(extents), source.Layout, source.IsStatic);
            string name = passes.Length == 1 ? group.Name : $"{group.Name}.axis_{passes[i][0]}";
            Emit(context, name, group, last, passes[i], source, result);
            source = result;
        }
    }

    /// <summary>The axes of each pass: all of them, or one after the other from the last.</summary>
    public static int[][] Passes(Pool pool)
    {
        int rank = pool.Kernel.Count;
        int[] wide = [.. Enumerable.Range(0, rank).Where(axis => pool.Kernel[axis] > 1 || pool.Stride[axis] > 1).Reverse()];
        double window = pool.Kernel.Aggregate(1.0, (product, extent) => product * extent);
        return wide.Length > 1 && window >= LargeWindow && pool.Kernel.Count(extent => extent > 1) > 1 ? [.. wide.Select(axis => new[] { axis })] : [[.. Enumerable.Range(0, rank)]];
    }

    private static void Emit(LoweringContext context, string name, KernelGroup group, bool isLast, int[] axes, Storage source, Storage target)
    {
        var pool = (Pool)group.Root.Op;
        int rank = pool.Kernel.Count;
        IntExpr[] input = [.. source.Shape.Extents.TakeLast(rank)];
        PlaneSpace space = PlaneSpace.OfImages(source, target, rank, input, [.. target.Shape.Extents.TakeLast(rank)]);
        bool Taken(int axis) => axes.Contains(axis);
        IntExpr[] PerAxis(Func<int, IntExpr> value, long neutral) => PlaneSpace.Lift(Enumerable.Range(0, rank).Select(axis => Taken(axis) ? value(axis) : neutral), neutral);
        ValueList<IntExpr> parameters =
        [
            .. space.Input,
            .. PerAxis(axis => pool.Kernel[axis], 1), .. PerAxis(axis => pool.Stride[axis], 1), .. PerAxis(axis => pool.Dilation[axis], 1),
            .. PerAxis(axis => pool.PadsBegin[axis], 0),
            .. PlaneSpace.Lift(Enumerable.Range(0, rank).Select(axis => Taken(axis) ? input[axis] + pool.PadsEnd[axis] : input[axis])),
            pool.CountIncludePad ? 1 : 0, pool.P,
        ];
        long window = axes.Aggregate(1L, (product, axis) => checked(product * pool.Kernel[axis]));
        ElementType element = context.Graph.TypeOf(group.Output).Element;
        ElementwiseGraph chain = isLast ? group.Elementwise : ElementwiseGraph.Identity(element);
        context.Emit(
            new ProgramKernel(name, isLast ? group.NodeNames : [group.Root.Name],
                [
                    .. PoolLineCandidates.Make(context.Modules, pool, axes, space, KindNumber(pool.Kind, element), element, chain),
                    .. space.Candidates(Model.Ops.Pool.KindText(pool.Kind), context.Modules, "pool/pool", element, chain, [new(2, KindNumber(pool.Kind, element))], parameters, [], window),
                ],
                target.Shape.ElementCount * window, (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    private static uint KindNumber(PoolKind kind, ElementType element) => kind switch
    {
        PoolKind.Max when element.IsFloat() => 0,
        PoolKind.Max => LoweringContext.DeviceElement(element) == ElementType.U32 ? 2u : 1u,
        PoolKind.Average => 3,
        PoolKind.Lp => 4,
    };
}
