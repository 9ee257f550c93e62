using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>The greatest or least elements along an axis, in order, and where they stood (ONNX TopK; torch.topk).</summary>
/// <remarks>
/// Operand: numbers. Two outputs: the elements, and their positions as i64; both have the count in place of the axis' extent. Of equal elements the
/// one at the lower position comes first. NaN counts as greater than every number, as in torch.
/// </remarks>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
/// <param name="Count">How many, 0 to the axis' extent.</param>
/// <param name="Largest">Whether the greatest are meant, in descending order, or the least, ascending.</param>
/// <param name="Sorted">Whether the order matters; without it the results come in that order all the same.</param>
public sealed record TopK(long Axis, IntExpr Count, bool Largest = true, bool Sorted = true) : Op
{
    /// <inheritdoc/>
    public override string Name => "top_k";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis), new("count", Count), new("largest", Largest, true), new("sorted", Sorted, true)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!ReducedAxes.Check(context, [Axis], input)) return null;
        if (input.Element == ElementType.Bool) return context.Error(DiagnosticDescriptors.ElementTypeRefused, "operand", input, "a number");
        IntExpr extent = input.Shape[(int)Axis];
        if (!context.Require(IntExpr.LessOrEqual(0, Count), DiagnosticDescriptors.CountRefused, Count, Axis, extent)
            || !context.Require(IntExpr.LessOrEqual(Count, extent), DiagnosticDescriptors.CountRefused, Count, Axis, extent))
            return null;
        IntExpr[] extents = [.. input.Shape.Extents];
        extents[(int)Axis] = Count;
        return [input with { Shape = new SymbolicShape(extents) }, new TensorType(ElementType.I64, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        (long[] sources, long[] within) = ReducedAxes.Offsets(input.Shape, [Axis]);
        (long[] targets, long[] places) = ReducedAxes.Offsets(shape, [Axis]);
        long[] chosen = new long[shape.ElementCount];
        long[] positions = new long[shape.ElementCount];
        Parallel.For(0, sources.Length, row =>
        {
            // A stable sort leaves equal elements in the order of their positions.
            IEnumerable<int> order = Enumerable.Range(0, within.Length);
            order = input.Element.IsFloat()
                ? Ordered(order, i => input.Floats[sources[row] + within[i]], (x, y) => double.IsNaN(x) || double.IsNaN(y) ? double.IsNaN(x).CompareTo(double.IsNaN(y)) : x.CompareTo(y))
                : Ordered(order, i => input.Integers[sources[row] + within[i]], (x, y) => x.CompareTo(y));
            foreach ((int rank, int i) in order.Take(places.Length).Index())
            {
                chosen[targets[row] + places[rank]] = sources[row] + within[i];
                positions[targets[row] + places[rank]] = i;
            }
        });
        ReferenceTensor values = input.Element.IsFloat()
            ? new(shape, Array.ConvertAll(chosen, at => input.Floats[at]), input.Element)
            : new(shape, Array.ConvertAll(chosen, at => input.Integers[at]), input.Element);
        return [values, new ReferenceTensor(shape, positions)];
    }

    private IOrderedEnumerable<int> Ordered<T>(IEnumerable<int> positions, Func<int, T> element, Comparison<T> comparison) => Largest
        ? positions.OrderByDescending(element, Comparer<T>.Create(comparison))
        : positions.OrderBy(element, Comparer<T>.Create(comparison));
}
