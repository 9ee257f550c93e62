using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of a kernel over a <see cref="ReductionSpace"/>: an invocation an item and segment, or 16 of them where they would read
/// neighbouring elements; all items at once, or by layer and segment where a binding is too small for all.
/// </summary>
internal static class ReductionCandidates
{
    private const uint LocalSize = 64;
    private const int Lanes = 16;

    // One SIMD register of a software driver, where barriers are dear.
    private const uint CpuLocalSize = 8;

    /// <param name="space">What is walked.</param>
    /// <param name="segments">How the reduced range is cut.</param>
    /// <param name="serial">The module in which an invocation takes an item and segment.</param>
    /// <param name="lanes">The module in which 16 of them do, or null.</param>
    /// <param name="bindings">The bindings, the tensor that is walked first.</param>
    /// <param name="itemBytes">Bytes of an item in each binding but the first, 0 where all of it is touched.</param>
    /// <param name="specialization">Specialisation constants beside those of the space.</param>
    /// <param name="parameters">Parameters behind those of the space.</param>
    /// <param name="orderClass">The order class of all of them.</param>
    public static ValueList<KernelCandidate> Make(
        ReductionSpace space, ReductionSegments segments, string serial, string? lanes, ValueList<KernelBinding> bindings, ValueList<IntExpr> itemBytes,
        ValueList<SpecializationValue> specialization, ValueList<IntExpr> parameters, string orderClass)
    {
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = bindings.Select(b => IntExpr.LessOrEqual(b.ByteSize, range)).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
        bool sideBySide = lanes is null || space.ItemsAreNeighbours;
        ValueList<KernelSplit> splits = Splits();
        List<KernelCandidate> candidates = [];
        if (lanes is not null) candidates.Add(Candidate("serial", serial, CpuLocalSize, 1, [DeviceFeatureNames.CpuDevice], fits, layered: false));
        if (lanes is null || sideBySide) candidates.Add(Candidate("serial", serial, LocalSize, 1, [], fits, layered: false));
        if (lanes is not null && !sideBySide) candidates.Add(Candidate("16 lanes", lanes, LocalSize, Lanes, [], fits, layered: false));
        if (splits.Count > 0) candidates.Add(Candidate("by layer", serial, CpuLocalSize, 1, [], [], layered: true));
        else candidates[^1] = candidates[^1] with { Requires = [] };
        return candidates.ToValueList();

        KernelCandidate Candidate(
            string name, string module, uint localSize, int invocations, ValueList<string> features, ValueList<IntExpr> requires, bool layered)
        {
            IntExpr count = layered ? space.LayerItems : space.Items * segments.Count;
            return new KernelCandidate(
                name, module, [new(0, localSize), new(1, space.IsLinear ? 1u : 0u), .. specialization], features, requires, orderClass, bindings,
                [.. space.Parameters(segments, layered), .. parameters],
                [IntExpr.CeilDiv(count * invocations, localSize), layered ? segments.Count : IntExpr.One, layered ? space.Kept[0].Extent : IntExpr.One],
                layered ? splits : []);
        }

        // Layers of the first kept axis, and in a layer whose items lie within one step of the reduced range, its segments.
        ValueList<KernelSplit> Splits()
        {
            ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, bindings.Count).ToValueList();
            if (space.Kept[0].Channel != IntExpr.Zero) return [];
            KernelSplit layer = new(SplitAxis.Z, space.Kept[0].Extent,
                [space.Kept[0].Stride * 4, .. itemBytes.Select(bytes => bytes * space.LayerItems)], none, none);
            bool inStep = space.IsLinear && (space.LayerItems == IntExpr.One || (space.Kept is [_, { } inner] && inner.Stride == IntExpr.One && inner.Extent == space.Step));
            if (!inStep) return [layer];
            KernelSplit segment = new(SplitAxis.Y, segments.Count, [segments.Length * space.Step * 4, .. itemBytes.Select(_ => IntExpr.Zero)], none, none);
            return [layer, segment];
        }
    }

    /// <summary>A binding of all of a tensor.</summary>
    public static KernelBinding Bind(int number, BindingAccess access, Storage tensor) => new(
        number, BindingKind.Storage, access, tensor.Buffer, IntExpr.Zero, LoweringContext.ByteSize(tensor.Elements), 4);
}
