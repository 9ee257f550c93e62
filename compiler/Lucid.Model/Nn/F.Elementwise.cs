using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Functions of each element, and along an axis.</content>
public static partial class F
{
    /// <summary>torch.nn.functional.glu: the first half of an axis times the sigmoid of the second.</summary>
    public static Var Glu(Var input, int dim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        IntExpr half = IntExpr.FloorDiv(here.Size(dim), 2);
        if (!(half * 2).Equals(here.Size(dim))) throw here.Error(DiagnosticDescriptors.OddExtent, "glu", here.Axis(dim), here.Type, here.Size(dim));
        IReadOnlyList<Var> halves = Split(here, [half, half], dim, file, line);
        return halves[0] * Sigmoid(halves[1], file, line);
    }

    /// <summary>torch.nn.functional.prelu: x where x ≥ 0, else weight·x; the weight has one entry, or one for each position of axis 1.</summary>
    public static Var PRelu(Var input, Var weight, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => PRelu(input, weight, NnModel.Caller(file, line), null);

    /// <summary>torch.nn.functional.softmax: eˣ / Σ eˣ along an axis.</summary>
    public static Var Softmax(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Ops.Softmax(here.Axis(dim)));
    }

    /// <summary>torch.clamp: x cut to min … max; a bound that is left out does not cut.</summary>
    public static Var Clamp(Var input, double min = double.NegativeInfinity, double max = double.PositiveInfinity, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Clip, min, max));

    /// <summary>torch.nn.functional.leaky_relu: x where x ≥ 0, else negative_slope·x.</summary>
    public static Var LeakyRelu(Var input, double negativeSlope = 0.01, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.LeakyRelu, negativeSlope));

    /// <summary>torch.nn.functional.elu: x where x ≥ 0, else alpha·(eˣ - 1).</summary>
    public static Var Elu(Var input, double alpha = 1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(new Pointwise(PointwiseKind.Elu, alpha));

    /// <summary>torch.where: x where the condition holds, else other.</summary>
    public static Var Where(Var condition, Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        condition.At(file, line).Apply(new Pointwise(PointwiseKind.Where), input, other);

    /// <summary>torch.relu: max(x, 0).</summary>
    public static Var Relu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Relu));

    /// <summary>torch.sigmoid: 1 / (1 + e⁻ˣ).</summary>
    public static Var Sigmoid(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Sigmoid));

    /// <summary>torch.tanh.</summary>
    public static Var Tanh(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Tanh));

    /// <summary>torch.nn.functional.silu: x / (1 + e⁻ˣ).</summary>
    public static Var Silu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Silu));

    /// <summary>torch.nn.functional.gelu: x·Φ(x).</summary>
    public static Var Gelu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Gelu));

    /// <summary>torch.nn.functional.softplus: ln(1 + eˣ).</summary>
    public static Var Softplus(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Softplus));

    /// <summary>torch.exp.</summary>
    public static Var Exp(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Exp));

    /// <summary>torch.log.</summary>
    public static Var Log(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Log));

    /// <summary>torch.sqrt.</summary>
    public static Var Sqrt(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Sqrt));

    /// <summary>torch.abs.</summary>
    public static Var Abs(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Abs));

    /// <summary>torch.minimum: the smaller element.</summary>
    public static Var Minimum(Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Min), other);

    /// <summary>torch.maximum: the larger element.</summary>
    public static Var Maximum(Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Max), other);

    /// <summary>torch.pow: input to the power of exponent.</summary>
    public static Var Pow(Var input, Var exponent, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Pow), exponent);

    /// <summary>torch.nn.functional.log_softmax: x - ln Σ eˣ along an axis.</summary>
    public static Var LogSoftmax(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Ops.Softmax(here.Axis(dim), Log: true));
    }

    /// <summary>torch.nn.functional.softmin: the softmax of -x along an axis.</summary>
    public static Var Softmin(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Softmax(-input.At(file, line), dim, file, line);

    /// <summary>torch.nn.functional.logsigmoid: ln(1 / (1 + e⁻ˣ)).</summary>
    public static Var LogSigmoid(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return -Softplus(-x, file, line);
    }

    /// <summary>torch.nn.functional.tanhshrink: x - tanh x.</summary>
    public static Var Tanhshrink(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return x - Tanh(x, file, line);
    }

    /// <summary>torch.nn.functional.hardtanh: x cut to min_val … max_val.</summary>
    public static Var Hardtanh(Var input, double minVal = -1, double maxVal = 1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Clamp(input, minVal, maxVal, file, line);

    /// <summary>torch.nn.functional.hardshrink: x where |x| &gt; lambd, else 0.</summary>
    public static Var Hardshrink(Var input, double lambd = 0.5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Where(Greater(Abs(x, file, line), x.Scalar(lambd)), x, x.Scalar(0), file, line);
    }

    /// <summary>torch.nn.functional.softshrink: x - lambd where x &gt; lambd, x + lambd where x &lt; -lambd, else 0.</summary>
    public static Var Softshrink(Var input, double lambd = 0.5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Where(Greater(x, x.Scalar(lambd)), x - lambd, Where(Greater(x.Scalar(-lambd), x), x + lambd, x.Scalar(0), file, line), file, line);
    }

    /// <summary>torch.nn.functional.threshold: x where it exceeds the threshold, else the value.</summary>
    public static Var Threshold(Var input, double threshold, double value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Where(Greater(x, x.Scalar(threshold)), x, x.Scalar(value), file, line);
    }

    /// <summary>torch.rsqrt: 1 / √x.</summary>
    public static Var Rsqrt(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return 1.0 / Sqrt(x, file, line);
    }

    /// <summary>torch.square: x².</summary>
    public static Var Square(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return x * x;
    }

    /// <summary>torch.log2: ln x / ln 2.</summary>
    public static Var Log2(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Log(x, file, line) * (1 / Math.Log(2));
    }

    /// <summary>torch.log10: ln x / ln 10.</summary>
    public static Var Log10(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Log(x, file, line) * (1 / Math.Log(10));
    }

    /// <summary>torch.lerp: input + weight·(end - input).</summary>
    public static Var Lerp(Var input, Var end, Var weight, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return x + (weight * (end - x));
    }

    /// <summary>torch.lerp with a number: input + weight·(end - input).</summary>
    public static Var Lerp(Var input, Var end, double weight, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return x + (weight * (end - x));
    }

    /// <summary>torch.Tensor.masked_fill: a number where the mask holds, else x.</summary>
    public static Var MaskedFill(Var input, Var mask, double value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return Where(mask, x.Scalar(value), x, file, line);
    }

    /// <summary>torch.full_like: a number everywhere, with the type and shape of a value.</summary>
    public static Var FullLike(Var input, double fillValue, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        return x.Scalar(fillValue).Apply(new Expand(x.Shape));
    }

    internal static Var PRelu(Var input, Var weight, SourceSpan span, string? nodeName)
    {
        // The weight's one axis is the input's axis 1: [C] becomes [C,1,1].
        if (weight.Rank == 1 && input.Rank > 2 && !weight.Shape[0].Equals(IntExpr.One))
            weight = input.Model.Apply(new Reshape(new SymbolicShape([weight.Shape[0], .. Enumerable.Repeat(IntExpr.One, input.Rank - 2)])), span, null, weight);
        return input.Model.Apply(new Pointwise(PointwiseKind.PRelu), span, nodeName, input, weight);
    }

    private static Var Greater(Var left, Var right) => left.Apply(new Pointwise(PointwiseKind.Greater), right);
}
