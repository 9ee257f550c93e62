using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// Attention with channels before positions: out[e,l] = Σₛ p[l,s]·v[e,s], where p[l,·] is the softmax over s of scale·Σ_d q[d,l]·k[d,s]. In rows it is
/// softmax(scale·QKᵀ)V of the transposed operands. The compiler writes products around a softmax with it where one kernel is the faster.
/// </summary>
/// <remarks>Operands: queries <c>[…,D,L]</c>, keys <c>[…,D,S]</c> and values <c>[…,E,S]</c> of one float type, alike before the last two axes. Output <c>[…,E,L]</c>.</remarks>
/// <param name="Scale">Factor of the products.</param>
public sealed record Attention(double Scale) : Op
{
    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("scale", Scale)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(3, 3)) return null;
        (TensorType queries, TensorType keys, TensorType values) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        if (!context.Float("queries", queries) || !context.OneElementType("queries", "keys", "values") || !context.Rank("queries", queries, 2, int.MaxValue)
            || !context.Rank("keys", keys, queries.Rank, queries.Rank) || !context.Rank("values", values, queries.Rank, queries.Rank)
            || !Same(queries.Rank - 2, "queries", queries, "keys", keys) || !Same(queries.Rank - 1, "keys", keys, "values", values))
            return null;
        for (int axis = 0; axis < queries.Rank - 2; axis++)
        {
            if (!Same(axis, "queries", queries, "keys", keys) || !Same(axis, "queries", queries, "values", values)) return null;
        }

        IntExpr[] extents = [.. queries.Shape.Extents];
        extents[^2] = values.Shape[^2];
        return [new TensorType(queries.Element, new SymbolicShape(extents))];

        bool Same(int axis, string left, TensorType a, string right, TensorType b) =>
            context.Require(IntExpr.Equal(a.Shape[axis], b.Shape[axis]), DiagnosticDescriptors.InnerExtentMismatch, left, a.Shape[axis], right, b.Shape[axis]);
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor q, ReferenceTensor k, ReferenceTensor v) = (context.Inputs[0], context.Inputs[1], context.Inputs[2]);
        Shape shape = context.OutputShape(this);
        (int depth, int queries, int channels, int keys) = ((int)q.Shape.Extents[^2], (int)q.Shape.Extents[^1], (int)v.Shape.Extents[^2], (int)v.Shape.Extents[^1]);
        double[] output = new double[shape.ElementCount];
        Parallel.For(0, output.Length == 0 ? 0 : output.Length / channels, at =>
        {
            (int n, int l) = Math.DivRem(at, queries);
            double[] p = new double[keys];
            for (int s = 0; s < keys; s++)
            {
                for (int d = 0; d < depth; d++) p[s] += q.Floats[(((n * depth) + d) * queries) + l] * k.Floats[(((n * depth) + d) * keys) + s];
                p[s] *= Scale;
            }

            double most = p.Aggregate(double.NegativeInfinity, Math.Max);
            double sum = p.Sum(x => Math.Exp(x - most));
            for (int e = 0; e < channels; e++)
            {
                double total = 0;
                for (int s = 0; s < keys; s++) total += Math.Exp(p[s] - most) / sum * v.Floats[(((n * channels) + e) * keys) + s];
                output[(((n * channels) + e) * queries) + l] = total;
            }
        });
        return [new ReferenceTensor(shape, output, q.Element)];
    }
}
