using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Elementwise graphs over broadcast operands (shaders/pointwise).</summary>
internal static class PointwiseKernel
{
    private const uint GpuLocalSize = 64;

    // A software driver's lanes share what an invocation does once, so each invocation does much.
    private const uint CpuLocalSize = 8;
    private const int CpuQuads = 16;

    // Bindings of operands a, b, c.
    private static readonly int[] OperandBindings = [1, 2, 4];

    public static void Lower(LoweringContext context, KernelGroup group)
    {
        Storage[] sources = [.. group.Operands.Select(context.ReadStored)];
        SymbolicShape shape = context.Graph.TypeOf(group.Output).Shape;
        bool blocked = sources.Any(s => s.Layout == StorageLayout.Blocked && s.Shape.Rank == shape.Rank);
        // A blocked operand of lower rank would walk its channels along another axis.
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].Layout == StorageLayout.Blocked && sources[i].Shape.Rank != shape.Rank)
                sources[i] = context.ReadStored(group.Operands[i], StorageLayout.Plain);
        }

        Storage target = context.DefineInPlace(group, context.PreferredLayout(group.Output, blocked || context.IsWantedInBlocks(group.Output)), sources);
        ProgramKernel kernel = Make(context, group.Name, group.NodeNames, shape, TensorAccess.Broadcast(target, shape), [.. sources.Select(s => TensorAccess.Broadcast(s, shape))], group.Elementwise);
        if (IntegerOverflow.MayOccur(group.Elementwise))
        {
            IEnumerable<string> checks = group.Members.Where(node => IntegerOverflow.MayOccur(context.Graph, node)).Select(node => $"{node.Name} ({node.Op.Name})");
            kernel = context.Writer.WithOverflow(kernel, $"kernel {group.Name}: {string.Join(", ", checks)}");
        }

        context.Emit(kernel, target);
    }

    /// <summary>A kernel that writes <paramref name="output"/> over <paramref name="shape"/> from operands and an elementwise graph.</summary>
    public static ProgramKernel Make(
        LoweringContext context, string name, ValueList<string> nodes, SymbolicShape shape, TensorAccess output,
        IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        ValueList<KernelCandidate> candidates =
        [
            .. Flat(context, shape, output, operands, elementwise), .. RowCandidates.Make(context, shape, output, operands, elementwise),
            .. TileCandidates.Make(context, shape, output, operands, elementwise),
            .. Indexed(context, shape, output, operands, elementwise),
        ];
        return new ProgramKernel(name, nodes, candidates,
            shape.ElementCount * elementwise.Steps.Count(step => step.Kind == ElementStepKind.Compute),
            (shape.ElementCount + operands.Aggregate(IntExpr.Zero, (sum, t) => sum + t.Storage.Shape.ElementCount)) * 4);
    }

    /// <summary>Candidates for any order of the operands.</summary>
    public static IEnumerable<KernelCandidate> Indexed(
        LoweringContext context, SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        IndexSpace space = IndexSpace.Of(shape, output, operands);
        string module = context.Modules.Pointwise("pointwise", operands.Count, elementwise);
        string variant = $"pointwise {space.Axes.Count}d";
        return
        [
            .. IndexedCandidates.Make(space, output, operands, $"{variant} long", module, CpuLocalSize, 4 * CpuQuads, [new(5, CpuQuads)], [], DeviceFeatureNames.CpuDevice),
            .. IndexedCandidates.Make(space, output, operands, variant, module, GpuLocalSize, 4, [new(5, 1)], []),
        ];
    }

    /// <summary>Candidates for operands that all lie as the output does, whatever the axes; what exceeds a binding is left to the others.</summary>
    private static IEnumerable<KernelCandidate> Flat(
        LoweringContext context, SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands, ElementwiseGraph elementwise)
    {
        IntExpr whole = IntExpr.Equal(IntExpr.Mod(output.Storage.Elements, 4), IntExpr.Zero);
        if (operands.Count == 0 || whole == IntExpr.Zero || !IndexSpace.IsFlat(shape, output, operands) || operands.Any(t => t.Storage.Shape != shape)) yield break;
        IntExpr quads = IntExpr.FloorDiv(output.Storage.Elements, 4);
        IntExpr fits = IntExpr.LessOrEqual(LoweringContext.ByteSize(output.Storage.Elements), IntExpr.Symbol(DeviceLimitNames.StorageRange));
        IntExpr texels = IntExpr.LessOrEqual(quads, IntExpr.Symbol(DeviceLimitNames.TexelElements));
        bool halves = IndexedCandidates.Halves(output, operands).Any();
        // Texel views are of floats.
        if (!halves) yield return Candidate("flat texel", "_texel", BindingKind.TexelF32X4, CpuLocalSize, CpuQuads, [DeviceFeatureNames.CpuDevice], [whole, texels, fits]);
        yield return Candidate("flat long", string.Empty, BindingKind.Storage, CpuLocalSize, CpuQuads, [DeviceFeatureNames.CpuDevice], [whole, fits]);
        yield return Candidate("flat", string.Empty, BindingKind.Storage, GpuLocalSize, 1, [], [whole, fits]);

        KernelCandidate Candidate(string variant, string suffix, BindingKind kind, uint localSize, int quadsAnInvocation, ValueList<string> features, IntExpr[] requires) => new(
            $"pointwise {variant}", context.Modules.Pointwise("flat", operands.Count, elementwise, suffix),
            [new(0, localSize), .. quadsAnInvocation > 1 ? new SpecializationValue[] { new(5, (uint)quadsAnInvocation) } : [], .. IndexedCandidates.Halves(output, operands)], features,
            requires.Where(r => r != IntExpr.One).ToValueList(), "elementwise",
            [.. operands.Select((t, i) => Bind(OperandBindings[i], kind, BindingAccess.Read, t)), Bind(3, BindingKind.Storage, BindingAccess.Write, output)],
            [quads], [IntExpr.CeilDiv(quads, localSize * quadsAnInvocation), 1, 1], []);
    }

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, TensorAccess tensor) =>
        new(number, kind, access, tensor.Storage.Buffer, IntExpr.Zero, LoweringContext.RangeSize(tensor.Storage), tensor.Storage.ElementBytes * 4);
}
