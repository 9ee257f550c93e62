using System.Globalization;

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
    private const string OrderClass = "taps-4";
    private const string ByImage = " by image";
    private const string ByChannel = " by channel";
    private const uint GpuLocalSize = 64;

    // Bits of HALF in shaders/taps/pack.comp.
    private const uint HalfSource = 1;
    private const uint HalfPacking = 2;

    // One SIMD register of a software driver: small layers then waste no lanes.
    private const uint CpuLocalSize = 8;

    // The shuffling kernels hand the vectors of a whole subgroup's lanes around. llvmpipe's have eight, SwiftShader's four.
    private const long WideSubgroup = 8;
    private const long NarrowSubgroup = 4;

    // Graphics processors have subgroups of 16 and more (published reports), software drivers of 4 and 8, whose shared memory is no faster than any other.
    private const long GraphicsSubgroup = 16;

    // Fewer workgroups than this leave a large graphics processor's units (up to about 150) without work.
    private const long FewestGroups = 192;
    private const uint StagedLocalSize = 128;

    /// <summary>
    /// The menu of the dense kernel: tiles of TILE_M blocks of output channels by TILE_N positions. Where rows are long enough their
    /// tiles stand before these (<see cref="RowTile"/>).
    /// </summary>
    private static readonly DenseTile[] ShuffleOfEight = [new(2, 8), new(1, 8)];
    private static readonly DenseTile[] QuadTiles = [new(8, 8), new(4, 8), new(2, 8), new(1, 8)];
    private static readonly DenseTile[] Texel = [new(4, 8), new(2, 4), new(1, 8)];
    private static readonly DenseTile[] Buffers = [new(2, 4), new(1, 4)];

    // shaders/taps/split.comp: another order, so it stands behind the others, for `lucid tune --tune-order`.
    private const string SplitOrderClass = "split-16";
    private const long SplitSlices = 16;
    private const long FewestSplitRounds = 128;
    private static readonly DenseTile Split = new(2, 8);

    // The menu of shaders/taps/staged.comp: blocks and positions of a workgroup, largest first.
    private static readonly (DenseTile Tile, string Module)[] Staged = [(new(32, 64), "taps/staged_m2_a16"), (new(16, 64), "taps/staged_m1_a16"), (new(8, 128), "taps/staged_m1_a8")];

    private static IntExpr TexelLimit { get; } = IntExpr.Symbol(DeviceLimitNames.TexelElements);

    private static IntExpr StorageLimit { get; } = IntExpr.Symbol(DeviceLimitNames.StorageRange);

    public static void Emit(LoweringContext context, KernelGroup group, LinearParts parts)
    {
        ValueList<KernelCandidate> candidates = parts.Kind switch
        {
            LinearKind.Dense => Dense(context, group, parts),
            LinearKind.Depthwise => Depthwise(context, group, parts, PackedByChannel(context, group, parts)),
            LinearKind.General => [Direct(context, group, parts, "taps/general", "taps general", parts.Weights, BindingKind.Storage)],
        };
        IntExpr bytes = (parts.Input.Shape.ElementCount + parts.Weights.Shape.ElementCount + parts.Output.Shape.ElementCount) * 4;
        context.Emit(
            new ProgramKernel(group.Name, group.Members.Select(node => node.Name).ToValueList(), candidates, parts.Flops, bytes),
            parts.Output);
    }

    private static ValueList<KernelCandidate> Dense(LoweringContext context, KernelGroup group, LinearParts parts)
    {
        LinearForm form = parts.Form;
        Storage packed = PackedByBlock(context, group, parts);
        IntExpr blocks = IntExpr.CeilDiv(form.GroupOut, 4);
        IntExpr positions = form.Batch * form.Positions;
        List<KernelCandidate> candidates = [];
        IntExpr subgroupOfEight = IntExpr.Equal(WideSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize));
        IntExpr subgroupOfFour = IntExpr.Equal(NarrowSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize));
        bool isCooperative = !context.Modules.AreStrict && CooperativeTile.Suits(parts);
        // Texel views are of floats.
        if (parts.InputView.Vectorised && !parts.InputView.IsHalf && !packed.IsHalf)
        {
            foreach (RowTile tile in RowTile.Menu(parts))
            {
                // Smaller tiles would never be reached.
                if (AddRows(tile)) break;
            }

            foreach (DenseTile tile in ShuffleOfEight) AddTexel(tile, "shuffle", [subgroupOfEight], DeviceFeatureNames.SubgroupShuffle);
            DenseTile[] narrow = [.. QuadTiles.SkipWhile(tile => FitsBlocks(tile) == IntExpr.Zero)];
            AddTexel(narrow[0], "quads", [subgroupOfFour], DeviceFeatureNames.SubgroupQuad);
            foreach (DenseTile tile in narrow)
            {
                // A smaller tile has fewer weights in view.
                if (AddCutQuads(tile)) break;
            }

            foreach (DenseTile tile in Texel) AddTexel(tile, "texel", []);
        }

        if (parts.InputView.Vectorised)
        {
            foreach ((DenseTile tile, string module) in Staged) AddStaged(tile, module);
        }

        string load = parts.InputView.Vectorised ? "storage" : "plain";
        bool halves = Halves(parts) != 0;
        DenseTile[] buffers = parts.InputView.Vectorised || halves ? Buffers : [new(2, 4)];
        foreach (DenseTile tile in buffers)
        {
            ValueList<IntExpr> requires =
            [
                .. Conditions(tile.Blocks == 1 || buffers.Length == 1 ? IntExpr.One : IntExpr.LessOrEqual(tile.Blocks, blocks),
                    FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(form, isDense: true)),
            ];
            if (requires.Any(r => r == IntExpr.Zero)) continue;
            candidates.Add(Candidate(tile, load, BindingKind.Storage, GpuLocalSize, [], requires, perImage: false));
        }

        // Behind one that holds wherever they do, so that no session takes them unasked; the last candidate is the one that every device can run.
        if (isCooperative) candidates.AddRange(CooperativeTile.Sizes.Select(Cooperative).OfType<KernelCandidate>());
        if (!context.Modules.AreStrict && parts.InputView.Vectorised) AddSplit();
        DenseTile cut = halves ? buffers[^1] : buffers[0];
        candidates.Add(Candidate(cut, load, BindingKind.Storage, GpuLocalSize, [], Conditions(FitsLoop(form, isDense: true)).ToValueList(), perImage: true));
        AddCutFurther();
        return candidates.ToValueList();

        // For outputs of which not even a tile's channels are within a binding: those of one block, then one channel, for which all four of its block are summed.
        void AddCutFurther()
        {
            IntExpr ofBlock = parts.OutputView.Block * parts.OutputView.ElementBytes;
            if (form.Groups != IntExpr.One || FitsBaseline(IntExpr.Min(ofBlock * cut.Blocks, LoweringContext.RangeSize(parts.Output)))) return;
            if (cut != Buffers[^1]) candidates.Add(Candidate(Buffers[^1], load, BindingKind.Storage, GpuLocalSize, [], candidates[^1].Requires, perImage: true));
            if (parts.OutputView.Vectorised || FitsBaseline(IntExpr.Min(ofBlock, LoweringContext.RangeSize(parts.Output)))) return;
            KernelCandidate like = Candidate(Buffers[^1], load, BindingKind.Storage, GpuLocalSize, [], candidates[^1].Requires, perImage: true);
            candidates.Add(like with
            {
                Variant = like.Variant.Replace(ByImage, ByChannel, StringComparison.Ordinal),
                Specialization = [.. like.Specialization, new(9, 1)],
                Groups = [like.Groups[0], form.GroupOut, like.Groups[2]],
                Splits = LinearSplits.OfChannels(parts, packed, like.Bindings.Count),
            });
        }

        KernelCandidate? Cooperative(CooperativeTile tile)
        {
            ValueList<IntExpr> requires =
            [
                .. Conditions([.. tile.Conditions(blocks, positions), FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(form, isDense: false)]),
            ];
            if (requires.Any(r => r == IntExpr.Zero)) return null;
            KernelCandidate like = Candidate(
                CooperativeTile.Tile, "cooperative", BindingKind.Storage, tile.LocalSize, tile.Features, requires, perImage: false, CooperativeTile.Module, CooperativeTile.Tile.Positions);
            return like with
            {
                Variant = tile.Variant, OrderClass = CooperativeTile.OrderClass, Specialization = [.. like.Specialization, new(5, tile.Rows), new(6, tile.Columns), new(7, tile.Depth)],
            };
        }

        void AddStaged(DenseTile tile, string module)
        {
            IntExpr groups = IntExpr.CeilDiv(positions, tile.Positions) * form.Phases * form.Groups * IntExpr.CeilDiv(blocks, tile.Blocks);
            ValueList<IntExpr> requires =
            [
                .. Conditions(FitsBlocks(tile), IntExpr.LessOrEqual(GraphicsSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize)), IntExpr.LessOrEqual(FewestGroups, groups),
                    FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(form, isDense: true)),
            ];
            if (requires.All(r => r != IntExpr.Zero)) candidates.Add(Candidate(tile, "staged", BindingKind.Storage, StagedLocalSize, [], requires, perImage: false, module, tile.Positions));
        }

        // Where the largest tile that is not staged leaves units without work for many rounds, and every slice has a block of channels.
        void AddSplit()
        {
            IntExpr tiles = form.Phases * form.Groups * IntExpr.CeilDiv(blocks, Split.Blocks);
            ValueList<IntExpr> requires =
            [
                .. Conditions(IntExpr.LessOrEqual(SplitSlices, IntExpr.CeilDiv(form.GroupIn, 4)), IntExpr.LessOrEqual(IntExpr.CeilDiv(positions, GpuLocalSize * Buffers[0].Positions) * tiles, FewestGroups - 1),
                    IntExpr.LessOrEqual(FewestSplitRounds, RoundsOf(form)),
                    IntExpr.LessOrEqual(GraphicsSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize)), FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(form, isDense: true)),
            ];
            if (requires.Any(r => r == IntExpr.Zero)) return;
            candidates.Add(Candidate(Split, "split", BindingKind.Storage, StagedLocalSize, [], requires, perImage: false, "taps/split", Split.Positions) with { OrderClass = SplitOrderClass });
        }

        void AddTexel(DenseTile tile, string name, IntExpr[] conditions, params string[] features)
        {
            if (ForTexels([FitsBlocks(tile), .. conditions]) is { } requires)
                candidates.Add(Candidate(tile, name, BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, .. features], requires, perImage: false, name == "quads" ? QuadModule(tile) : null));
        }

        // SwiftShader's views end at 65,536 texels: image by image, a tile's weights and some of the depth are in view at a time.
        bool AddCutQuads(DenseTile tile)
        {
            bool isWhole = form.Groups != IntExpr.One;
            IntExpr input = isWhole ? parts.InputView.Batch : parts.InputView.Block;
            IntExpr weights = isWhole ? IntExpr.FloorDiv(packed.Elements, 4) : IntExpr.CeilDiv(form.GroupIn, 4) * form.KernelSize * (4 * tile.Blocks);
            ValueList<IntExpr> requires =
            [
                .. Conditions(FitsBlocks(tile), subgroupOfFour, IntExpr.LessOrEqual(LinearSplits.Texels(input), TexelLimit), IntExpr.LessOrEqual(LinearSplits.Texels(weights), TexelLimit), FitsLoop(form, isDense: true)),
            ];
            if (requires.Any(r => r == IntExpr.Zero)) return false;
            candidates.Add(Candidate(tile, "quads", BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupQuad], requires, perImage: true, QuadModule(tile)));
            return IntExpr.LessOrEqual(LinearSplits.Texels(weights), DeviceLimitNames.BaselineOf(DeviceLimitNames.TexelElements)) == IntExpr.One;
        }

        static string QuadModule(DenseTile tile) => string.Create(CultureInfo.InvariantCulture, $"taps/quads_m{tile.Blocks}_n{tile.Positions}");

        IntExpr FitsBlocks(DenseTile tile) => IntExpr.LessOrEqual(tile.Blocks, blocks);

        // Whether every device with this subgroup takes one of the two.
        bool AddRows(RowTile tile)
        {
            IntExpr[] conditions = [.. tile.Conditions(parts, blocks)];
            bool always = conditions.All(condition => condition == IntExpr.One);
            conditions = [.. conditions, subgroupOfEight];
            if (ForTexels(conditions) is { } requires) candidates.Add(Rows(tile, requires, perImage: false));
            if (FitsBaseline(LoweringContext.RangeSize(parts.Output))) return always;
            LinearView output = parts.OutputView;
            IntExpr step = (form.Groups == IntExpr.One ? output.Block * tile.OutBlocks : output.Batch) * output.ElementBytes;
            IntExpr fitsStep = IntExpr.LessOrEqual(step, StorageLimit);
            ValueList<IntExpr> forStep =
            [
                .. Conditions([.. conditions, IntExpr.LessOrEqual(LinearSplits.Texels(parts.InputView.Batch), TexelLimit), IntExpr.LessOrEqual(IntExpr.FloorDiv(packed.Elements, 4), TexelLimit),
                    fitsStep, FitsLoop(form, isDense: true)]),
            ];
            if (forStep.All(r => r != IntExpr.Zero)) candidates.Add(Rows(tile, forStep, perImage: true));
            ValueList<IntExpr> forChannel = [.. forStep.Where(r => r != fitsStep), .. Conditions(IntExpr.LessOrEqual(output.Lane * output.ElementBytes, StorageLimit))];
            if (tile.OutBlocks == 1 && form.Groups == IntExpr.One && !output.Vectorised && !FitsBaseline(step) && forChannel.All(r => r != IntExpr.Zero))
                candidates.Add(RowsByChannel(Rows(tile, forChannel, perImage: true)));
            return always && FitsBaseline(step);
        }

        static bool FitsBaseline(IntExpr bytes) => IntExpr.LessOrEqual(bytes, DeviceLimitNames.BaselineOf(DeviceLimitNames.StorageRange)) == IntExpr.One;

        KernelCandidate Rows(RowTile tile, ValueList<IntExpr> requires, bool perImage)
        {
            KernelCandidate like = Candidate(
                new(tile.Blocks, tile.Positions), "shuffle", BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupShuffle], requires, perImage, tile.Module);
            IntExpr tiles = tile.TilesOfPhase(form, perImage ? IntExpr.One : form.Batch, CpuLocalSize);
            IntExpr outTiles = IntExpr.CeilDiv(blocks, tile.OutBlocks);
            return like with
            {
                Variant = tile.Variant + (perImage ? ByImage : string.Empty),
                Specialization =
                [
                    .. like.Specialization, new(5, form.Axes[2].Step < 0 ? 1u : 0u), new(6, tile.StoresQuads ? 1u : 0u),
                    new(7, tile.Blocks == 1 ? LanesOf(form.GroupOut) : 4), new(8, LanesOf(form.GroupIn)),
                ],
                Parameters = Parameters(parts, perImage, tiles, PackedStrides()),
                Groups = [form.Groups * outTiles, tiles * (form.Phases / tile.Phases), perImage ? form.Batch : IntExpr.One],
                Splits = perImage ? LinearSplits.OfRows(parts, tile, outTiles, like.Bindings.Count) : [],
            };
        }

        KernelCandidate RowsByChannel(KernelCandidate like) => like with
        {
            Variant = like.Variant.Replace(ByImage, ByChannel, StringComparison.Ordinal),
            Specialization = [.. like.Specialization.Select(constant => constant.Id == 7 ? constant with { Value = 1 } : constant), new(9, 1)],
            Groups = [form.GroupOut, like.Groups[1], like.Groups[2]],
            Splits = LinearSplits.OfChannels(parts, like.Bindings.Count),
        };

        ValueList<IntExpr>? ForTexels(IntExpr[] conditions)
        {
            ValueList<IntExpr> requires =
            [
                .. Conditions([.. conditions, IntExpr.LessOrEqual(IntExpr.FloorDiv(parts.Input.Span, 4), TexelLimit),
                    IntExpr.LessOrEqual(IntExpr.FloorDiv(packed.Elements, 4), TexelLimit), FitsRange(parts.Output), FitsLoop(form, isDense: true)]),
            ];
            return requires.Any(r => r == IntExpr.Zero) ? null : requires;
        }

        IntExpr[] PackedStrides() => [IntExpr.Zero, blocks * IntExpr.CeilDiv(form.GroupIn, 4) * form.KernelSize * 4, IntExpr.Zero, IntExpr.Zero];

        KernelCandidate Candidate(
            DenseTile tile, string loadName, BindingKind kind, uint localSize, ValueList<string> features, ValueList<IntExpr> requires, bool perImage, string? module = null, long? positionsOfGroup = null)
        {
            IntExpr tilesY = IntExpr.CeilDiv(blocks, tile.Blocks);
            IntExpr tilesX = IntExpr.CeilDiv(perImage ? form.Positions : positions, positionsOfGroup ?? localSize * tile.Positions);
            List<KernelBinding> bindings =
            [
                Bind(1, kind, BindingAccess.Read, parts.Input, parts.InputView.ElementBytes),
                Bind(2, kind, BindingAccess.Read, packed, packed.ElementBytes * 4),
                Bind(3, BindingKind.Storage, BindingAccess.ReadWrite, parts.Output, parts.OutputView.ElementBytes),
            ];
            AddEpilogue(bindings, parts);
            ValueList<SpecializationValue> specialization =
            [
                new(0, localSize), new(1, parts.FiniteWeights ? 1u : 0u), new(2, (uint)form.Rank), new(3, parts.OutputView.Vectorised ? 1u : 0u), new(4, Halves(parts)),
            ];
            return new KernelCandidate(
                $"{loadName} {tile.Blocks * 4}x{tile.Positions}{(perImage ? ByImage : string.Empty)}",
                context.Modules.Linear(module ?? string.Create(CultureInfo.InvariantCulture, $"taps/dense_m{tile.Blocks}_n{tile.Positions}_{loadName}"), group.Elementwise),
                specialization, features, requires, OrderClass, bindings.ToValueList(),
                Parameters(parts, perImage, tilesX, PackedStrides()),
                [tilesX * form.Phases, form.Groups * tilesY, perImage ? form.Batch : IntExpr.One],
                perImage ? LinearSplits.Of(parts, tile, packed, tilesY, bindings.Count) : []);
        }
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

    private static void AddEpilogue(List<KernelBinding> bindings, LinearParts parts)
    {
        if (parts.Operand is { } operand) bindings.Add(Bind(4, BindingKind.Storage, BindingAccess.Read, operand.Storage, operand.Storage.IsHalf ? 8 : 4));
        if (parts.Vectors is { } vectors) bindings.Add(Bind(5, BindingKind.TexelF32X4, BindingAccess.Read, vectors, 16));
    }

    /// <summary>The words of shaders/taps/taps.glsl, in its order.</summary>
    private static ValueList<IntExpr> Parameters(LinearParts parts, bool perImage, IntExpr tiles, IntExpr[] weight)
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
    private static uint Halves(LinearParts parts) =>
        (parts.InputView.IsHalf ? 1u : 0u) | (parts.Weights.IsHalf ? 2u : 0u) | (parts.OutputView.IsHalf ? 4u : 0u) | (parts.Operand?.Storage.IsHalf == true ? 8u : 0u);

    private static uint LanesOf(IntExpr channels) => channels.TryGetConstant(out long count) ? (uint)Math.Clamp(count, 1, 4) : 4;

    private static IEnumerable<IntExpr> Conditions(params IntExpr[] conditions) => conditions.Where(c => c != IntExpr.One).Distinct();

    private static IntExpr FitsRange(Storage storage) =>
        IntExpr.LessOrEqual(LoweringContext.RangeSize(storage), StorageLimit);

    /// <summary>
    /// Whether the depth and the taps of an output are few enough for a device's loops; always, for what a baseline device can do.
    /// The dense kernel takes a round for each block of channels and tap; the others loop over axes, lanes, channels and passes, at most 32 rounds.
    /// </summary>
    private static IntExpr FitsLoop(LinearForm form, bool isDense)
    {
        IntExpr rounds = RoundsOf(form) * (isDense ? 1 : 32);
        // The few rounds beside the sum are allowed for on both sides.
        const int beside = 256;
        return IntExpr.LessOrEqual(rounds + beside, DeviceLimitNames.BaselineOf(DeviceLimitNames.LoopRounds)) == IntExpr.One
            ? IntExpr.One
            : IntExpr.LessOrEqual(rounds + beside, IntExpr.Symbol(DeviceLimitNames.LoopRounds));
    }

    /// <summary>Rounds of the longest sum: one for each block of channels and tap of a phase.</summary>
    private static IntExpr RoundsOf(LinearForm form) =>
        IntExpr.CeilDiv(form.GroupIn, 4) * form.Axes.Aggregate(1L, (product, axis) => checked(product * ((axis.Kernel + axis.Period - 1) / axis.Period)));

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, Storage storage, int elementBytes) =>
        new(number, kind, access, storage.Buffer, storage.Offset * storage.ElementBytes, LoweringContext.RangeSize(storage), elementBytes);
}

/// <summary>A tile of the dense kernel: blocks of four output channels by positions.</summary>
internal sealed record DenseTile(int Blocks, int Positions);
