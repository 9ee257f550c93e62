using System.Collections.Immutable;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Which values are stored as halves for <see cref="CompileOptions.Precision"/> F16: floats that a kernel writes and only kernels read that know halves, so that no value is
/// converted back and forth. Halves are written four at a time, as two words: in blocks of channels, or in row-major order where rows are known to be whole quads. A value of which
/// neither can be said stays float32, and what callers get, coordinates, statistics, and what is compared to find indices or goes where indices say (docs/half-precision.md).
/// </summary>
/// <param name="InBlocks">Values that are halves where they lie in blocks.</param>
/// <param name="InRows">Values that are halves where they lie in row-major order.</param>
internal sealed record HalfValues(ImmutableHashSet<ValueId> InBlocks, ImmutableHashSet<ValueId> InRows)
{
    public static HalfValues None { get; } = new([], []);

    /// <summary>Whether a value is stored as halves in a layout.</summary>
    public bool Contain(ValueId value, StorageLayout layout) => (layout == StorageLayout.Blocked ? InBlocks : InRows).Contains(value);

    public static HalfValues Of(Graph graph, ImmutableArray<KernelGroup> groups, LoweringContext context)
    {
        Dictionary<NodeId, KernelGroup> groupOf = groups.SelectMany(group => group.Members, (group, node) => (node.Id, group)).ToDictionary(p => p.Id, p => p.group);
        Dictionary<ValueId, KernelGroup> writers = groups.ToDictionary(group => group.Output);
        HashSet<ValueId> blocks = [.. graph.Inputs.Concat(writers.Keys).Where(IsWrittenInBlocks)];
        HashSet<ValueId> rows = [.. writers.Keys.Where(IsWrittenInRows)];
        HashSet<ValueId> halves = [.. blocks, .. rows, .. writers.Where(writer => IsMovement(writer.Value.Root.Op) && IsFloat(writer.Key)).Select(writer => writer.Key)];
        // A part of a concatenation depends on its other parts and its readers: the largest set in which all agree.
        while (halves.RemoveWhere(value => !Agrees(value)) > 0)
        {
        }

        return new([.. blocks.Where(halves.Contains)], [.. rows.Where(halves.Contains)]);

        bool IsFloat(ValueId value) => graph.TypeOf(value).Element == ElementType.F32 && !context.IsCallers(value);

        bool IsWrittenInBlocks(ValueId value) =>
            IsFloat(value) && graph.TypeOf(value).Rank is >= 3 and <= 5 && (!writers.TryGetValue(value, out KernelGroup? group) || group.Root.Op switch
            {
                Conv or ConvTranspose => LinearKernel.IsBatchedConvolution(graph, group.Root),
                Concat or Slice or Reshape or Transpose or Expand => true,
                Pointwise or Pool or Resize or Pad or DepthToSpace or SpaceToDepth or GridSample or LocalResponseNormalization or Softmax => true,
                Attention => graph.TypeOf(value).Rank == 3,
                _ => false,
            });

        bool IsWrittenInRows(ValueId value) =>
            IsFloat(value) && Storage.HasWholeRows(graph.TypeOf(value).Shape) && writers[value].Root switch
            {
                { Op: Pointwise or Pool or Resize or Pad or DepthToSpace or SpaceToDepth or LocalResponseNormalization or Linear or MatMul or Attention or Gather or GatherElements } => true,
                { Op: Slice or Reshape or Transpose or Expand } => true,
                { Op: Concat } concat => concat.Inputs.All(part => Storage.HasWholeRows(graph.TypeOf(part).Shape)),
                { Op: LayerNormalization { Count: 0 } } => true,
                // Ranges of the last axis are runs.
                { Op: Softmax softmax } => softmax.Axis == graph.TypeOf(value).Rank - 1,
                _ => false,
            };

        bool Agrees(ValueId value)
        {
            if (context.Uses.UsersOf(value) is not { Length: > 0 } users || !users.All(user => IsRead(groupOf[user.Id], value))) return false;
            if (!writers.TryGetValue(value, out KernelGroup? writer)) return context.IsWantedInBlocks(value);
            return writer.Root.Op switch
            {
                // What a caller gives is copied into place anyhow.
                Concat => writer.Root.Inputs.All(part => halves.Contains(part) || !writers.ContainsKey(part)),
                var op => !IsMovement(op) || halves.Contains(writer.Root.Inputs[0]) || context.IsWantedInBlocks(value),
            };
        }

        bool IsRead(KernelGroup reader, ValueId value) => reader.Root.Op switch
        {
            Pointwise => !reader.Vectors.Contains(value) && (graph.TypeOf(value).Rank == graph.TypeOf(reader.Output).Rank || Storage.HasWholeRows(graph.TypeOf(value).Shape)),
            Pool pool => graph.TypeOf(value).Rank == pool.Kernel.Count + 2,
            Concat or Slice or Reshape or Transpose or Expand => halves.Contains(reader.Output),
            Resize or Reduce or Pad or DepthToSpace or SpaceToDepth or LocalResponseNormalization or Softmax or Attention => true,
            GridSample or Gather or GatherElements or LayerNormalization or NormalizationFactors => !reader.Root.Inputs.Skip(1).Contains(value),
            Linear or MatMul => IsReadByProduct(reader, value),
            Conv or ConvTranspose => IsReadByLayer(reader, value),
            _ => false,
        };

        bool IsReadByProduct(KernelGroup reader, ValueId value) =>
            IsReadAsVector(reader, value) && !reader.Root.Inputs.Skip(reader.Root.Op is Linear ? 1 : 2).Contains(value) && (!IsTensor(reader, value) || Storage.HasWholeRows(graph.TypeOf(value).Shape));

        bool IsReadByLayer(KernelGroup reader, ValueId value)
        {
            bool isBatched = LinearKernel.IsBatchedConvolution(graph, reader.Root);
            if (!isBatched || reader.Root.Inputs.Skip(1).Contains(value) || !IsReadAsVector(reader, value)) return false;
            return !reader.Operands.Contains(value) || graph.TypeOf(value).Rank == graph.TypeOf(reader.Output).Rank;
        }

        static bool IsTensor(KernelGroup reader, ValueId value) => reader.Operands.Contains(value) || reader.Root.Inputs.Contains(value);

        // Channels of one position lie alike in blocks and in row-major order.
        bool IsReadAsVector(KernelGroup reader, ValueId value)
        {
            if (!reader.Vectors.Contains(value)) return true;
            SymbolicShape shape = graph.TypeOf(value).Shape;
            return !blocks.Contains(value) || (IntExpr.Mod(shape[1], 4) == IntExpr.Zero && Storage.SpatialCount(shape) == IntExpr.One);
        }
    }

    private static bool IsMovement(Op op) => op is Concat or Slice or Reshape or Transpose or Expand;
}
