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
/// Candidates of a resize of two axes line by line: a software driver resamples each line of the input once along the row, instead of the neighbours of every element.
/// Where an axis becomes twice or four times as long, and so every element has the same outputs beside it, their weights are known (shaders/resize/upscale); else
/// an invocation works them out for its columns and its lines (shaders/resize/lines).
/// </summary>
internal static class ResizeLineCandidates
{
    private const uint LocalSize = 8;

    // Lines that an invocation walks, of the input of an axis that grows by a known scale, and of the output.
    private const int InputLines = 16, OutputLines = 32;

    public static IEnumerable<KernelCandidate> Make(KernelModules modules, Resize op, PlaneSpace space, ElementType element, ElementwiseGraph chain, IReadOnlyList<ResizeMap> maps)
    {
        if (op.Antialias || op.Coordinates == CoordinateMode.TfCropAndResize || maps.Count != 2 || !element.IsFloat()) yield break;
        if (space.Source.IsHalf || space.Target.IsHalf || space.Inner != IntExpr.One || (!space.IsWholeStore && space.Outer != IntExpr.One)) yield break;
        bool plain = space.Width == 1;
        IntExpr planes = space.Blocks * space.Outer;
        IntExpr outputImage = !space.Target.IsDense ? space.Target.View!.Strides[0] : (space.IsWholeStore ? planes * space.Width : space.Channels) * space.Output[1] * space.Output[2];
        if (space.IsWholeStore) outputImage = IntExpr.FloorDiv(outputImage, 4);
        KernelBinding source = Bind(1, BindingAccess.Read, space.Source, 16), target = Bind(2, BindingAccess.Write, space.Target, space.IsWholeStore ? 16 : 4);
        IntExpr range = IntExpr.Symbol(DeviceLimitNames.StorageRange);
        ValueList<IntExpr> fits = [IntExpr.LessOrEqual(source.ByteSize, range), IntExpr.LessOrEqual(target.ByteSize, range)];
        string mode = Resize.ModeText(op.Mode), layout = plain ? "_plain" : "_blocked";
        IntExpr[] tail = [plain ? 4 : space.Channels, plain ? 1 : space.Outer];

        foreach (int scale in (int[])[2, 4])
        {
            if (PhasesOf(op, maps[0], space.Input[1], space.Output[1], scale) is not { } y || PhasesOf(op, maps[1], space.Input[2], space.Output[2], scale) is not { } x) continue;
            IntExpr units = plain ? IntExpr.FloorDiv(space.Input[2], 4) : space.Input[2], height = space.Input[1], strips = IntExpr.CeilDiv(height, InputLines);
            foreach (KernelCandidate candidate in Both(
                string.Create(CultureInfo.InvariantCulture, $"{mode} x{scale} by line"), string.Create(CultureInfo.InvariantCulture, $"resize/upscale_{mode}_{scale}{layout}"),
                source, plain ? [IntExpr.Equal(IntExpr.Mod(space.Input[2], 4), IntExpr.Zero)] : [],
                [new(2, InputLines), new(3, x.Before), new(4, y.Before), new(5, x.Weights.Concat(y.Weights).Contains(0) ? 1u : 0)], space.Images * planes * strips * units,
                [units, height, strips, planes, SourceImage(4), outputImage, .. tail, .. y.Weights.Concat(x.Weights).Select(weight => (IntExpr)BitConverter.SingleToInt32Bits(weight))]))
                yield return candidate;
        }

        // SwiftShader takes all memory for a pipeline with the weights of four neighbours in this form.
        if (op.Mode == ResizeMode.Cubic) yield break;
        IntExpr fours = plain ? IntExpr.FloorDiv(space.Output[2], 4) : space.Output[2], pieces = IntExpr.CeilDiv(space.Output[1], OutputLines);
        ValueList<IntExpr> conditions =
        [
            .. plain ? (IntExpr[])[IntExpr.Equal(IntExpr.Mod(space.Output[2], 4), IntExpr.Zero)] : [],
            // Lines that no output needs are resampled as well.
            IntExpr.LessOrEqual(space.Input[1], space.Output[1] * 2), .. maps.Select(map => map.IsNarrow),
        ];
        foreach (KernelCandidate candidate in Both(
            mode + " by line", $"resize/lines_{mode}{layout}", source with { ElementBytes = plain ? 4 : 16 }, conditions, [new(2, OutputLines)], space.Images * planes * pieces * fours,
            [fours, space.Output[1], pieces, planes, SourceImage(space.Width), outputImage, .. tail, .. ResizeKernel.FilterOf(op), .. maps.SelectMany(map => map.Parameters)]))
            yield return candidate;

        IntExpr SourceImage(int unit) => IntExpr.FloorDiv(space.Source.IsDense ? planes * space.Input[1] * space.Input[2] * space.Width : space.Source.View!.Strides[0], unit);

        IEnumerable<KernelCandidate> Both(string variant, string shader, KernelBinding walked, ValueList<IntExpr> more, ValueList<SpecializationValue> specialization, IntExpr count, ValueList<IntExpr> parameters)
        {
            ValueList<IntExpr> requires = more.Concat(fits).Where(condition => condition != IntExpr.One).Distinct().ToValueList();
            if (requires.Contains(IntExpr.Zero)) yield break;
            KernelBinding texels = walked with { Kind = BindingKind.TexelF32X4, ElementBytes = 16 };
            IntExpr few = IntExpr.LessOrEqual(IntExpr.CeilDiv(texels.ByteSize, 16), IntExpr.Symbol(DeviceLimitNames.TexelElements));
            // Parts of joined values may begin within four.
            if (IntExpr.Mod(space.Source.Offset, 4) == IntExpr.Zero) yield return Candidate(variant + " texel", shader + "_texel", texels, [few, .. requires]);
            yield return Candidate(variant, shader, walked, requires);

            KernelCandidate Candidate(string name, string module, KernelBinding reads, ValueList<IntExpr> conditions) => new(
                name, modules.Chained(module, chain), [new(0, LocalSize), new(1, space.IsWholeStore ? 1u : 0), .. specialization, .. KernelModules.ChainConstants(chain)],
                [DeviceFeatureNames.CpuDevice], conditions, "window", [reads, target], [count, .. parameters], [IntExpr.CeilDiv(count, LocalSize), 1, 1], []);
        }
    }

    /// <summary>
    /// The weights of each of the outputs that lie beside an element, and which of them (bits) begin one element before it; null where they are not the same for every element, or not exact.
    /// </summary>
    private static (ValueList<float> Weights, uint Before)? PhasesOf(Resize op, ResizeMap map, IntExpr input, IntExpr output, int scale)
    {
        if (op.ExcludeOutside || output != input * scale || !map.A.TryGetConstant(out long a) || !map.B.TryGetConstant(out long b) || !map.C.TryGetConstant(out long c) || a * scale != c) return null;
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

    private static KernelBinding Bind(int number, BindingAccess access, Storage storage, int elementBytes) =>
        new(number, BindingKind.Storage, access, storage.Buffer, storage.Offset * storage.ElementBytes, LoweringContext.RangeSize(storage), elementBytes);
}
