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
    /// <param name="fours">How the kernel is written for software drivers that read fours, which are preferred where they can be; or null.</param>
    /// <param name="bindings">The bindings, the tensor that is walked first.</param>
    /// <param name="itemBytes">Bytes of an item in each binding but the first, 0 where all of it is touched.</param>
    /// <param name="specialization">Specialisation constants beside those of the space.</param>
    /// <param name="parameters">Parameters behind those of the space.</param>
    /// <param name="orderClass">The order class of all of them.</param>
    /// <param name="rounds">Rounds of the loops of an invocation, where they may exceed what a device allows.</param>
    /// <param name="halves">Whether the tensor that is walked holds halves.</param>
    public static ValueList<KernelCandidate> Make(
        ReductionSpace space, ReductionSegments segments, string serial, string? lanes, FourForm? fours, ValueList<KernelBinding> bindings, ValueList<IntExpr> itemBytes,
        ValueList<SpecializationValue> specialization, ValueList<IntExpr> parameters, string orderClass, IntExpr? rounds = null, bool halves = false)
    {
        int walked = halves ? 2 : 4;
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = bindings.Select(b => IntExpr.LessOrEqual(b.ByteSize, range)).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
        ValueList<KernelSplit> splits = Splits();
        bool together = lanes is not null && !space.ItemsAreNeighbours;
        List<KernelCandidate> candidates =
        [
            Candidate("serial", serial, CpuLocalSize, 1, [DeviceFeatureNames.CpuDevice], fits, layered: false),
            together ? Candidate("16 lanes", lanes!, LocalSize, Lanes, [], fits, layered: false) : Candidate("serial", serial, LocalSize, 1, [], fits, layered: false),
        ];
        if (splits.Count > 0) candidates.Add(Candidate("by layer", serial, CpuLocalSize, 1, [], [], layered: true));
        else candidates[^1] = candidates[^1] with { Requires = [] };
        ValueList<KernelCandidate> byFours = fours is null || halves ? [] : FourCandidates.Make(space, segments, fours, bindings, specialization, parameters, orderClass).ToValueList();
        return [.. byFours, .. rounds is null ? candidates : candidates.Select(candidate => candidate with { Requires = [.. candidate.Requires, .. FitsLoop(rounds)] })];

        KernelCandidate Candidate(
            string name, string module, uint localSize, int invocations, ValueList<string> features, ValueList<IntExpr> requires, bool layered)
        {
            IntExpr count = layered ? space.LayerItems : space.Items * segments.Count;
            return new KernelCandidate(
                name, module, [new(0, localSize), new(1, space.IsLinear ? 1u : 0u), .. halves ? new SpecializationValue[] { new(5, 1) } : [], .. specialization], features, requires, orderClass, bindings,
                [.. space.Parameters(segments, layered), .. parameters],
                [IntExpr.CeilDiv(count * invocations, localSize), layered ? segments.Count : IntExpr.One, layered ? space.Kept[0].Extent : IntExpr.One],
                layered ? splits : []);
        }

        // Layers of the first kept axis, and in a layer whose items lie within one step of the reduced range, its segments.
        ValueList<KernelSplit> Splits()
        {
            ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, bindings.Count).ToValueList();
            // A layer of halves begins with a word.
            if (space.Kept[0].Channel != IntExpr.Zero || (halves && IntExpr.Mod(space.Kept[0].Stride, 2) != IntExpr.Zero)) return [];
            KernelSplit layer = new(SplitAxis.Z, space.Kept[0].Extent,
                [space.Kept[0].Stride * walked, .. itemBytes.Select(bytes => bytes * space.LayerItems)], none, none);
            bool inStep = space.IsLinear && (space.LayerItems == IntExpr.One || (space.Kept is [_, { } inner] && inner.Stride == IntExpr.One && inner.Extent == space.Step));
            if (!inStep) return [layer];
            KernelSplit segment = new(SplitAxis.Y, segments.Count, [segments.Length * space.Step * walked, .. itemBytes.Select(_ => IntExpr.Zero)], none, none);
            return [layer, segment];
        }
    }

    /// <summary>The condition that an invocation's loops are within the device's limit; none where every device allows as many.</summary>
    public static ValueList<IntExpr> FitsLoop(IntExpr rounds) =>
        IntExpr.LessOrEqual(rounds, DeviceLimitNames.BaselineOf(DeviceLimitNames.LoopRounds)) == IntExpr.One
            ? [] : [IntExpr.LessOrEqual(rounds, IntExpr.Symbol(DeviceLimitNames.LoopRounds))];

    /// <summary>A kernel with an invocation for each of a number of elements, and parameters of its own.</summary>
    public static ValueList<KernelCandidate> Flat(
        string module, IntExpr count, ValueList<KernelBinding> bindings, ValueList<SpecializationValue> specialization, ValueList<IntExpr> parameters, ValueList<IntExpr> requires)
    {
        return [Candidate(CpuLocalSize, [DeviceFeatureNames.CpuDevice]), Candidate(LocalSize, [])];

        KernelCandidate Candidate(uint localSize, ValueList<string> features) => new(
            "serial", module, [new(0, localSize), .. specialization], features, requires, "elementwise", bindings, [count, .. parameters],
            [IntExpr.CeilDiv(count, localSize), IntExpr.One, IntExpr.One], []);
    }

    /// <summary>A binding of all of a tensor.</summary>
    public static KernelBinding Bind(int number, BindingAccess access, Storage tensor) => new(
        number, BindingKind.Storage, access, tensor.Buffer, IntExpr.Zero, LoweringContext.RangeSize(tensor), 4);
}
