using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Changes of layout, four channels by four positions at a time (shaders/layout).</summary>
internal static class LayoutKernel
{
    private const string OrderClass = "elementwise";
    private const uint GpuLocalSize = 64;
    private const uint CpuLocalSize = 8;

    /// <summary>
    /// Candidates for tensors whose positions are a multiple of four; none where they are known not to be, where the layouts are the
    /// same, or for parts of other tensors. Other sizes are left to the caller, and tensors of which not even one block of channels is within a binding.
    /// </summary>
    public static IEnumerable<KernelCandidate> Candidates(LoweringContext context, Storage source, Storage target)
    {
        if (source.Layout == target.Layout || source.Shape != target.Shape || !source.IsDense || !target.IsDense) yield break;
        SymbolicShape shape = source.Shape;
        IntExpr positions = Storage.SpatialCount(shape);
        IntExpr whole = IntExpr.Equal(IntExpr.Mod(positions, 4), IntExpr.Zero);
        if (whole == IntExpr.Zero) yield break;

        bool toBlocked = target.Layout == StorageLayout.Blocked;
        string name = toBlocked ? "to_blocked" : "to_plain";
        IntExpr texels = IntExpr.LessOrEqual(IntExpr.FloorDiv(source.Elements, 4), IntExpr.Symbol(DeviceLimitNames.TexelElements));
        // Texel views are of floats.
        if (!source.IsHalf) yield return Candidate($"{name} texel", BindingKind.TexelF32X4, CpuLocalSize, [DeviceFeatureNames.CpuDevice], [whole, texels, Fits(target)]);
        yield return Candidate(name, BindingKind.Storage, GpuLocalSize, [], [whole, Fits(source), Fits(target)]);
        if (FitsAnywhere(source) && FitsAnywhere(target)) yield break;
        IntExpr block = IntExpr.LessOrEqual(positions * 16, IntExpr.Symbol(DeviceLimitNames.StorageRange));
        if (block != IntExpr.Zero) yield return Candidate($"{name} by block", BindingKind.Storage, GpuLocalSize, [], [whole, block], [ByImage(), ByBlock()]);

        KernelSplit ByImage()
        {
            (IntExpr plain, IntExpr blocked) = (positions * shape[1], positions * IntExpr.CeilDiv(shape[1], 4) * 4);
            return Split(SplitAxis.Z, shape[0], (toBlocked ? plain : blocked) * source.ElementBytes, (toBlocked ? blocked : plain) * target.ElementBytes);
        }

        KernelSplit ByBlock() => Split(SplitAxis.Y, IntExpr.CeilDiv(shape[1], 4), positions * (4 * source.ElementBytes), positions * (4 * target.ElementBytes));

        KernelCandidate Candidate(string variant, BindingKind kind, uint localSize, ValueList<string> features, IntExpr[] requires, ValueList<KernelSplit> splits = default)
        {
            IntExpr quads = IntExpr.FloorDiv(positions, 4);
            IntExpr blocks = IntExpr.CeilDiv(shape[1], 4);
            string module = context.Modules.Plain($"layout/{name}{(kind == BindingKind.TexelF32X4 ? "_texel" : string.Empty)}");
            return new KernelCandidate(
                variant, module, [new(0, localSize), .. source.IsHalf || target.IsHalf ? new SpecializationValue[] { new(1, LayeredCandidates.Halves(source, target)) } : []], features, requires.Where(r => r != IntExpr.One).ToValueList(), OrderClass,
                [Bind(1, kind, BindingAccess.Read, source), Bind(3, BindingKind.Storage, BindingAccess.Write, target)],
                [quads, shape[1], blocks], [IntExpr.CeilDiv(quads, localSize), blocks, shape[0]], splits);
        }
    }

    private static IntExpr Fits(Storage storage) =>
        IntExpr.LessOrEqual(LoweringContext.RangeSize(storage), IntExpr.Symbol(DeviceLimitNames.StorageRange));

    private static bool FitsAnywhere(Storage storage) =>
        IntExpr.LessOrEqual(LoweringContext.RangeSize(storage), DeviceLimitNames.BaselineOf(DeviceLimitNames.StorageRange)) == IntExpr.One;

    private static KernelSplit Split(SplitAxis axis, IntExpr steps, IntExpr source, IntExpr target) =>
        new(axis, steps, [source, target], [IntExpr.Zero, IntExpr.Zero], [IntExpr.Zero, IntExpr.Zero]);

    private static KernelBinding Bind(int number, BindingKind kind, BindingAccess access, Storage storage) =>
        new(number, kind, access, storage.Buffer, IntExpr.Zero, LoweringContext.RangeSize(storage), 4 * storage.ElementBytes);
}
