using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// The candidates of a linear layer, best first. All sum in one order (class <c>taps-4</c>): blocks of four input channels,
/// taps by kernel index, channels of the block; but for those that multiply halves by cooperative matrices (<see cref="CooperativeTile"/>) or
/// split the depth, which are never in strict packages.
/// </summary>
internal static class LinearCandidates
{
    /// <summary>The order in which all but those two sum.</summary>
    public const string OrderClass = "taps-4";

    /// <summary>Invocations of a workgroup on a graphics processor.</summary>
    public const uint GpuLocalSize = 64;

    // Bits of HALF in shaders/taps/pack.comp.
    private const uint HalfSource = 1;
    private const uint HalfPacking = 2;

    /// <summary>Elements that the device lets a texel view have.</summary>
    public static IntExpr TexelLimit { get; } = IntExpr.Symbol(DeviceLimitNames.TexelElements);

    /// <summary>Bytes that the device lets a storage binding have.</summary>
    public static IntExpr StorageLimit { get; } = IntExpr.Symbol(DeviceLimitNames.StorageRange);

    public static void Emit(LoweringContext context, KernelGroup group, LinearParts parts)
    {
        ValueList<KernelCandidate> candidates = parts.Kind switch
        {
            LinearKind.Dense => new DenseCandidates(context, group, parts, PackedByBlock(context, group, parts)).Make(),
            LinearKind.Depthwise => Depthwise(context, group, parts, PackedByChannel(context, group, parts)),
            LinearKind.General => [Direct(context, group, parts, "taps/general", "taps general", parts.Weights, BindingKind.Storage)],
        };
        IntExpr bytes = (parts.Input.Shape.ElementCount + parts.Weights.Shape.ElementCount + parts.Output.Shape.ElementCount) * 4;
        context.Emit(
            new ProgramKernel(group.Name, group.Members.Select(node => node.Name).ToValueList(), candidates, parts.Flops, bytes),
            parts.Output);
    }

    private static ValueList<KernelCandidate> Depthwise(LoweringContext context, KernelGroup group, LinearParts parts, Storage weights)
    {
        KernelCandidate storage = Direct(context, group, parts, "taps/depthwise", "taps depthwise", weights, BindingKind.Storage);
        // Texel views are of floats.
        if (parts.InputView.IsHalf || weights.IsHalf) return [storage];
        KernelCandidate texel = Direct(context, group, parts, "taps/depthwise_texel", "taps depthwise texel", weights, BindingKind.TexelF32X4);
        ValueList<IntExpr> requires =
            [.. texel.Requires, .. Conditions(IntExpr.LessOrEqual(IntExpr.FloorDiv(parts.Input.Span, 4), TexelLimit), IntExpr.LessOrEqual(IntExpr.FloorDiv(weights.Elements, 4), TexelLimit))];
        return requires.Any(r => r == IntExpr.Zero) ? [storage] : [texel with { Requires = requires, Features = [DeviceFeatureNames.CpuDevice] }, storage];
    }

    /// <summary>A kernel with one invocation an output block; <paramref name="weights"/> as the kernel reads them.</summary>
    private static KernelCandidate Direct(LoweringContext context, KernelGroup group, LinearParts parts, string module, string variant, Storage weights, BindingKind reads)
    {
        LinearForm form = parts.Form;
        IntExpr tiles = IntExpr.CeilDiv(form.Batch * form.Positions, GpuLocalSize);
        bool general = parts.Kind == LinearKind.General;
        LinearView input = general ? parts.InputView.AsScalars() : parts.InputView;
        // Halves are stored by whole blocks.
        LinearView output = general && !parts.OutputView.IsHalf ? parts.OutputView.AsScalars() : parts.OutputView;
        LinearParts viewed = parts with { InputView = input, OutputView = output };
        List<KernelBinding> bindings =
        [
            Bind(1, reads, BindingAccess.Read, parts.Input, Math.Max(input.ElementBytes, 4)),
            Bind(2, reads, BindingAccess.Read, weights, general ? 4 : 4 * weights.ElementBytes),
            Bind(3, BindingKind.Storage, general ? BindingAccess.ReadWrite : BindingAccess.Write, parts.Output, output.ElementBytes),
        ];
        AddEpilogue(bindings, parts);
        return new KernelCandidate(
            variant, context.Modules.Linear(module, group.Elementwise), [new(0, GpuLocalSize), new(4, Halves(parts))], [], Conditions(FitsLoop(form, isDense: false)).ToValueList(), OrderClass, bindings.ToValueList(),
            Parameters(viewed, false, tiles, [IntExpr.Zero, form.WeightGroup, form.WeightOut, form.WeightIn]),
            [tiles * form.Phases, IntExpr.CeilDiv(form.OutChannels, 4), 1], []);
    }

