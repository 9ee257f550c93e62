using System.Globalization;

using Lucid.Model.Ops;

namespace Lucid.Model;

/// <summary>
/// How far an element that a device computes in float32 may lie from the definition in exact arithmetic on the same operands: |err| ≤ (PerTerm·n + Units)·ε·S
/// with ε = 2⁻²⁴ and n terms that make the element. Integers and what only moves or selects are exact. The conformance tests hold every driver to it.
/// </summary>
/// <param name="PerTerm">Roundings for each term.</param>
/// <param name="Units">Roundings besides, those of the functions of drivers included.</param>
/// <param name="Scale">What S is: the magnitude that the roundings are relative to.</param>
/// <param name="Terms">What n is; empty where nothing depends on it.</param>
public sealed record ErrorBound(double PerTerm, double Units, string Scale, string Terms = "")
{
    /// <summary>Half the spacing of float32 at 1: the error of one rounding.</summary>
    public const double Epsilon = 1.0 / (1 << 24);

    /// <summary>No error at all.</summary>
    public static ErrorBound Exact { get; } = new(0, 0, "");

    /// <summary>Whether the result is the definition's, bit for bit.</summary>
    public bool IsExact => PerTerm == 0 && Units == 0;

    /// <summary>The bound of an op whose operands are floats.</summary>
    public static ErrorBound Of(Op op) => op switch
    {
        // n products are added one after another; a bias is one addition more, and the first product is rounded too.
        Conv or ConvTranspose or Linear or MatMul => new(1, 2, "Σ|in·weight| + |bias|", "products"),

        // What rounding x and the mean once costs, a few times, and a quotient by a root.
        BatchNormalization or InstanceNormalization or GroupNormalization or LayerNormalization => new(0, 16, "|x·a| + |μ·a| + |bias| with a = scale/σ"),
        NormalizationFactors => new(0, 16, "|factor|, and of the shift |μ·a| + |bias| with a = scale/σ"),
        LocalResponseNormalization => new(1, 64, "|out|", "size"),

        // Vulkan allows e^x an error of 3 + 2·|x| units; what lies far below the largest is small.
        Softmax { Log: false } => new(0, 64, "out"),
        Softmax => new(0, 64, "1 + |out|"),

        // A score's error is that of its products; each key rescales what was summed before it, two roundings.
        Attention => new(2, 64, "(1 + the largest Σ|scale·q·k|) · Σ p·|v|", "keys and channels of a key"),

        // Sums run in 16 lanes and in segments, so that an element passes through far fewer additions than there are elements.
        Reduce { Kind: ReduceKind.Max or ReduceKind.Min } => Exact,
        Reduce { Kind: ReduceKind.Sum or ReduceKind.L1 } => new(0, 16, "Σ|x|"),
        Reduce { Kind: ReduceKind.Mean } => new(0, 16, "the mean of |x|"),
        Reduce { Kind: ReduceKind.Prod } => new(1, 0, "|out|", "factors"),
        Reduce { Kind: ReduceKind.L2 or ReduceKind.SumSquare } => new(0, 16, "out"),
        Reduce => new(0, 64, "1 + |out|"),

        Pool { Kind: PoolKind.Max } => Exact,
        Pool { Kind: PoolKind.Average } => new(1, 4, "the mean of |x|", "elements of the window"),
        Pool => new(1, 64, "out", "elements of the window"),

        // Positions are whole numbers over whole numbers. Linear weights are products of quotients right to 2.5 units; cubic ones cancel near their zeros.
        Resize { Mode: ResizeMode.Nearest } or GridSample { Mode: ResizeMode.Nearest } => Exact,
        Resize { Antialias: true } => new(0, 256, "the largest |x|"),
        Resize { Mode: ResizeMode.Linear } => new(0, 32, "Σ w·|x|"),
        Resize or GridSample => new(0, 64, "the largest |x|"),

        Pointwise pointwise => OfFunction(pointwise.Kind),
        _ => Exact,
    };

    /// <summary>c for n terms.</summary>
    public double Factor(long terms) => (PerTerm * terms) + Units;

    /// <inheritdoc/>
    public override string ToString()
    {
        if (IsExact) return "exact";
        string units = Units.ToString(CultureInfo.InvariantCulture);
        string factor = PerTerm == 0 ? units : Units == 0 ? "n" : $"(n + {units})";
        return $"|err| ≤ {factor}·ε·S, S = {Scale}" + (Terms.Length == 0 ? "" : $", n = {Terms}");
    }

    // One rounding, the 2.5 units that Vulkan allows a quotient or a root, or a function of drivers or of ours.
    private static ErrorBound OfFunction(PointwiseKind kind) => kind switch
    {
        PointwiseKind.Relu or PointwiseKind.Neg or PointwiseKind.Abs or PointwiseKind.Floor or PointwiseKind.Ceil or PointwiseKind.Round or PointwiseKind.Sign or PointwiseKind.ThresholdedRelu
            or PointwiseKind.Clip or PointwiseKind.Min or PointwiseKind.Max or PointwiseKind.Equal or PointwiseKind.Less or PointwiseKind.LessOrEqual or PointwiseKind.Greater
            or PointwiseKind.GreaterOrEqual or PointwiseKind.And or PointwiseKind.Or or PointwiseKind.Xor or PointwiseKind.Not or PointwiseKind.Where => Exact,
        PointwiseKind.Add or PointwiseKind.Sub or PointwiseKind.Mul or PointwiseKind.LeakyRelu or PointwiseKind.PRelu => new(0, 2, "|out|"),
        PointwiseKind.Div or PointwiseKind.Reciprocal or PointwiseKind.Sqrt or PointwiseKind.Softsign => new(0, 8, "|out|"),
        _ => new(0, 64, "1/2 + |out| for |x| ≤ 4"),
    };
}
