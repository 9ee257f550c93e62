using System.Collections.Immutable;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Kernels;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Which values are stored as halves for <see cref="CompileOptions.Precision"/> F16: floats in blocks of channels that a kernel writes and only kernels
/// read that know halves, so that no value is converted back and forth. Those are the dense and depthwise layers (the input, and the tensor operand of an epilogue),
/// elementwise graphs, pools, resizing, statistics and reductions, and what only moves halves: a concatenation whose parts all are, slices, reshapes that keep blocks.
/// Everything else stays float32.
/// </summary>
internal static class HalfValues
{
    public static ImmutableHashSet<ValueId> Of(Graph graph, ImmutableArray<KernelGroup> groups, LoweringContext context)
    {
        Dictionary<NodeId, KernelGroup> groupOf = groups.SelectMany(group => group.Members, (group, node) => (node.Id, group)).ToDictionary(p => p.Id, p => p.group);
        Dictionary<ValueId, KernelGroup> writers = groups.Where(IsWritten).ToDictionary(group => group.Output);
        HashSet<ValueId> halves = [.. writers.Keys];
        // A part of a concatenation depends on its other parts and its readers: the largest set in which all agree.
        while (halves.RemoveWhere(value => !Agrees(value)) > 0)
        {
        }

        return [.. halves];

        bool IsWritten(KernelGroup group) =>
            graph.TypeOf(group.Output) is { Element: ElementType.F32 } && IsBlockedWriter(group) && context.PreferredLayout(group.Output, blockedSource: true) == StorageLayout.Blocked;

        bool IsBlockedWriter(KernelGroup group) => group.Root.Op switch
        {
            Conv or ConvTranspose => LinearKernel.ReadsBlocks(graph, group.Root),
            Pointwise => group.Operands.Any(value => graph.TypeOf(value) is { Element: ElementType.F32 } type && type.Shape == graph.TypeOf(group.Output).Shape),
            Pool or Resize => true,
            Concat concat => concat.Axis == 1,
            Slice slice => slice.Steps.Count > 1 && slice.Steps[1] == 1,
            Reshape => context.KeepsBlocks(group.Root),
            _ => false,
        };

        bool Agrees(ValueId value) =>
            context.Uses.UsersOf(value) is { Length: > 0 } users && users.All(user => IsRead(groupOf[user.Id], value))
            && (writers[value].Root is not { Op: Concat or Slice or Reshape } moved || moved.Inputs.All(halves.Contains));

        bool IsRead(KernelGroup reader, ValueId value) => reader.Root.Op switch
        {
            Pointwise => !reader.Vectors.Contains(value) && graph.TypeOf(value).Rank == graph.TypeOf(reader.Output).Rank,
            Pool pool => graph.TypeOf(value).Rank == pool.Kernel.Count + 2,
            Resize resize => resize.Sizes[0] == graph.TypeOf(value).Shape[0] && resize.Sizes[1] == graph.TypeOf(value).Shape[1],
            Concat or Slice or Reshape => halves.Contains(reader.Output),
            Reduce => true,
            NormalizationFactors => !reader.Root.Inputs.Skip(1).Contains(value),
            var op => GroupKernels.IsLinear(op) && IsReadByLayer(reader, value),
        };

        bool IsReadByLayer(KernelGroup reader, ValueId value)
        {
            if (reader.Vectors.Contains(value)) return false;
            bool asOperand = reader.Operands.Contains(value);
            bool asInput = reader.Root.Inputs[0] == value && LinearKernel.ReadsBlocks(graph, reader.Root);
            bool otherwise = reader.Root.Inputs.Skip(1).Contains(value) || (reader.Root.Inputs[0] == value && !asInput);
            return !otherwise && (asInput || (asOperand && LinearKernel.IsBatchedConvolution(graph, reader.Root) && graph.TypeOf(value).Rank == graph.TypeOf(reader.Output).Rank));
        }
    }
}
