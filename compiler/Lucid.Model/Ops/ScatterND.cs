using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The operand with slices replaced or combined: for every index tuple j, out[indices[j,:], …] becomes updates[j, …], or what the reduction
/// makes of it and updates[j, …] (ONNX ScatterND; torch.index_put).
/// </summary>
/// <remarks>
/// Operands: data of rank r; indices, integers `[*J,q]` with 1 ≤ q ≤ r; updates `[*J, …]` with the last r - q axes of data. Tuples are applied in
/// row-major order of j: of two that name one place, the later one is written last. Negative indices count from the end; a tuple with an
/// index outside, an error in ONNX, changes nothing.
/// </remarks>
/// <param name="Reduction">What becomes of an element that an update is written to.</param>
public sealed record ScatterND(ScatterReduction Reduction) : Op
{
    /// <inheritdoc/>
    public override string Name => "scatter_nd";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("reduction", ReductionText(Reduction), ReductionText(ScatterReduction.None))];

    /// <summary>The text of a reduction.</summary>
    public static string ReductionText(ScatterReduction reduction) => reduction switch
    {
        ScatterReduction.None => "none",
        ScatterReduction.Add => "add",
        ScatterReduction.Mul => "mul",
        ScatterReduction.Max => "max",
        ScatterReduction.Min => "min",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(3, 3)) return null;
        (TensorType data, TensorType indices, TensorType updates) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        if (!context.Indices(indices)) return null;
        if (updates.Element != data.Element) return context.Error(DiagnosticDescriptors.MixedElementTypes, "data", data.Element.Text(), "updates", updates.Element.Text());
        if (Reduction != ScatterReduction.None && data.Element == ElementType.Bool) return context.Error(DiagnosticDescriptors.ElementTypeRefused, "data", data, "a number");
        if (indices.Rank < 1 || !indices.Shape[indices.Rank - 1].TryGetConstant(out long depth) || depth < 1 || depth > data.Rank)
            return context.Error(DiagnosticDescriptors.IndexTupleRefused, indices, data.Rank, data);
        SymbolicShape expected = new([.. indices.Shape.Extents.SkipLast(1), .. data.Shape.Extents.Skip((int)depth)]);
        if (updates.Rank != expected.Rank) return context.Error(DiagnosticDescriptors.UpdatesRefused, updates, expected);
        for (int axis = 0; axis < expected.Rank; axis++)
        {
            if (!context.Require(IntExpr.Equal(updates.Shape[axis], expected[axis]), DiagnosticDescriptors.UpdatesRefused, updates, expected)) return null;
        }

        return [data];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor data, ReferenceTensor indices, ReferenceTensor updates) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        if (data.Element.IsFloat())
        {
            double[] floats = [.. data.Floats];
            Scatter(data.Shape, indices, updates.Floats, floats, FloatCombination());
            return [new ReferenceTensor(data.Shape, floats, data.Element)];
        }

        long[] integers = [.. data.Integers];
        Func<long, long, long> combine = IntegerCombination();
        Scatter(data.Shape, indices, updates.Integers, integers, (old, update) => IntegerRange.Wrap(combine(old, update), data.Element));
        return [new ReferenceTensor(data.Shape, integers, data.Element)];
    }

    private static void Scatter<T>(Shape data, ReferenceTensor indices, T[] updates, T[] output, Func<T, T, T> combine)
    {
        int depth = (int)indices.Shape[indices.Shape.Rank - 1];
        int slice = (int)new Shape(data.Extents.AsSpan()[depth..]).ElementCount;
        for (int j = 0; j < indices.Integers.Length / depth; j++)
        {
            long place = 0;
            for (int axis = 0; axis < depth && place != IndexedPositions.None; axis++)
            {
                long position = IndexedPositions.Resolve(indices.Integers[(j * depth) + axis], data[axis]);
                place = position == IndexedPositions.None ? position : (place * data[axis]) + position;
            }

            if (place == IndexedPositions.None) continue;
            for (int k = 0; k < slice; k++) output[(place * slice) + k] = combine(output[(place * slice) + k], updates[(j * slice) + k]);
        }
    }

    private Func<double, double, double> FloatCombination() => Reduction switch
    {
        ScatterReduction.None => (_, update) => update,
        ScatterReduction.Add => (old, update) => old + update,
        ScatterReduction.Mul => (old, update) => old * update,
        ScatterReduction.Max => Math.Max,
        ScatterReduction.Min => Math.Min,
    };

    private Func<long, long, long> IntegerCombination() => Reduction switch
    {
        ScatterReduction.None => (_, update) => update,
        ScatterReduction.Add => (old, update) => unchecked(old + update),
        ScatterReduction.Mul => (old, update) => unchecked(old * update),
        ScatterReduction.Max => Math.Max,
        ScatterReduction.Min => Math.Min,
    };
}
