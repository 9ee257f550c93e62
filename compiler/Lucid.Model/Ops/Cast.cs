using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Conversion of element types: to a float rounded once to nearest even; from a float to an integer truncated towards zero,
/// saturated at the type's range, NaN to 0; between integers the low bits are kept; to bool, 1 where the element is not 0.
/// </summary>
/// <param name="To">The element type of the output.</param>
public sealed record Cast(ElementType To) : Op
{
    /// <inheritdoc/>
    public override string Name => "cast";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("to", To.Text())];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context) =>
        context.Count(1, 1) ? [context.Inputs[0] with { Element = To }] : null;

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        bool fromFloat = input.Element.IsFloat();
        if (To.IsFloat())
        {
            double[] floats = fromFloat ? input.Floats : Array.ConvertAll(input.Integers, value => (double)value);
            return [new ReferenceTensor(input.Shape, Array.ConvertAll(floats, value => Round(value, To)), To)];
        }

        long[] integers = fromFloat
            ? Array.ConvertAll(input.Floats, value => To == ElementType.Bool ? (value != 0 ? 1 : 0) : Saturate(value, To))
            : Array.ConvertAll(input.Integers, value => IntegerRange.Wrap(value, To));
        return [new ReferenceTensor(input.Shape, integers, To)];
    }

    private static double Round(double value, ElementType type) => type switch
    {
        ElementType.F64 => value,
        ElementType.F32 => (float)value,
        ElementType.F16 => (double)(Half)value,
        _ => HostTensor.FromDoubles(type, new Shape(), [value]).ToDoubles()[0],
    };

    private static long Saturate(double value, ElementType type)
    {
        if (double.IsNaN(value)) return 0;
        (long low, long high) = IntegerRange.Of(type);
        double truncated = Math.Truncate(value);
        return truncated <= low ? low : truncated >= high ? high : (long)truncated;
    }
}
