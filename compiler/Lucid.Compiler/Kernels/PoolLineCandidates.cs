using System.Globalization;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of the pools that most models have, of row-major images (shaders/pool/lines): a software driver makes four neighbours at once from rows that it reads by fours.
/// </summary>
internal static class PoolLineCandidates
{
    private const uint LocalSize = 8;
    private const int Lines = 8;
    private const uint Mean = 3;

    // Windows and strides that there are shaders for; such a window begins so far before the input that outputs are a stride's part of inputs.
    private static readonly (long Kernel, long Stride, long Pad)[] Windows = [(2, 2, 0), (3, 2, 1), (3, 1, 1)];

    public static IEnumerable<KernelCandidate> Make(KernelModules modules, Pool pool, int[] axes, PlaneSpace space, uint kind, ElementType element, ElementwiseGraph chain)
    {
        if (axes.Length != 2 || pool.Kernel.Count != 2 || !element.IsFloat() || kind is not (0 or Mean) || space.Width != 1 || space.Source.IsHalf || space.Target.IsHalf) yield break;
        foreach ((long kernel, long stride, long pad) in Windows)
        {
            if (!axes.All(axis => pool.Kernel[axis] == kernel && pool.Stride[axis] == stride && pool.Dilation[axis] == 1 && pool.PadsBegin[axis] == pad)) continue;
            (IntExpr height, IntExpr width, IntExpr rows) = (space.Input[1], space.Input[2], space.Output[1]);
            KernelBinding source = Bind(1, BindingAccess.Read, space.Source), target = Bind(2, BindingAccess.Write, space.Target);
            IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
            ValueList<IntExpr> requires = new[]
            {
                IntExpr.Equal(IntExpr.Mod(space.Output[2], 4), IntExpr.Zero), IntExpr.Equal(width, space.Output[2] * stride),
                // Every window has an element.
                IntExpr.Less(((rows - 1) * stride) - pad, height),
                IntExpr.LessOrEqual(source.ByteSize, range), IntExpr.LessOrEqual(target.ByteSize, range),
            }.Where(condition => condition != IntExpr.One).Distinct().ToValueList();
            if (requires.Contains(IntExpr.Zero)) yield break;
            IntExpr units = IntExpr.FloorDiv(space.Output[2], 4);
            IntExpr sourceImage = space.Source.IsDense ? space.Channels * height * units * stride : IntExpr.FloorDiv(space.Source.View!.Strides[0], 4);
            IntExpr image = space.Target.IsDense ? space.Channels * rows * units : IntExpr.FloorDiv(space.Target.View!.Strides[0], 4);
            IntExpr strips = IntExpr.CeilDiv(rows, Lines);
            IntExpr count = space.Images * space.Channels * strips * units;
            string shader = string.Create(CultureInfo.InvariantCulture, $"pool/lines_{kernel}_{stride}");
            string variant = Pool.KindText(pool.Kind) + " by line";
            IntExpr few = IntExpr.LessOrEqual(IntExpr.CeilDiv(source.ByteSize, 16), IntExpr.Symbol(DeviceLimitNames.TexelElements));
            yield return Candidate(variant + " texel", shader + "_texel", source with { Kind = BindingKind.TexelF32X4 }, [few, .. requires]);
            yield return Candidate(variant, shader, source, requires);

            KernelCandidate Candidate(string name, string module, KernelBinding from, ValueList<IntExpr> conditions) => new(
                name, modules.Chained(module, chain), [new(0, LocalSize), new(2, kind), new(3, Lines), .. KernelModules.ChainConstants(chain)],
                [DeviceFeatureNames.CpuDevice], conditions, "window", [from, target],
                [
                    count, units, height, rows, strips, space.Channels, sourceImage, image,
                    pool.CountIncludePad ? height + pool.PadsEnd[0] : -1, pool.CountIncludePad ? width + pool.PadsEnd[1] : -1,
                ],
                [IntExpr.CeilDiv(count, LocalSize), 1, 1], []);
        }
    }

    private static KernelBinding Bind(int number, BindingAccess access, Storage storage) =>
        new(number, BindingKind.Storage, access, storage.Buffer, storage.Offset * storage.ElementBytes, LoweringContext.RangeSize(storage), 16);
}
