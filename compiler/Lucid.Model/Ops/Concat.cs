using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>Operands one after another along an axis (ONNX Concat, torch.cat). They agree in element type and in every other axis.</summary>
/// <param name="Axis">The axis, 0 to rank - 1.</param>
public sealed record Concat(long Axis) : Op
{
    /// <inheritdoc/>
    public override string Name => "concat";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes => [new("axis", Axis)];

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, int.MaxValue) || !context.OneElementType()) return null;
        TensorType first = context.Inputs[0];
        if (Axis < 0 || Axis >= first.Rank) return context.Error(DiagnosticDescriptors.AxisRefused, Axis, first);
        IntExpr[] extents = [.. first.Shape.Extents];
        for (int i = 1; i < context.Inputs.Count; i++)
        {
            TensorType next = context.Inputs[i];
            if (next.Rank != first.Rank) return context.Error(DiagnosticDescriptors.ConcatMismatch, i, next, first, Axis);
            for (int axis = 0; axis < extents.Length; axis++)
            {
                if (axis == Axis) extents[axis] += next.Shape[axis];
                else if (!context.Require(IntExpr.Equal(first.Shape[axis], next.Shape[axis]), DiagnosticDescriptors.ConcatMismatch, i, next, first, Axis)) return null;
            }
        }

        return [new TensorType(first.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        Shape shape = context.OutputShape(this);
        ElementType element = context.Inputs[0].Element;
        return element.IsFloat()
            ? [new ReferenceTensor(shape, Join(shape, context.Inputs, input => input.Floats), element)]
            : [new ReferenceTensor(shape, Join(shape, context.Inputs, input => input.Integers), element)];
    }

    private T[] Join<T>(Shape shape, ReferenceTensor[] inputs, Func<ReferenceTensor, T[]> elements)
    {
        T[] output = new T[shape.ElementCount];
        if (output.Length == 0) return output;
        long outer = new Shape(shape.Extents.AsSpan()[..(int)Axis]).ElementCount;
        int at = 0;
        for (long row = 0; row < outer; row++)
        {
            foreach (ReferenceTensor input in inputs)
            {
                int length = (int)(elements(input).Length / outer);
                Array.Copy(elements(input), row * length, output, at, length);
                at += length;
            }
        }

        return output;
    }
}
