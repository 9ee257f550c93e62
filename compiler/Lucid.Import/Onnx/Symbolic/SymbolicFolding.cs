using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Symbolic;

/// <summary>
/// The partial evaluator: ops applied to tensors whose elements are expressions. Arithmetic is done on the expressions; ops that only move
/// elements are asked, through their own reference evaluation, where each element comes from.
/// </summary>
internal static class SymbolicFolding
{
    /// <summary>The output, or null where the op says nothing about expressions; then it is computed when the model runs.</summary>
    /// <param name="op">An op with one output.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="type">The output's type by the op's own rule.</param>
    public static SymbolicTensor? TryEvaluate(Op op, IReadOnlyList<SymbolicTensor> operands, TensorType type)
    {
        if (!type.Shape.IsConstant || type.Shape.ElementCount.ConstantValue > SymbolicTensor.MaxElements) return null;
        Shape shape = type.Shape.ToShape();
        Ratio[]? elements = op switch
        {
            Pointwise pointwise => SymbolicArithmetic.Map(pointwise, operands, shape),
            Cast cast => [.. operands[0].Elements.Select(element => Convert(element, operands[0].Element, cast.To))],
            Reduce reduce => SymbolicArithmetic.Reduce(reduce, operands[0], shape),
            Reshape => operands[0].Elements,
            Slice or Concat or Transpose or Expand => Move(op, operands),
            _ => null,
        };
        return elements is null || elements.Any(TooLong) ? null : new SymbolicTensor(type.Element, shape, elements);
    }

    /// <summary>Elements in other places: the op is evaluated on the positions of the elements instead of on the elements.</summary>
    private static Ratio[] Move(Op op, IReadOnlyList<SymbolicTensor> operands)
    {
        Ratio[] all = [.. operands.SelectMany(operand => operand.Elements)];
        ReferenceTensor[] positions = new ReferenceTensor[operands.Count];
        int first = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            int count = operands[i].Elements.Length;
            positions[i] = new ReferenceTensor(operands[i].Shape, [.. Enumerable.Range(first, count).Select(at => (long)at)]);
            first += count;
        }

        return [.. op.Evaluate(new EvaluationContext(positions, NoSymbols))[0].Integers.Select(at => all[at])];
    }

    private static Ratio Convert(Ratio value, ElementType from, ElementType to)
    {
        if (to == ElementType.Bool) return IntExpr.Not(Ratio.Equal(value, 0));
        return from.IsFloat() && !to.IsFloat() ? value.Truncate() : value;
    }

    private static bool TooLong(Ratio value) =>
        value.Numerator.ToString().Length > SymbolicTensor.MaxLength || value.Denominator.ToString().Length > SymbolicTensor.MaxLength;

    private static readonly Dictionary<string, long> NoSymbols = [];
}
