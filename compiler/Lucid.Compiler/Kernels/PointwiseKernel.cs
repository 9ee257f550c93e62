using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Elementwise graphs over broadcast operands (shaders/pointwise).</summary>
internal static class PointwiseKernel
{
    private const uint LocalSize = 64;
    private const int ElementsPerInvocation = 4;

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Storage[] sources = [.. group.Operands.Select(context.Read)];
        SymbolicShape shape = context.Graph.TypeOf(group.Output).Shape;
        bool blocked = sources.Any(s => s.Layout == StorageLayout.Blocked && s.Shape.Rank == shape.Rank);
        // A blocked operand of lower rank would walk its channels along another axis.
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].Layout == StorageLayout.Blocked && sources[i].Shape.Rank != shape.Rank)
                sources[i] = context.Read(group.Operands[i], StorageLayout.Plain);
        }

        Storage target = context.Define(group.Output, context.PreferredLayout(group.Output, blocked), sources.All(s => s.IsStatic));
        context.Emit(
            Make(context, group.Name, group.Members.Select(node => node.Name).ToValueList(), shape, TensorAccess.Broadcast(target, shape),
                [.. sources.Select(s => TensorAccess.Broadcast(s, shape))], group.Elementwise),
            target);
    }

    /// <summary>A kernel that writes <paramref name="output"/> over <paramref name="shape"/> from operands and an elementwise graph.</summary>
    public static ProgramKernel Make(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output,
        IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        IndexSpace space = IndexSpace.Of(shape, output, operands);
        string module = context.Modules.Pointwise(operands.Count, elementwise);
        return new ProgramKernel(name, nodes, IndexedCandidates.Make(space, output, operands, $"pointwise {space.Axes.Count}d", module, LocalSize, ElementsPerInvocation, [], []),
            shape.ElementCount * elementwise.Steps.Count(step => step.Kind == ElementStepKind.Compute),
            (shape.ElementCount + operands.Aggregate(IntExpr.Zero, (sum, t) => sum + t.Storage.Shape.ElementCount)) * 4);
    }
}
