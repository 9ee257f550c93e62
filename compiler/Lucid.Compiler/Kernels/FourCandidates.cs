using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of a kernel over a <see cref="ReductionSpace"/> for software drivers, where memory is whole fours: four invocations an item whose elements
/// lie one behind the other (rows), or an invocation for four items side by side (columns). They pay for each load, not for its width, and read a texel
/// faster than they load a vector, as far as their views reach.
/// </summary>
internal static class FourCandidates
{
    private const uint LocalSize = 8;
    private const int Quad = 4;
    private const int Lanes = 16;

    // What is stored at a step then lies in runs of 1 KiB.
    private const int Runs = 8;

    // Fewer items would leave a processor idle if they were taken in runs.
    private const long FewestItems = 8L * Runs * LocalSize * Quad;

    public static IEnumerable<KernelCandidate> Make(
        ReductionSpace space, ReductionSegments segments, FourForm form, ValueList<KernelBinding> bindings, ValueList<SpecializationValue> specialization,
        ValueList<IntExpr> parameters, string orderClass)
    {
        if (!space.IsLinear) yield break;
        if (form.HasRows)
        {
            foreach (KernelCandidate candidate in Rows()) yield return candidate;
        }

        if (form.HasColumns)
        {
            foreach (KernelCandidate candidate in Columns()) yield return candidate;
        }

        IEnumerable<KernelCandidate> Rows()
        {
            if (space.Step != IntExpr.One || space.Kept.Any(axis => axis.Channel != IntExpr.Zero)) return [];
            return Both(
                "rows", "_rows", [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupShuffle],
                [.. WholeFours([space.Length, segments.Length, .. space.Kept.Select(axis => axis.Stride)]), IntExpr.LessOrEqual(Quad, IntExpr.Symbol(DeviceLimitNames.SubgroupSize))],
                [], IntExpr.CeilDiv(space.Items * segments.Count * Quad, LocalSize));
        }

        IEnumerable<KernelCandidate> Columns()
        {
            ReductionAxis inner = space.Kept[^1];
            bool areNeighbours = inner.Extent != IntExpr.One && inner is { Channel: var channel, Stride: var stride }
                && ((channel == IntExpr.Zero && stride == IntExpr.One) || (channel == IntExpr.One && stride == IntExpr.Zero));
            if (!areNeighbours) return [];
            bool isOne = segments.Count == IntExpr.One;
            long rest = 0, turns = 1;
            List<IntExpr> whole = [inner.Extent, space.Step, space.Block, .. space.Kept.SkipLast(1).SelectMany(axis => new[] { axis.Stride, axis.Channel })];
            if (form.Fours.Count > 1) whole.Add(space.Length);
            List<IntExpr> requires = [.. WholeFours(whole)];
            // Invocations beside each other may take different segments: all of them go through the loop equally often.
            if (isOne && space.Length.TryGetConstant(out long length)) (rest, turns) = (length % Lanes, length < Lanes ? 0 : 1);
            else requires.Add(IntExpr.Equal(IntExpr.Mod(space.Length, isOne ? Lanes : segments.Length), IntExpr.Zero));
            return form.HasRuns ? [.. Of(Runs, IntExpr.LessOrEqual(FewestItems, space.Items)), .. Of(1, IntExpr.Less(space.Items, FewestItems))] : Of(1, IntExpr.One);

            IEnumerable<KernelCandidate> Of(int runs, IntExpr isMany) => Both(
                "columns", "_columns", [DeviceFeatureNames.CpuDevice],
                [.. requires, isMany, .. form.Rounds is { } rounds ? ReductionCandidates.FitsLoop(rounds(runs)) : []],
                [new(7, checked((uint)rest)), new(8, checked((uint)turns)), .. form.HasRuns ? new SpecializationValue[] { new(9, checked((uint)runs)) } : []],
                IntExpr.CeilDiv(space.Items * segments.Count, (long)LocalSize * runs * Quad));
        }

        IEnumerable<KernelCandidate> Both(
            string name, string suffix, ValueList<string> features, IEnumerable<IntExpr> requires, ValueList<SpecializationValue> constants, IntExpr groups)
        {
            IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange), texels = IntExpr.Symbol(DeviceLimitNames.TexelElements);
            foreach (bool isTexel in (bool[])[true, false])
            {
                ValueList<KernelBinding> own = bindings.Select((binding, i) => AsFours(binding, i == 0, isTexel)).ToValueList();
                IEnumerable<IntExpr> fits = own.Select(binding => binding.Kind == BindingKind.Storage
                    ? IntExpr.LessOrEqual(binding.ByteSize, range) : IntExpr.LessOrEqual(IntExpr.CeilDiv(binding.ByteSize, 16), texels));
                ValueList<IntExpr> all = requires.Concat(fits).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
                if (all.Contains(IntExpr.Zero)) continue;
                yield return new KernelCandidate(
                    isTexel ? $"{name} texel" : name, form.Module(isTexel ? $"{suffix}_texel" : suffix), [new(0, LocalSize), new(1, 1), .. specialization, .. constants], features, all, orderClass, own,
                    [.. space.Parameters(segments, layered: false), .. parameters], [groups, IntExpr.One, IntExpr.One], []);
            }
        }

        KernelBinding AsFours(KernelBinding binding, bool isFirst, bool isTexel)
        {
            if (!isFirst && !form.Fours.Contains(binding.Binding)) return binding;
            return binding with { Kind = isTexel && binding.Access == BindingAccess.Read ? BindingKind.TexelF32X4 : BindingKind.Storage, ElementBytes = 16 };
        }
    }

    private static IEnumerable<IntExpr> WholeFours(IEnumerable<IntExpr> counts) => counts.Select(count => IntExpr.Equal(IntExpr.Mod(count, Quad), IntExpr.Zero));
}
