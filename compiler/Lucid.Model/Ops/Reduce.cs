using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The elements along some axes taken together to one: their sum, mean, maximum, minimum, product, norms and logarithms of sums
/// (ONNX ReduceSum, ReduceMean, …; the global pools over all spatial axes).
/// </summary>
/// <remarks>
/// Floats in every kind; integers in all but l2, log_sum and log_sum_exp, wrapping; bool in max and min. Of no elements at all the sum is 0,
/// the product 1, the maximum the least value of the type and the minimum its greatest (∓∞ of floats), and the mean NaN (0 of integers).
/// </remarks>
/// <param name="Kind">sum, mean, max, min, prod, l1 (Σ|x|), l2 (√Σx²), sum_square, log_sum (ln Σx) or log_sum_exp (ln Σeˣ, without overflow).</param>
/// <param name="Axes">The axes, ascending, 0 to rank - 1; none leaves every element a group of its own.</param>
/// <param name="KeepDims">Whether the axes stay, with extent 1.</param>
public sealed record Reduce(ReduceKind Kind, ValueList<long> Axes, bool KeepDims = true) : Op
{
    /// <inheritdoc/>
    public override string Name => "reduce";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("kind", KindText(Kind)), new("axes", Axes), new("keep_dims", KeepDims, true)];

    /// <summary>The name of a kind in the text form.</summary>
    public static string KindText(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => "sum",
        ReduceKind.Mean => "mean",
        ReduceKind.Max => "max",
        ReduceKind.Min => "min",
        ReduceKind.Prod => "prod",
        ReduceKind.L1 => "l1",
        ReduceKind.L2 => "l2",
        ReduceKind.SumSquare => "sum_square",
        ReduceKind.LogSum => "log_sum",
        ReduceKind.LogSumExp => "log_sum_exp",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!ReducedAxes.Check(context, Axes, input)) return null;
        bool floatsOnly = Kind is ReduceKind.L2 or ReduceKind.LogSum or ReduceKind.LogSumExp;
        if (floatsOnly && !context.Float("operand", input)) return null;
        if (input.Element == ElementType.Bool && Kind is not (ReduceKind.Max or ReduceKind.Min))
            return context.Error(DiagnosticDescriptors.ElementTypeRefused, "operand", input, "a number");
        return [input with { Shape = ReducedAxes.Remaining(input.Shape, Axes, KeepDims) }];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        (long[] groups, long[] within) = ReducedAxes.Offsets(input.Shape, Axes);
        if (input.Element.IsFloat())
        {
            double[] floats = new double[groups.Length];
            Parallel.For(0, groups.Length, group => floats[group] = OfFloats(within.Select(offset => input.Floats[groups[group] + offset])));
            return [new ReferenceTensor(shape, floats, input.Element)];
        }

        long[] integers = new long[groups.Length];
        Parallel.For(0, groups.Length, group => integers[group] =
            IntegerRange.Wrap(OfIntegers(within.Select(offset => input.Integers[groups[group] + offset]), within.Length, input.Element), input.Element));
        return [new ReferenceTensor(shape, integers, input.Element)];
    }

    private double OfFloats(IEnumerable<double> elements) => Kind switch
    {
        ReduceKind.Sum => elements.Sum(),
        ReduceKind.Mean => Mean(elements),
        ReduceKind.Max => elements.Aggregate(double.NegativeInfinity, Math.Max),
        ReduceKind.Min => elements.Aggregate(double.PositiveInfinity, Math.Min),
        ReduceKind.Prod => elements.Aggregate(1.0, (product, x) => product * x),
        ReduceKind.L1 => elements.Sum(Math.Abs),
        ReduceKind.L2 => Math.Sqrt(elements.Sum(x => x * x)),
        ReduceKind.SumSquare => elements.Sum(x => x * x),
        ReduceKind.LogSum => Math.Log(elements.Sum()),
        ReduceKind.LogSumExp => LogSumExp(elements),
    };

    private long OfIntegers(IEnumerable<long> elements, long count, ElementType type) => unchecked(Kind switch
    {
        ReduceKind.Sum => elements.Aggregate(0L, (sum, x) => sum + x),
        ReduceKind.Mean => count == 0 ? 0 : elements.Aggregate(0L, (sum, x) => sum + x) / count,
        ReduceKind.Max => elements.Aggregate(IntegerRange.Of(type).Low, Math.Max),
        ReduceKind.Min => elements.Aggregate(IntegerRange.Of(type).High, Math.Min),
        ReduceKind.Prod => elements.Aggregate(1L, (product, x) => product * x),
        ReduceKind.L1 => elements.Aggregate(0L, (sum, x) => sum + (x < 0 ? -x : x)),
        ReduceKind.SumSquare => elements.Aggregate(0L, (sum, x) => sum + (x * x)),
        ReduceKind.L2 or ReduceKind.LogSum or ReduceKind.LogSumExp => throw new System.Diagnostics.UnreachableException($"{Kind} of integers"),
    });

    private static double Mean(IEnumerable<double> elements)
    {
        (double sum, long count) = (0, 0);
        foreach (double x in elements) (sum, count) = (sum + x, count + 1);
        return sum / count;
    }

    // ln Σ eˣ = m + ln Σ e^(x-m); an infinite or missing maximum is no shift.
    private static double LogSumExp(IEnumerable<double> elements)
    {
        double most = elements.Aggregate(double.NegativeInfinity, Math.Max);
        double shift = double.IsFinite(most) ? most : 0;
        return shift + Math.Log(elements.Sum(x => Math.Exp(x - shift)));
    }
}
