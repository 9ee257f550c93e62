using System.Globalization;
using System.Numerics;

using Lucid.Compiler.Codegen;
using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// Candidates of a resize that makes two axes twice or four times as long, each output beside the same element for every period of them (shaders/resize/upscale): a
/// software driver reads each line once instead of the neighbours of every element.
/// </summary>
internal static class UpscaleCandidates
{
    private const uint LocalSize = 8;
    private const int Lines = 16;

    public static IEnumerable<KernelCandidate> Make(KernelModules modules, Resize op, PlaneSpace space, ElementType element, ElementwiseGraph chain, IReadOnlyList<ResizeMap> maps)
    {
        if (op.Antialias || op.ExcludeOutside || op.Coordinates == CoordinateMode.TfCropAndResize || maps.Count != 2 || !element.IsFloat()) yield break;
        if (space.Source.IsHalf || space.Target.IsHalf || space.Inner != IntExpr.One || (!space.IsWholeStore && space.Outer != IntExpr.One)) yield break;
        foreach (int scale in (int[])[2, 4])
        {
            if (PhasesOf(op, maps[0], space.Input[1], space.Output[1], scale) is not { } y || PhasesOf(op, maps[1], space.Input[2], space.Output[2], scale) is not { } x) continue;
            bool plain = space.Width == 1;
            IntExpr whole = plain ? IntExpr.Equal(IntExpr.Mod(space.Input[2], 4), IntExpr.Zero) : IntExpr.One;
            if (whole == IntExpr.Zero) yield break;
            IntExpr units = plain ? IntExpr.FloorDiv(space.Input[2], 4) : space.Input[2], height = space.Input[1];
            IntExpr planes = space.Blocks * space.Outer;
            IntExpr sourceImage = space.Source.IsDense ? planes * height * units : IntExpr.FloorDiv(space.Source.View!.Strides[0], 4);
            IntExpr image = !space.Target.IsDense ? space.Target.View!.Strides[0] : (space.IsWholeStore ? planes * 4 : space.Channels) * height * units * (scale * scale);
            IntExpr strips = IntExpr.CeilDiv(height, Lines);
            IntExpr count = space.Images * planes * strips * units;
            KernelBinding source = Bind(1, BindingAccess.Read, space.Source), target = Bind(2, BindingAccess.Write, space.Target) with { ElementBytes = space.IsWholeStore ? 16 : 4 };
            IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
            ValueList<IntExpr> fits = new[] { whole, IntExpr.LessOrEqual(source.ByteSize, range), IntExpr.LessOrEqual(target.ByteSize, range) }.Where(condition => condition != IntExpr.One).Distinct().ToValueList();
            string shader = string.Create(CultureInfo.InvariantCulture, $"resize/upscale_{Resize.ModeText(op.Mode)}_{scale}{(plain ? "_plain" : "_blocked")}");
            string variant = string.Create(CultureInfo.InvariantCulture, $"{Resize.ModeText(op.Mode)} x{scale} by line");
            IntExpr few = IntExpr.LessOrEqual(IntExpr.CeilDiv(source.ByteSize, 16), IntExpr.Symbol(DeviceLimitNames.TexelElements));
            yield return Candidate(variant + " texel", shader + "_texel", source with { Kind = BindingKind.TexelF32X4 }, [few, .. fits]);
            yield return Candidate(variant, shader, source, fits);

            KernelCandidate Candidate(string name, string module, KernelBinding from, ValueList<IntExpr> requires) => new(
                name, modules.Chained(module, chain),
                [
                    new(0, LocalSize), new(1, space.IsWholeStore ? 1u : 0), new(2, Lines), new(3, x.Before), new(4, y.Before), new(5, x.Weights.Concat(y.Weights).Contains(0) ? 1u : 0),
                    .. KernelModules.ChainConstants(chain),
                ],
                [DeviceFeatureNames.CpuDevice], requires, "window", [from, target],
                [
                    count, units, height, strips, planes, sourceImage, space.IsWholeStore ? IntExpr.FloorDiv(image, 4) : image, plain ? 4 : space.Channels, plain ? 1 : space.Outer,
                    .. y.Weights.Concat(x.Weights).Select(weight => (IntExpr)BitConverter.SingleToInt32Bits(weight)),
                ],
                [IntExpr.CeilDiv(count, LocalSize), 1, 1], []);
        }
    }

    /// <summary>
    /// The weights of each of the outputs that lie beside an element, and which of them (bits) begin one element before it; null where they are not the same for every element, or not exact.
    /// </summary>
    private static (ValueList<float> Weights, uint Before)? PhasesOf(Resize op, ResizeMap map, IntExpr input, IntExpr output, int scale)
    {
        if (output != input * scale || !map.A.TryGetConstant(out long a) || !map.B.TryGetConstant(out long b) || !map.C.TryGetConstant(out long c) || a * scale != c) return null;
        List<float> weights = [];
        uint before = 0;
        for (int p = 0; p < scale; p++)
        {
            long at = (a * p) + b;
            long first = Math.DivRem(at, c, out long rest);
            if (rest < 0) (first, rest) = (first - 1, rest + c);
            if (op.Mode == ResizeMode.Nearest)
            {
                bool up = op.Rounding switch
                {
                    NearestRounding.RoundPreferFloor => 2 * rest > c,
                    NearestRounding.RoundPreferCeil => 2 * rest >= c,
                    NearestRounding.Floor => false,
                    NearestRounding.Ceil => rest > 0,
                };
                if (first + (up ? 1 : 0) != 0) return null;
                weights.Add(1);
                continue;
            }

            if (first is not (0 or -1)) return null;
            if (first < 0) before |= 1u << p;
            // In the units of which distances, and the constant of Keys, are whole numbers: what the shaders' float arithmetic gives without a rounding.
            double d = (double)rest / c, e = 1 - d, k = op.CubicA;
            double[] exact = op.Mode == ResizeMode.Linear ? [e, d] : [k * d * e * e, Inner(d, e, k), Inner(e, d, k), k * e * d * d];
            if (!BitOperations.IsPow2(c / (long)BigInteger.GreatestCommonDivisor(c, rest)) || Math.ScaleB(k, CubicBits) % 1 != 0 || Math.Abs(k) > 2) return null;
            weights.AddRange(exact.Select(weight => (float)weight));
        }

        return (weights.ToValueList(), before);
    }

    // Keys' constant in so many bits behind the point; with distances of three, products of four factors keep within a float's 24.
    private const int CubicBits = 4;

    private static double Inner(double d, double e, double a) => e * (1 + d - ((a + 2) * d * d));

    private static KernelBinding Bind(int number, BindingAccess access, Storage storage) =>
        new(number, BindingKind.Storage, access, storage.Buffer, storage.Offset * storage.ElementBytes, LoweringContext.RangeSize(storage), 16);
}