    public static void AddEpilogue(List<KernelBinding> bindings, LinearParts parts)
    {
        if (parts.Operand is { } operand) bindings.Add(Bind(4, BindingKind.Storage, BindingAccess.Read, operand.Storage, operand.Storage.IsHalf ? 8 : 4));
        if (parts.Vectors is { } vectors) bindings.Add(Bind(5, BindingKind.TexelF32X4, BindingAccess.Read, vectors, 16));
    }

    /// <summary>The words of shaders/taps/taps.glsl, in its order.</summary>
    public static ValueList<IntExpr> Parameters(LinearParts parts, bool perImage, IntExpr tiles, IntExpr[] weight)
    {
        LinearForm form = parts.Form;
        IntExpr depth = IntExpr.CeilDiv(form.GroupIn, 4);
        // A batched product keeps each group's matrix apart; groups of a convolution follow each other in the channels.
        bool product = parts.InputView.Batch != IntExpr.Zero && form.Groups != IntExpr.One && form.KernelSize == 1 && parts.Input.Layout == StorageLayout.Plain && parts.Kind == LinearKind.Dense;
        IntExpr inputGroup = product ? parts.InputView.Batch : depth * parts.InputView.Block;
        IntExpr outputGroup = product ? parts.OutputView.Batch : IntExpr.CeilDiv(form.GroupOut, 4) * parts.OutputView.Block;
        bool padded = parts.Output.Layout == StorageLayout.Blocked;
        return
        [
            perImage ? IntExpr.One : form.Batch, depth, IntExpr.CeilDiv(form.GroupOut, 4), product ? form.GroupOut : form.OutChannels, form.Groups, form.Positions,
            .. Axes(a => a.Os), .. Axes(a => a.Is), .. Axes(a => a.In), .. Axes(a => a.Out), .. Axes(a => a.Pout), .. Axes(a => a.Pin), .. Axes(a => a.M),
            .. Axes(a => a.Kernel), .. Axes(a => a.Gcd), .. Axes(a => a.Period), .. Axes(a => a.Inverse), .. Axes(a => a.Dilation), .. Axes(a => a.Step),
            .. parts.InputView.Words, .. parts.OutputView.Words, .. parts.Operand?.View.Words ?? [.. Enumerable.Repeat(IntExpr.Zero, 7)],
            .. weight, inputGroup, form.GroupIn, form.GroupOut, padded ? IntExpr.One : IntExpr.Zero, outputGroup, tiles,
        ];

        IEnumerable<IntExpr> Axes(Func<LinearAxis, IntExpr> of) => form.Axes.Select(of);
    }

