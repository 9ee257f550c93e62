using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Where the greatest or the least element along an axis stands (ONNX ArgMax, ArgMin; torch.argmax, torch.argmin).</summary>
/// <remarks>Operand: numbers. Output i64. A NaN comes before every number, in both directions, as in numpy and torch. The axis has an element.</remarks>
/// <param name="Max">Whether the greatest element is meant, not the least.</param>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
/// <param name="KeepDims">Whether the axis stays, with extent 1.</param>
/// <param name="SelectLast">Whether the last of equal elements is taken, not the first.</param>
public sealed record ArgReduce(bool Max, long Axis, bool KeepDims = true, bool SelectLast = false) : Op
{
    /// <inheritdoc/>
    public override string Name => "arg_reduce";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
        [new("max", Max), new("axis", Axis), new("keep_dims", KeepDims, true), new("select_last", SelectLast, false)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!ReducedAxes.Check(context, [Axis], input)) return null;
        if (input.Element == ElementType.Bool) return context.Error(DiagnosticDescriptors.ElementTypeRefused, "operand", input, "a number");
        if (!context.Require(IntExpr.LessOrEqual(1, input.Shape[(int)Axis]), DiagnosticDescriptors.NothingToChoose, Axis, input)) return null;
        return [new TensorType(ElementType.I64, ReducedAxes.Remaining(input.Shape, [Axis], KeepDims))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        (long[] groups, long[] within) = ReducedAxes.Offsets(input.Shape, [Axis]);
        long[] positions = new long[groups.Length];
        Parallel.For(0, groups.Length, group =>
        {
            long best = 0;
            for (long i = 1; i < within.Length; i++)
            {
                int order = Compare(input, groups[group] + within[i], groups[group] + within[best]);
                if (order > 0 || (order == 0 && SelectLast)) best = i;
            }

            positions[group] = best;
        });
        return [new ReferenceTensor(context.OutputShape(this), positions)];
    }

    /// <summary>Positive where the element at <paramref name="i"/> is to be chosen before the one at <paramref name="j"/>, 0 where they are equal.</summary>
    private int Compare(ReferenceTensor input, long i, long j)
    {
        if (!input.Element.IsFloat()) return Max ? input.Integers[i].CompareTo(input.Integers[j]) : input.Integers[j].CompareTo(input.Integers[i]);
        (double x, double y) = (input.Floats[i], input.Floats[j]);
        if (double.IsNaN(x) || double.IsNaN(y)) return double.IsNaN(x).CompareTo(double.IsNaN(y));
        return Max ? x.CompareTo(y) : y.CompareTo(x);
    }
}
