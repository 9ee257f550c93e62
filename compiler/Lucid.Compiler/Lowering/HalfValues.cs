using System.Collections.Immutable;

using Lucid.Compiler.Fusion;
using Lucid.Compiler.Kernels;
using Lucid.Model;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Which values are stored as halves for <see cref="CompileOptions.Precision"/> F16: those that one dense layer writes in blocks and that only
/// linear layers read, as the input of a dense one or as the tensor operand of an epilogue. Everything else stays float32, so that no value
/// is converted back and forth.
/// </summary>
internal static class HalfValues
{
    public static ImmutableHashSet<ValueId> Of(Graph graph, ImmutableArray<KernelGroup> groups, LoweringContext context)
    {
        Dictionary<NodeId, KernelGroup> groupOf = groups.SelectMany(group => group.Members, (group, node) => (node.Id, group)).ToDictionary(p => p.Id, p => p.group);
        return [.. groups.Where(IsWritten).Select(group => group.Output).Where(value => context.Uses.UsersOf(value).All(user => IsRead(groupOf[user.Id], value)))];

        bool IsWritten(KernelGroup group) =>
            LinearKernel.IsDenseConvolution(graph, group.Root)
            && context.PreferredLayout(group.Output, blockedSource: true) == StorageLayout.Blocked
            && !context.IsPartOfJoined(group.Output);

        bool IsRead(KernelGroup reader, ValueId value)
        {
            if (!GroupKernels.IsLinear(reader.Root.Op) || reader.Vectors.Contains(value)) return false;
            bool asOperand = reader.Operands.Contains(value);
            bool asInput = reader.Root.Inputs[0] == value && LinearKernel.IsDenseConvolution(graph, reader.Root);
            bool otherwise = reader.Root.Inputs.Skip(1).Contains(value) || (reader.Root.Inputs[0] == value && !asInput);
            return !otherwise && (asInput || (asOperand && LinearKernel.IsBatchedConvolution(graph, reader.Root) && SameRank(reader, value)));
        }

        bool SameRank(KernelGroup reader, ValueId value) => graph.TypeOf(value).Rank == graph.TypeOf(reader.Output).Rank;
    }
}
