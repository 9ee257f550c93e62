using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Resize (shaders/resize): up to three neighbouring axes a pass, one a pass where weights are widened. Axes that keep their elements merge into what
/// lies around those that do not.
/// </summary>
internal static class ResizeKernel
{
    private const int AxesPerPass = 3;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var op = (Resize)node.Op;
        SymbolicShape shape = context.Graph.TypeOf(node.Inputs[0]).Shape;
        bool[] kept = [.. Enumerable.Range(0, shape.Rank).Select(axis => ResizeMap.IsIdentity(op, axis, shape[axis]))];
        bool byImage = kept.Length > 2 && kept[0] && kept[1] && !kept.All(same => same);
        Storage source = byImage ? context.ReadImages(node.Inputs[0]) : context.ReadWhole(node.Inputs[0]);
        if (source.Layout == StorageLayout.Blocked && !(kept[0] && kept[1])) source = context.ReadRows(node.Inputs[0]);
        if (kept.All(same => same) && group.Elementwise.IsIdentity)
        {
            context.Alias(group.Output, source);
            return;
        }

        StorageLayout layout = context.PreferredLayout(group.Output, source.Layout == StorageLayout.Blocked);
        if (kept.All(same => same))
        {
            Storage result = context.DefineView(group.Output, layout, source.IsStatic);
            TensorAccess output = TensorAccess.Broadcast(result, result.Shape);
            context.Emit(PointwiseKernel.Make(context, group.Name, group.NodeNames, result.Shape, output, [TensorAccess.Broadcast(source, result.Shape)], group.Elementwise), result);
            return;
        }

        Storage target = kept[0] && kept[1] ? context.DefineImages(group.Output, layout, source.IsStatic) : context.Define(group.Output, layout, source.IsStatic);
        int[][] passes = Passes(op, kept);
        for (int i = 0; i < passes.Length; i++)
        {
            IntExpr[] extents = [.. source.Shape.Extents];
            foreach (int axis in passes[i]) extents[axis] = op.Sizes[axis];
            bool last = i == passes.Length - 1;
            string name = passes.Length == 1 ? group.Name : $"{group.Name}.axis_{passes[i][0]}";
            Storage result = last ? target : context.Scratch(name, new SymbolicShape(extents), source.Layout, source.IsStatic);
            Emit(context, name, group, last, passes[i], source, result);
            source = result;
        }
    }

    /// <summary>The axes of each pass: runs of neighbours.</summary>
    public static int[][] Passes(Resize op, bool[] kept)
    {
        List<List<int>> passes = [];
        for (int axis = 0; axis < kept.Length; axis++)
        {
            if (kept[axis]) continue;
            bool joins = !op.Antialias && axis > 0 && !kept[axis - 1] && passes[^1].Count < AxesPerPass;
            if (joins) passes[^1].Add(axis);
            else passes.Add([axis]);
        }

        return [.. passes.Select(pass => pass.ToArray())];
    }

    private static void Emit(LoweringContext context, string name, KernelGroup group, bool isLast, int[] axes, Storage source, Storage target)
    {
        var op = (Resize)group.Root.Op;
        PlaneSpace space = Space(source, target, axes);
        ElementType element = context.Graph.TypeOf(group.Output).Element;
        ElementwiseGraph chain = isLast ? group.Elementwise : ElementwiseGraph.Identity(element);
        ResizeMap[] maps = [.. axes.Select(axis => ResizeMap.Of(op, axis, source.Shape[axis], target.Shape[axis]))];
        ValueList<IntExpr> parameters =
        [
            space.Inner, .. FilterOf(op), DeviceScalar.Bits(op.Extrapolation, element),
            .. Enumerable.Repeat(ResizeMap.Absent, AxesPerPass - axes.Length).SelectMany(words => words), .. maps.SelectMany(map => map.Parameters),
        ];
        uint taps = op.Mode switch
        {
            ResizeMode.Nearest => 1,
            ResizeMode.Linear => 2,
            ResizeMode.Cubic => 4,
        };
        string shader = op.Antialias ? "resize/antialias" : "resize/" + Resize.ModeText(op.Mode);
        SpecializationValue form = new(2, op.Antialias ? taps : (uint)axes.Length);
        string variant = Resize.ModeText(op.Mode);
        // A widened weight reaches as far as the axis shrinks.
        long rounds = op.Antialias ? long.MaxValue : (long)Math.Pow(taps, axes.Length) + AxesPerPass;
        IntExpr narrow = maps.Aggregate(IntExpr.One, (all, map) => all * map.IsNarrow);
        List<KernelCandidate> candidates = [.. ResizeLineCandidates.Make(context.Modules, op, space, element, chain, maps)];
        if (narrow != IntExpr.Zero) candidates.AddRange(space.Candidates(variant, context.Modules, shader, element, chain, [form, new(3, 0)], parameters, narrow == IntExpr.One ? [] : [narrow], rounds));
        if (narrow != IntExpr.One) candidates.AddRange(space.Candidates(variant + " of 64 bits", context.Modules, shader, element, chain, [form, new(3, 1)], parameters, [], rounds));
        context.Emit(
            new ProgramKernel(name, isLast ? group.NodeNames : [group.Root.Name],
                candidates.ToValueList(),
                op.Mode == ResizeMode.Nearest ? IntExpr.Zero : target.Shape.ElementCount * (2 * (long)Math.Pow(taps, axes.Length)),
                (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    /// <summary>The words of a filter (shaders/resize/taps.glsl).</summary>
    public static IEnumerable<IntExpr> FilterOf(Resize op) =>
        [RoundingNumber(op.Rounding), op.ExcludeOutside && op.Mode != ResizeMode.Nearest ? 1 : 0, BitConverter.SingleToInt32Bits((float)op.CubicA)];

    /// <summary>What lies before the axes is planes, what lies behind them moves along.</summary>
    private static PlaneSpace Space(Storage source, Storage target, int[] axes)
    {
        IntExpr[] input = PlaneSpace.Lift(axes.Select(axis => source.Shape[axis])), output = PlaneSpace.Lift(axes.Select(axis => target.Shape[axis]));
        IntExpr inner = Product(source.Shape.Extents.Skip(axes[^1] + 1));
        if (source.Layout == StorageLayout.Blocked)
            return new(source, target, source.Shape[0], source.Shape[1], Product(source.Shape.Extents.Skip(2).Take(axes[0] - 2)), 4, input, output, inner);
        // Parts of joined values: images are some way apart.
        if (!source.IsDense || !target.IsDense) return new(source, target, source.Shape[0], source.Shape[1], Product(source.Shape.Extents.Skip(2).Take(axes[0] - 2)), 1, input, output, inner);
        (IntExpr images, IntExpr before) = axes[0] == 0 ? (IntExpr.One, IntExpr.One) : (source.Shape[0], Product(source.Shape.Extents.Take(axes[0]).Skip(1)));
        // Four of what lies within are one element where they always are.
        bool fours = IntExpr.Mod(inner, 4) == IntExpr.Zero;
        return fours
            ? new(source, target, images, before * 4, IntExpr.One, 4, input, output, IntExpr.FloorDiv(inner, 4))
            : new(source, target, images, before, IntExpr.One, 1, input, output, inner);
    }

    private static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);

    private static long RoundingNumber(NearestRounding rounding) => rounding switch
    {
        NearestRounding.RoundPreferFloor => 0,
        NearestRounding.RoundPreferCeil => 1,
        NearestRounding.Floor => 2,
        NearestRounding.Ceil => 3,
    };
}
