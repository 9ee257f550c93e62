using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Attention in one kernel (shaders/attention): an invocation takes a query and walks the keys once, so that neither scores nor their softmax are
/// ever stored. Operands may be any views; the pass that makes the op leaves out sizes beyond <see cref="IsPossible"/>.
/// </summary>
internal static class AttentionKernel
{
    // Four channels each, in registers.
    private const long MostBlocks = 16;
    private const int MostBatchAxes = 3;

    // Half of the rounds that every device allows.
    private const long MostRounds = 32768;

    /// <summary>Whether the kernel computes attention of these sizes on every device.</summary>
    public static bool IsPossible(int rank, long depth, long channels, long keys) =>
        rank <= MostBatchAxes + 2 && depth >= 1 && channels >= 1 && keys >= 1 && Blocks(depth) <= MostBlocks && Blocks(channels) <= MostBlocks
        && keys <= MostRounds / (Blocks(depth) + Blocks(channels) + 1);

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        Storage[] sources = [.. node.Inputs.Select(Source)];
        SymbolicShape shape = context.Graph.TypeOf(group.Output).Shape;
        (SymbolicShape queries, SymbolicShape values) = (sources[0].Shape, sources[2].Shape);
        if (!queries[^2].TryGetConstant(out long depth) || !values[^2].TryGetConstant(out long channels) || !values[^1].TryGetConstant(out long keys)
            || !IsPossible(shape.Rank, depth, channels, keys))
            throw new LoweringException($"attention of {queries} over {values} is more than one kernel takes");
        StorageLayout layout = shape.Rank == 3 ? context.PreferredLayout(group.Output, blockedSource: true) : StorageLayout.Plain;
        Storage target = context.DefineView(group.Output, layout, sources.All(source => source.IsStatic));

        uint halves = target.IsHalf ? 8u : 0;
        for (int i = 0; i < sources.Length; i++) halves |= sources[i].IsHalf ? 1u << i : 0;
        IntExpr[] batch = [.. shape.Extents.SkipLast(2)];
        IntExpr[] axes = [.. batch, .. Enumerable.Repeat(IntExpr.One, MostBatchAxes - batch.Length)];
        LayeredCandidates candidates = new(
            context.Modules.Plain("attention/attention"), [new(1, target.Layout == StorageLayout.Blocked ? 1u : 0u), new(2, halves)], axes[0], axes[1] * axes[2] * shape[^1]);
        foreach (Storage source in sources) candidates.Bind(source, BindingAccess.Read, 4, First(source));
        candidates.Bind(target, BindingAccess.Write, 4, First(target));
        ValueList<IntExpr> parameters =
        [
            shape[^1], keys, depth, channels, BitConverter.SingleToInt32Bits((float)((Attention)node.Op).Scale), axes[1], axes[2],
            .. sources.SelectMany(View), .. View(target),
        ];
        IntExpr items = batch.Aggregate(shape[^1], (product, extent) => product * extent) * keys;
        context.Emit(
            new ProgramKernel(group.Name, group.NodeNames, candidates.Make("keys", parameters), items * (2 * (depth + channels)),
                sources.Append(target).Aggregate(IntExpr.Zero, (sum, tensor) => sum + tensor.Shape.ElementCount) * 4),
            target);

        // Blocks are of the second axis, which must be that of the channels.
        Storage Source(ValueId value)
        {
            Storage storage = context.ReadStored(value);
            if (storage.Layout == StorageLayout.Blocked && storage.Shape.Rank != 3) storage = context.ReadStored(value, StorageLayout.Plain);
            // A layer of halves begins with a word.
            return storage.IsHalf && IntExpr.Mod(First(storage), 2) != IntExpr.Zero ? context.ReadView(value) : storage;
        }
    }

    private static IntExpr First(Storage storage) => storage.Shape.Rank > 2 ? storage.AxisStrides()[0] : storage.Elements;

    /// <summary>Strides of three axes before the channels, of a block of channels, a channel and a position.</summary>
    private static IntExpr[] View(Storage storage)
    {
        IntExpr[] strides = storage.AxisStrides();
        bool blocked = storage.Layout == StorageLayout.Blocked;
        IntExpr lane = blocked ? IntExpr.One : strides[^2];
        int batch = strides.Length - 2;
        return
        [
            .. strides[..batch], .. Enumerable.Repeat(IntExpr.Zero, MostBatchAxes - batch),
            blocked ? storage.Block : lane * 4, lane, strides[^1],
        ];
    }

    private static long Blocks(long channels) => (channels + 3) / 4;
}
