using System.Globalization;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

using static Lucid.Compiler.Kernels.LinearCandidates;

namespace Lucid.Compiler.Kernels;

/// <summary>The candidates of a linear layer whose groups are whole blocks of four channels, best first.</summary>
/// <param name="context">Where they are emitted.</param>
/// <param name="group">The layer with what is fused into it.</param>
/// <param name="parts">The layer.</param>
/// <param name="packed">Its weights, in blocks.</param>
internal sealed class DenseCandidates(LoweringContext context, KernelGroup group, LinearParts parts, Storage packed)
{
    private const string ByImage = " by image";
    private const string ByChannel = " by channel";

    // LANES of shaders/taps/rows.comp, BY_CHANNEL of shaders/taps/epilogue.glsl.
    private const int LanesConstant = 7, ByChannelConstant = 9;

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

    private readonly LinearForm _form = parts.Form;
    private readonly IntExpr _blocks = IntExpr.CeilDiv(parts.Form.GroupOut, 4);
    private readonly IntExpr _positions = parts.Form.Batch * parts.Form.Positions;
    private readonly string _load = parts.InputView.Vectorised ? "storage" : "plain";
    private readonly List<KernelCandidate> _candidates = [];

    private static IntExpr SubgroupOfEight { get; } = IntExpr.Equal(WideSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize));

    private static IntExpr SubgroupOfFour { get; } = IntExpr.Equal(NarrowSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize));

    /// <summary>All of them.</summary>
    public ValueList<KernelCandidate> Make()
    {
        // Texel views are of floats.
        if (parts.InputView.Vectorised && !parts.InputView.IsHalf && !packed.IsHalf)
        {
            foreach (RowTile tile in RowTile.Menu(parts))
            {
                // Smaller tiles would never be reached.
                if (AddRows(tile)) break;
            }

            foreach (DenseTile tile in ShuffleOfEight) AddTexel(tile, "shuffle", [SubgroupOfEight], DeviceFeatureNames.SubgroupShuffle);
            DenseTile[] narrow = [.. QuadTiles.SkipWhile(tile => FitsBlocks(tile) == IntExpr.Zero)];
            AddTexel(narrow[0], "quads", [SubgroupOfFour], DeviceFeatureNames.SubgroupQuad);
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

        bool halves = Halves(parts) != 0;
        DenseTile[] buffers = parts.InputView.Vectorised || halves ? Buffers : [new(2, 4)];
        foreach (DenseTile tile in buffers)
        {
            ValueList<IntExpr> requires =
            [
                .. Conditions(tile.Blocks == 1 || buffers.Length == 1 ? IntExpr.One : IntExpr.LessOrEqual(tile.Blocks, _blocks),
                    FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(_form, isDense: true)),
            ];
            if (requires.Any(r => r == IntExpr.Zero)) continue;
            _candidates.Add(Candidate(tile, _load, BindingKind.Storage, GpuLocalSize, [], requires, perImage: false));
        }

        // Behind one that holds wherever they do, so that no session takes them unasked; the last candidate is the one that every device can run.
        if (!context.Modules.AreStrict && CooperativeTile.Suits(parts)) _candidates.AddRange(CooperativeTile.Sizes.Select(Cooperative).OfType<KernelCandidate>());
        if (!context.Modules.AreStrict && parts.InputView.Vectorised) AddSplit();
        DenseTile cut = halves ? buffers[^1] : buffers[0];
        _candidates.Add(Candidate(cut, _load, BindingKind.Storage, GpuLocalSize, [], Conditions(FitsLoop(_form, isDense: true)).ToValueList(), perImage: true));
        AddCutFurther(cut);
        return _candidates.ToValueList();
    }

    // For outputs of which not even a tile's channels are within a binding: those of one block, then one channel. For that all four of its block are summed, for rows (AddRows) it alone.
    private void AddCutFurther(DenseTile cut)
    {
        IntExpr ofBlock = parts.OutputView.Block * parts.OutputView.ElementBytes;
        if (_form.Groups != IntExpr.One || FitsBaseline(IntExpr.Min(ofBlock * cut.Blocks, LoweringContext.RangeSize(parts.Output)))) return;
        if (cut != Buffers[^1]) _candidates.Add(Candidate(Buffers[^1], _load, BindingKind.Storage, GpuLocalSize, [], _candidates[^1].Requires, perImage: true));
        if (parts.OutputView.Vectorised || FitsBaseline(IntExpr.Min(ofBlock, LoweringContext.RangeSize(parts.Output)))) return;
        KernelCandidate like = Candidate(Buffers[^1], _load, BindingKind.Storage, GpuLocalSize, [], _candidates[^1].Requires, perImage: true);
        _candidates.Add(OneByOne(like, SplitAxis.Y, LinearSplits.OfChannels(parts, packed, like.Bindings.Count)));
    }

    // A candidate by image whose workgroups along an axis are tiles of one block, with one for each of the block's channels instead.
    private KernelCandidate OneByOne(KernelCandidate like, SplitAxis axis, ValueList<KernelSplit> splits) => like with
    {
        Variant = like.Variant.Replace(ByImage, ByChannel, StringComparison.Ordinal),
        Specialization = [.. like.Specialization.Select(constant => constant.Id == LanesConstant ? constant with { Value = 1 } : constant), new(ByChannelConstant, 1)],
        Groups = like.Groups.Select((count, i) => i == (int)axis ? _form.GroupOut : count).ToValueList(),
        Splits = splits,
    };

    private KernelCandidate? Cooperative(CooperativeTile tile)
    {
        ValueList<IntExpr> requires =
        [
            .. Conditions([.. tile.Conditions(_blocks, _positions), FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(_form, isDense: false)]),
        ];
        if (requires.Any(r => r == IntExpr.Zero)) return null;
        KernelCandidate like = Candidate(
            CooperativeTile.Tile, "cooperative", BindingKind.Storage, tile.LocalSize, tile.Features, requires, perImage: false, CooperativeTile.Module, CooperativeTile.Tile.Positions);
        return like with
        {
            Variant = tile.Variant, OrderClass = CooperativeTile.OrderClass, Specialization = [.. like.Specialization, new(5, tile.Rows), new(6, tile.Columns), new(7, tile.Depth)],
        };
    }

    private void AddStaged(DenseTile tile, string module)
    {
        IntExpr groups = IntExpr.CeilDiv(_positions, tile.Positions) * _form.Phases * _form.Groups * IntExpr.CeilDiv(_blocks, tile.Blocks);
        ValueList<IntExpr> requires =
        [
            .. Conditions(FitsBlocks(tile), IntExpr.LessOrEqual(GraphicsSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize)), IntExpr.LessOrEqual(FewestGroups, groups),
                FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(_form, isDense: true)),
        ];
        if (requires.All(r => r != IntExpr.Zero)) _candidates.Add(Candidate(tile, "staged", BindingKind.Storage, StagedLocalSize, [], requires, perImage: false, module, tile.Positions));
    }

    // Where the largest tile that is not staged leaves units without work for many rounds, and every slice has a block of channels.
    private void AddSplit()
    {
        IntExpr tiles = _form.Phases * _form.Groups * IntExpr.CeilDiv(_blocks, Split.Blocks);
        ValueList<IntExpr> requires =
        [
            .. Conditions(IntExpr.LessOrEqual(SplitSlices, IntExpr.CeilDiv(_form.GroupIn, 4)), IntExpr.LessOrEqual(IntExpr.CeilDiv(_positions, GpuLocalSize * Buffers[0].Positions) * tiles, FewestGroups - 1),
                IntExpr.LessOrEqual(FewestSplitRounds, RoundsOf(_form)),
                IntExpr.LessOrEqual(GraphicsSubgroup, IntExpr.Symbol(DeviceLimitNames.SubgroupSize)), FitsRange(parts.Input), FitsRange(packed), FitsRange(parts.Output), FitsLoop(_form, isDense: true)),
        ];
        if (requires.Any(r => r == IntExpr.Zero)) return;
        _candidates.Add(Candidate(Split, "split", BindingKind.Storage, StagedLocalSize, [], requires, perImage: false, "taps/split", Split.Positions) with { OrderClass = SplitOrderClass });
    }

    private void AddTexel(DenseTile tile, string name, IntExpr[] conditions, params string[] features)
    {
        if (ForTexels([FitsBlocks(tile), .. conditions]) is { } requires)
            _candidates.Add(Candidate(tile, name, BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, .. features], requires, perImage: false, name == "quads" ? QuadModule(tile) : null));
    }

    // SwiftShader's views end at 65,536 texels: image by image, a tile's weights and some of the depth are in view at a time.
    private bool AddCutQuads(DenseTile tile)
    {
        bool isWhole = _form.Groups != IntExpr.One;
        IntExpr input = isWhole ? parts.InputView.Batch : parts.InputView.Block;
        IntExpr weights = isWhole ? IntExpr.FloorDiv(packed.Elements, 4) : IntExpr.CeilDiv(_form.GroupIn, 4) * _form.KernelSize * (4 * tile.Blocks);
        ValueList<IntExpr> requires =
        [
            .. Conditions(FitsBlocks(tile), SubgroupOfFour, IntExpr.LessOrEqual(LinearSplits.Texels(input), TexelLimit), IntExpr.LessOrEqual(LinearSplits.Texels(weights), TexelLimit), FitsLoop(_form, isDense: true)),
        ];
        if (requires.Any(r => r == IntExpr.Zero)) return false;
        _candidates.Add(Candidate(tile, "quads", BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupQuad], requires, perImage: true, QuadModule(tile)));
        return IntExpr.LessOrEqual(LinearSplits.Texels(weights), DeviceLimitNames.BaselineOf(DeviceLimitNames.TexelElements)) == IntExpr.One;
    }

    private static string QuadModule(DenseTile tile) => string.Create(CultureInfo.InvariantCulture, $"taps/quads_m{tile.Blocks}_n{tile.Positions}");

    private IntExpr FitsBlocks(DenseTile tile) => IntExpr.LessOrEqual(tile.Blocks, _blocks);

    // Whether every device with this subgroup takes one of the two.
    private bool AddRows(RowTile tile)
    {
        IntExpr[] conditions = [.. tile.Conditions(parts, _blocks)];
        bool always = conditions.All(condition => condition == IntExpr.One);
        conditions = [.. conditions, SubgroupOfEight];
        if (ForTexels(conditions) is { } requires) _candidates.Add(Rows(tile, requires, perImage: false));
        if (FitsBaseline(LoweringContext.RangeSize(parts.Output))) return always;
        LinearView output = parts.OutputView;
        IntExpr step = (_form.Groups == IntExpr.One ? output.Block * tile.OutBlocks : output.Batch) * output.ElementBytes;
        IntExpr fitsStep = IntExpr.LessOrEqual(step, StorageLimit);
        ValueList<IntExpr> forStep =
        [
            .. Conditions([.. conditions, IntExpr.LessOrEqual(LinearSplits.Texels(parts.InputView.Batch), TexelLimit), IntExpr.LessOrEqual(IntExpr.FloorDiv(packed.Elements, 4), TexelLimit),
                fitsStep, FitsLoop(_form, isDense: true)]),
        ];
        if (forStep.All(r => r != IntExpr.Zero)) _candidates.Add(Rows(tile, forStep, perImage: true));
        ValueList<IntExpr> forChannel = [.. forStep.Where(r => r != fitsStep), .. Conditions(IntExpr.LessOrEqual(output.Lane * output.ElementBytes, StorageLimit))];
        if (tile.OutBlocks == 1 && _form.Groups == IntExpr.One && !output.Vectorised && !FitsBaseline(step) && forChannel.All(r => r != IntExpr.Zero))
        {
            KernelCandidate like = Rows(tile, forChannel, perImage: true);
            _candidates.Add(OneByOne(like, SplitAxis.X, LinearSplits.OfChannels(parts, like.Bindings.Count)));
        }

        return always && FitsBaseline(step);
    }

    private static bool FitsBaseline(IntExpr bytes) => IntExpr.LessOrEqual(bytes, DeviceLimitNames.BaselineOf(DeviceLimitNames.StorageRange)) == IntExpr.One;

    private KernelCandidate Rows(RowTile tile, ValueList<IntExpr> requires, bool perImage)
    {
        KernelCandidate like = Candidate(
            new(tile.Blocks, tile.Positions), "shuffle", BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupShuffle], requires, perImage, tile.Module);
        IntExpr tiles = tile.TilesOfPhase(_form, perImage ? IntExpr.One : _form.Batch, CpuLocalSize);
        IntExpr outTiles = IntExpr.CeilDiv(_blocks, tile.OutBlocks);
        return like with
        {
            Variant = tile.Variant + (perImage ? ByImage : string.Empty),
            Specialization =
            [
                .. like.Specialization, new(5, _form.Axes[2].Step < 0 ? 1u : 0u), new(6, tile.StoresQuads ? 1u : 0u),
                new(LanesConstant, tile.Blocks == 1 ? LanesOf(_form.GroupOut) : 4), new(8, LanesOf(_form.GroupIn)),
            ],
            Parameters = Parameters(parts, perImage, tiles, PackedStrides()),
            Groups = [_form.Groups * outTiles, tiles * (_form.Phases / tile.Phases), perImage ? _form.Batch : IntExpr.One],
            Splits = perImage ? LinearSplits.OfRows(parts, tile, outTiles, like.Bindings.Count) : [],
        };
    }

    private ValueList<IntExpr>? ForTexels(IntExpr[] conditions)
    {
        ValueList<IntExpr> requires =
        [
            .. Conditions([.. conditions, IntExpr.LessOrEqual(IntExpr.FloorDiv(parts.Input.Span, 4), TexelLimit),
                IntExpr.LessOrEqual(IntExpr.FloorDiv(packed.Elements, 4), TexelLimit), FitsRange(parts.Output), FitsLoop(_form, isDense: true)]),
        ];
        return requires.Any(r => r == IntExpr.Zero) ? null : requires;
    }

    private IntExpr[] PackedStrides() => [IntExpr.Zero, _blocks * IntExpr.CeilDiv(_form.GroupIn, 4) * _form.KernelSize * 4, IntExpr.Zero, IntExpr.Zero];

    private KernelCandidate Candidate(
        DenseTile tile, string loadName, BindingKind kind, uint localSize, ValueList<string> features, ValueList<IntExpr> requires, bool perImage, string? module = null, long? positionsOfGroup = null)
    {
        IntExpr tilesY = IntExpr.CeilDiv(_blocks, tile.Blocks);
        IntExpr tilesX = IntExpr.CeilDiv(perImage ? _form.Positions : _positions, positionsOfGroup ?? localSize * tile.Positions);
        List<KernelBinding> bindings =
        [
            Bind(1, kind, BindingAccess.Read, parts.Input, parts.InputView.ElementBytes),
            Bind(2, kind, BindingAccess.Read, packed, packed.ElementBytes * 4),
            Bind(3, BindingKind.Storage, BindingAccess.ReadWrite, parts.Output, parts.OutputView.ElementBytes),
        ];
        AddEpilogue(bindings, parts);
        ValueList<SpecializationValue> specialization =
        [
            new(0, localSize), new(1, parts.FiniteWeights ? 1u : 0u), new(2, (uint)_form.Rank), new(3, parts.OutputView.Vectorised ? 1u : 0u), new(4, Halves(parts)),
        ];
        return new KernelCandidate(
            $"{loadName} {tile.Blocks * 4}x{tile.Positions}{(perImage ? ByImage : string.Empty)}",
            context.Modules.Linear(module ?? string.Create(CultureInfo.InvariantCulture, $"taps/dense_m{tile.Blocks}_n{tile.Positions}_{loadName}"), group.Elementwise),
            specialization, features, requires, OrderClass, bindings.ToValueList(),
            Parameters(parts, perImage, tilesX, PackedStrides()),
            [tilesX * _form.Phases, _form.Groups * tilesY, perImage ? _form.Batch : IntExpr.One],
            perImage ? LinearSplits.Of(parts, tile, packed, tilesY, bindings.Count) : []);
    }
}
