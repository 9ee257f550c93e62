using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// A matrix product with the weight's rows: out[…,o] = bias[o] + Σ over j of in[…,j] · weight[o,j] (torch.nn.Linear; ONNX Gemm with transB).
/// </summary>
/// <remarks>Operands: input <c>[...,In]</c>; weight <c>[Out,In]</c>; optional bias <c>[Out]</c>. Output <c>[...,Out]</c>.</remarks>
public sealed record Linear : Op
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 3)) return null;
        (TensorType input, TensorType weight) = (context.Inputs[0], context.Inputs[1]);
        if (!context.Float("input", input) || !context.OneElementType("input", "weight", "bias")
            || !context.Rank("input", input, 1, int.MaxValue) || !context.Rank("weight", weight, 2, 2))
            return null;
        IntExpr features = input.Shape[input.Rank - 1];
        if (!context.Require(IntExpr.Equal(features, weight.Shape[1]), DiagnosticDescriptors.InnerExtentMismatch, "input", features, "weight", weight.Shape[1])
            || (context.Inputs.Count == 3 && !context.ChannelVector("bias", context.Inputs[2], weight.Shape[0])))
            return null;
        return [new TensorType(input.Element, new SymbolicShape([.. input.Shape.Extents.AsSpan()[..^1], weight.Shape[0]]))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor input, ReferenceTensor weight) = (context.Inputs[0], context.Inputs[1]);
        double[]? bias = context.Inputs.Length == 3 ? context.Inputs[2].Floats : null;
        Shape shape = context.OutputShape(this);
        double[] output = new double[shape.ElementCount];
        (int outputs, int features) = ((int)weight.Shape[0], (int)weight.Shape[1]);

        Parallel.For(0, output.Length, at =>
        {
            (int row, int o) = Math.DivRem(at, outputs);
            ReadOnlySpan<double> x = input.Floats.AsSpan(row * features, features);
            ReadOnlySpan<double> w = weight.Floats.AsSpan(o * features, features);
            double sum = bias is null ? 0 : bias[o];
            for (int j = 0; j < x.Length; j++) sum += x[j] * w[j];
            output[at] = sum;
        });
        return [new ReferenceTensor(shape, output, input.Element)];
    }
}