    /// <summary>Weights as (group, outC/4, inC/4, kernel, 4 input lanes) of vec4 over 4 output lanes.</summary>
    private static Storage PackedByBlock(LoweringContext context, KernelGroup group, LinearParts parts)
    {
        LinearForm form = parts.Form;
        IntExpr vectors = form.Groups * IntExpr.CeilDiv(form.GroupOut, 4) * IntExpr.CeilDiv(form.GroupIn, 4) * form.KernelSize * 4;
        bool isHalf = parts.Weights.IsHalf;
        return context.Packed(parts.Weights, $"blocks {form.WeightGroup} {form.WeightOut} {form.WeightIn} {form.GroupOut} {form.GroupIn}", $"{group.Root.Name}.weights", vectors * 4, isHalf, target =>
        {
            KernelCandidate candidate = new(
                "pack", context.Modules.Plain("taps/pack"), [new(0, GpuLocalSize), new(1, isHalf ? HalfSource | HalfPacking : 0)], [], [], "move",
                [Bind(1, BindingKind.Storage, BindingAccess.Read, parts.Weights, 4), Bind(2, BindingKind.Storage, BindingAccess.Write, target, target.ElementBytes * 4)],
                [vectors, IntExpr.Zero, form.WeightGroup, form.WeightOut, form.WeightIn, IntExpr.One, form.GroupOut, form.GroupIn, form.KernelSize],
                [IntExpr.CeilDiv(vectors, GpuLocalSize), 1, 1], []);
            context.Emit(new ProgramKernel($"{group.Root.Name}.pack", [], [candidate], IntExpr.Zero, vectors * 32), target);
        });
    }

    /// <summary>Weights of one channel a group as (C/4, kernel) of vec4 over channels: the blocked layout of (1, C, kernel).</summary>
    private static Storage PackedByChannel(LoweringContext context, KernelGroup group, LinearParts parts) =>
        context.ConvertStored(parts.Weights with { Shape = new SymbolicShape(1, parts.Form.Groups, parts.Form.KernelSize) }, StorageLayout.Blocked, $"{group.Root.Name}.weights");

    /// <summary>The bits of the specialisation constant HALF (shaders/taps/taps.glsl).</summary>
    public static uint Halves(LinearParts parts) =>
        (parts.InputView.IsHalf ? 1u : 0u) | (parts.Weights.IsHalf ? 2u : 0u) | (parts.OutputView.IsHalf ? 4u : 0u) | (parts.Operand?.Storage.IsHalf == true ? 8u : 0u);

    public static uint LanesOf(IntExpr channels) => channels.TryGetConstant(out long count) ? (uint)Math.Clamp(count, 1, 4) : 4;

    public static IEnumerable<IntExpr> Conditions(params IntExpr[] conditions) => conditions.Where(c => c != IntExpr.One).Distinct();

    public static IntExpr FitsRange(Storage storage) =>
        IntExpr.LessOrEqual(LoweringContext.RangeSize(storage), StorageLimit);

    /// <summary>
    /// Whether the depth and the taps of an output are few enough for a device's loops; always, for what a baseline device can do.
    /// The dense kernel takes a round for each block of channels and tap; the others loop over axes, lanes, channels and passes, at most 32 rounds.
    /// </summary>
    public static IntExpr FitsLoop(LinearForm form, bool isDense)
    {
        IntExpr rounds = RoundsOf(form) * (isDense ? 1 : 32);
        // The few rounds beside the sum are allowed for on both sides.
        const int beside = 256;
        return IntExpr.LessOrEqual(rounds + beside, DeviceLimitNames.BaselineOf(DeviceLimitNames.LoopRounds)) == IntExpr.One
            ? IntExpr.One
            : IntExpr.LessOrEqual(rounds + beside, IntExpr.Symbol(DeviceLimitNames.LoopRounds));
    }

    /// <summary>Rounds of the longest sum: one for each block of channels and tap of a phase.</summary>
    public static IntExpr RoundsOf(LinearForm form) =>
        IntExpr.CeilDiv(form.GroupIn, 4) * form.Axes.Aggregate(1L, (product, axis) => checked(product * ((axis.Kernel + axis.Period - 1) / axis.Period)));

    public static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, Storage storage, int elementBytes) =>
        new(number, kind, access, storage.Buffer, storage.Offset * storage.ElementBytes, LoweringContext.RangeSize(storage), elementBytes);
}
