using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Padding and cropping in every mode (shaders/pad).</summary>
internal static class PadKernel
{
    private const uint LocalSize = 8;

    // Elements of a row that an invocation makes.
    private const int RowElements = 256;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var pad = (Pad)node.Op;
        Storage source = context.ReadStored(node.Inputs[0]);
        bool channelsStay = source.Shape.Rank > 1 && pad.Begin[1] == IntExpr.Zero && pad.End[1] == IntExpr.Zero;
        if (source.Layout == StorageLayout.Blocked && !channelsStay) source = context.ReadStored(node.Inputs[0], StorageLayout.Plain);
        bool blocked = source.Layout == StorageLayout.Blocked || (channelsStay && context.IsWantedInBlocks(group.Output));
        Storage target = context.DefineView(group.Output, context.PreferredLayout(group.Output, blocked), source.IsStatic);

        TensorAccess output = TensorAccess.Broadcast(target, target.Shape);
        TensorAccess operand = new(source, IntExpr.Zero, ValueList.Create<IntExpr>(source.AxisStrides()), source.Layout == StorageLayout.Blocked ? 1 : -1, IntExpr.Zero)
        {
            // A layer of a padded first axis reads another one of the operand.
            ReachesAnywhere = pad.Begin.Count == 0 || pad.Begin[0] != IntExpr.Zero || pad.End[0] != IntExpr.Zero,
        };
        IndexSpace space = IndexSpace.OfAxes(target.Shape, output, [operand]);
        IndexSpace.CheckCount(space.Axes.Count);
        List<IntExpr> begin = [.. pad.Begin];
        List<IntExpr> extents = [.. source.Shape.Extents];
        if (space.Channel == 2)
        {
            extents[1] = IntExpr.CeilDiv(extents[1], 4);
            begin.Add(0);
            extents.Add(4);
        }

        IntExpr fill = DeviceScalar.Bits(pad.Value, context.Graph.TypeOf(node.Output).Element);
        ValueList<IntExpr> parameters = [.. Padded(begin, 0), .. Padded(extents, 1), fill];
        string module = context.Modules.Chained("pad/pad", group.Elementwise);
        context.Emit(
            new ProgramKernel(group.Name, group.NodeNames,
                [
                    .. ByRows(context, group, pad, source, target, fill),
                    .. IndexedCandidates.InQuads(space, output, [operand], "pad", module, [new(5, ModeNumber(pad.Mode)), .. KernelModules.ChainConstants(group.Elementwise)], parameters),
                ],
                IntExpr.Zero, (source.Shape.ElementCount + target.Shape.ElementCount) * 4),
            target);
    }

    /// <summary>Candidates for software drivers, row-major or in whole blocks of channels: what lies outside the row is mapped once.</summary>
    private static IEnumerable<KernelCandidate> ByRows(LoweringContext context, KernelGroup group, Pad pad, Storage source, Storage target, IntExpr fill)
    {
        bool blocked = source.Layout == StorageLayout.Blocked;
        IntExpr[] strides = source.AxisStrides();
        if (target.Layout != source.Layout || !target.IsDense || source.IsHalf || target.IsHalf || strides.Length == 0) return [];
        // What is bound begins with a whole four.
        bool isAligned = IntExpr.Mod(source.Offset, 4) == IntExpr.Zero;
        if (blocked ? strides.Length < 3 || IntExpr.Mod(source.Shape[1], 4) != IntExpr.Zero || !isAligned : strides[^1] != IntExpr.One) return [];
        int unit = blocked ? 4 : 1;
        if (blocked) strides[1] = source.Block;
        List<PaddedAxis> axes = [];
        for (int axis = 0; axis < strides.Length; axis++)
        {
            bool isBlocks = blocked && axis == 1;
            IntExpr output = target.Shape[axis], input = source.Shape[axis];
            PaddedAxis next = isBlocks ? new(IntExpr.FloorDiv(output, 4), IntExpr.Zero, IntExpr.FloorDiv(input, 4), IntExpr.FloorDiv(strides[axis], 4))
                : new(output, pad.Begin[axis], input, IntExpr.FloorDiv(strides[axis], unit));
            // Outer axes that nothing is added to are walked as one.
            if (axis > 0 && axis < strides.Length - 1 && axes[^1].IsCopied && next.IsCopied && axes[^1].Stride == next.Stride * next.Input)
                axes[^1] = next with { Output = axes[^1].Output * next.Output, Input = axes[^1].Input * next.Input };
            else axes.Add(next);
        }

        IntExpr width = target.Shape[^1], along = IntExpr.Max(IntExpr.CeilDiv(width, RowElements / unit), 1);
        IntExpr invocations = axes.SkipLast(1).Aggregate(along, (product, axis) => product * axis.Output);
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange), texels = IntExpr.CeilDiv(LoweringContext.RangeSize(source), 16);
        IntExpr fits = IntExpr.LessOrEqual(LoweringContext.RangeSize(target), range);
        KernelCandidate fromTexels = Candidate("rows texel", "rows_texel", BindingKind.TexelF32X4, 16, [IntExpr.LessOrEqual(texels, IntExpr.Symbol(DeviceLimitNames.TexelElements)), fits]);
        KernelCandidate fromStorage = Candidate("rows", "rows", BindingKind.Storage, 4 * unit, [IntExpr.LessOrEqual(LoweringContext.RangeSize(source), range), fits]);
        return isAligned ? [fromTexels, fromStorage] : [fromStorage];

        KernelCandidate Candidate(string variant, string module, BindingKind kind, int elementBytes, IEnumerable<IntExpr> requires) => new(
            $"pad {variant}", context.Modules.Chained($"pad/{module}", group.Elementwise),
            [new(0, LocalSize), new(1, (uint)axes.Count - 1), new(2, blocked ? 1u : 0u), new(5, ModeNumber(pad.Mode)), .. KernelModules.ChainConstants(group.Elementwise)],
            [DeviceFeatureNames.CpuDevice], requires.Where(condition => condition != IntExpr.One).Distinct().ToValueList(), "elementwise",
            [
                new(1, kind, BindingAccess.Read, source.Buffer, source.Offset * 4, LoweringContext.RangeSize(source), elementBytes),
                new(3, BindingKind.Storage, BindingAccess.Write, target.Buffer, IntExpr.Zero, LoweringContext.RangeSize(target), 16),
            ],
            [
                invocations, along, IntExpr.CeilDiv(width, along), fill,
                .. Inner(axis => axis.Output), .. Inner(axis => axis.Begin), .. Inner(axis => axis.Input), .. Inner(axis => axis.Stride), texels - 1,
            ],
            [IntExpr.CeilDiv(invocations, LocalSize), 1, 1], []);

        // Of the axes, the row last.
        IEnumerable<IntExpr> Inner(Func<PaddedAxis, IntExpr> value) => Enumerable.Repeat(IntExpr.Zero, IndexSpace.MaxAxes - axes.Count).Concat(axes.Select(value));
    }

    private sealed record PaddedAxis(IntExpr Output, IntExpr Begin, IntExpr Input, IntExpr Stride)
    {
        public bool IsCopied => Begin == IntExpr.Zero && Output == Input;
    }

    private static uint ModeNumber(PadMode mode) => mode switch
    {
        PadMode.Constant => 0,
        PadMode.Reflect => 1,
        PadMode.Edge => 2,
        PadMode.Wrap => 3,
    };

    private static IEnumerable<IntExpr> Padded(List<IntExpr> values, long fill) =>
        values.Concat(Enumerable.Repeat((IntExpr)fill, IndexSpace.MaxAxes - values.Count));
}
