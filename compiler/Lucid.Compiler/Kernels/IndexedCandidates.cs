using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Candidates of a kernel over an <see cref="IndexSpace"/>: all at once, or layer by layer of the first axis where a binding is too small for all.</summary>
internal static class IndexedCandidates
{
    // Bindings of operands a, b, c; the output is binding 3.
    private static readonly int[] OperandBindings = [1, 2, 4];
    private const int OutputBinding = 3;

    private const int Quad = 4;
    private const uint GpuLocalSize = 64, CpuLocalSize = 8;
    private const int CpuQuads = 16;

    public static ValueList<KernelCandidate> Make(
        IndexSpace space, TensorAccess output, IReadOnlyList<TensorAccess> operands, string variant, string module, uint localSize,
        int elementsPerInvocation, ValueList<SpecializationValue> moreSpecialization, ValueList<IntExpr> moreParameters,
        params ValueList<string> features)
    {
        ValueList<KernelBinding> bindings =
        [
            .. operands.Select((t, i) => Binding(OperandBindings[i], BindingAccess.Read, t)), Binding(OutputBinding, BindingAccess.Write, output),
        ];
        long step = localSize * elementsPerInvocation;
        ValueList<SpecializationValue> specialization = [.. space.Specialization(localSize), .. moreSpecialization, .. Halves(output, operands)];
        // The tensors in the order of the bindings: operands, then the output, which is tensor 0 of the space.
        int[] order = [.. Enumerable.Range(1, operands.Count), 0];
        IntExpr[] strides = [.. order.Select(t => t > 0 && operands[t - 1].ReachesAnywhere ? IntExpr.Zero : space.Axes[0].Strides[t])];

        if (space.Axes.Count == 1 && space.Channel == 0)
        {
            // One axis: any range of workgroups touches a range of every tensor.
            IntExpr groups = IntExpr.CeilDiv(space.Count, step);
            KernelSplit split = new(SplitAxis.X, groups, Bytes(strides, step), Zeros(bindings.Count), Zeros(bindings.Count));
            bool forward = order.All(t => space.Axes[0].Strides[t].Range().Low >= 0 && space.Tensors[t].Offset == IntExpr.Zero);
            return [Candidate(variant, [], groups, 1, false, forward ? [split] : [])];
        }

        IntExpr all = IntExpr.CeilDiv(space.Count, step);
        IntExpr layer = IntExpr.CeilDiv(space.LayerCount, step);
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = bindings.Select(b => IntExpr.LessOrEqual(b.ByteSize, range)).Distinct().ToValueList();
        bool layers = space.Channel == 0 || space.ChannelAxis != 0;
        bool splittable = layers && order.All(t => space.Axes[0].Strides[t].Range().Low >= 0 && space.Tensors[t].Offset == IntExpr.Zero);
        // A part begins with a word.
        splittable &= order.All(t => !StorageOf(t).IsHalf || IntExpr.Mod(space.Axes[0].Strides[t], 2) == IntExpr.Zero);
        if (!splittable) return [Candidate(variant, [], all, 1, false, [])];
        KernelSplit byLayer = new(SplitAxis.Z, space.Axes[0].Extent, Bytes(strides, 1), Zeros(bindings.Count), Zeros(bindings.Count));
        return
        [
            Candidate(variant, fits, all, 1, false, []),
            Candidate(variant + " by layer", [], layer, space.Axes[0].Extent, true, [byLayer]),
        ];

        ValueList<IntExpr> Bytes(IntExpr[] elements, long times) =>
            elements.Select((stride, i) => stride * (times * StorageOf(order[i]).ElementBytes)).ToValueList();

        Storage StorageOf(int tensor) => (tensor == 0 ? output : operands[tensor - 1]).Storage;

        KernelCandidate Candidate(string name, ValueList<IntExpr> requires, IntExpr x, IntExpr z, bool layered, ValueList<KernelSplit> splits) => new(
            name, module, specialization, features, requires, "elementwise", bindings, [.. space.Parameters(layered), .. moreParameters], [x, 1, z], splits);
    }

    /// <summary>
    /// Candidates of a shader whose constant 7 is the number of quads that an invocation makes: many where invocations are lanes of a processor, which share
    /// what each does once; one elsewhere.
    /// </summary>
    public static ValueList<KernelCandidate> InQuads(
        IndexSpace space, TensorAccess output, IReadOnlyList<TensorAccess> operands, string variant, string module, ValueList<SpecializationValue> moreSpecialization,
        ValueList<IntExpr> moreParameters) =>
    [
        .. Make(space, output, operands, variant + " long", module, CpuLocalSize, Quad * CpuQuads, [.. moreSpecialization, new(7, CpuQuads)], moreParameters, DeviceFeatureNames.CpuDevice),
        .. Make(space, output, operands, variant, module, GpuLocalSize, Quad, moreSpecialization, moreParameters),
    ];

    /// <summary>The specialisation constant HALF of the shaders over an index space, where a tensor holds halves.</summary>
    public static IEnumerable<SpecializationValue> Halves(TensorAccess output, IReadOnlyList<TensorAccess> operands)
    {
        uint halves = output.Storage.IsHalf ? 8u : 0;
        for (int i = 0; i < operands.Count; i++) halves |= operands[i].Storage.IsHalf ? 1u << i : 0;
        return halves == 0 ? [] : [new(8, halves)];
    }

    private static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();

    private static KernelBinding Binding(int number, BindingAccess access, TensorAccess tensor) => new(
        number, BindingKind.Storage, access, tensor.Storage.Buffer, tensor.Storage.Offset * tensor.Storage.ElementBytes, LoweringContext.RangeSize(tensor.Storage), 4);
}
