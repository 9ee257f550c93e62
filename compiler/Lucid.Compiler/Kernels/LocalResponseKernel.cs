using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Local response normalisation (shaders/local_response_normalization).</summary>
internal static class LocalResponseKernel
{
    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var op = (LocalResponseNormalization)node.Op;
        Storage source = context.ReadWhole(node.Inputs[0]);
        bool blocked = source.Layout == StorageLayout.Blocked;
        Storage target = context.Define(node.Output, context.PreferredLayout(node.Output, blocked), source.IsStatic);
        bool blockedStore = target.Layout == StorageLayout.Blocked;

        IntExpr channels = source.Shape[1], blocks = IntExpr.CeilDiv(channels, 4), positions = Storage.SpatialCount(source.Shape);
        IntExpr planes = blockedStore ? blocks : channels;
        IntExpr quads = blockedStore ? positions : IntExpr.CeilDiv(positions, 4);
        LayeredCandidates candidates = new(
            context.Modules.Plain("local_response_normalization/neighbours"), [new(1, blockedStore ? 1u : 0u), new(2, blocked ? 1u : 0u), new(3, LayeredCandidates.Halves(source, target))], source.Shape[0], planes * quads);
        candidates.Bind(source, BindingAccess.Read, 4, (blocked ? blocks * 4 : channels) * positions).Bind(target, BindingAccess.Write, target.IsHalf ? 8 : 4, (blockedStore ? blocks * 4 : channels) * positions);
        long before = (op.Size - 1) / 2;
        // Windows beyond any number of channels read the same.
        ValueList<IntExpr> parameters =
        [
            quads, positions, channels, planes, IntExpr.Min(before, channels), IntExpr.Min(op.Size - 1 - before, channels), Bits(op.Alpha / op.Size), Bits(op.Beta), Bits(op.Bias),
        ];
        context.Emit(
            new ProgramKernel(group.Name, [node.Name], candidates.Make($"size {op.Size}", parameters), source.Shape.ElementCount * (2 * Math.Min(op.Size, 1 << 20)),
                2 * source.Shape.ElementCount * 4),
            target);
    }

    private static IntExpr Bits(double value) => BitConverter.SingleToInt32Bits((float)value);
}
