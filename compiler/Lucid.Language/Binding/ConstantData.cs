using Lucid.Language.Syntax;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>The numbers of a constant: one for all elements, or as many as there are, in rows or one after another.</summary>
internal static class ConstantData
{
    public static HostTensor Read(Value value, TensorType type, ConstStatement statement, BindingContext context)
    {
        Shape shape = type.Shape.ToShape();
        long count = shape.ElementCount;
        if (count > SourceLimits.ListLength) throw context.Fault(LanguageDiagnostics.SourceTooLarge, statement.Span, $"the constant has", $"{count} elements", SourceLimits.ListLength);
        List<Value> numbers = [];
        Flatten(value, numbers);
        if (numbers.Count == 1 && value is not ListValue) numbers = [.. Enumerable.Repeat(numbers[0], (int)count)];
        if (numbers.Count != count) throw context.Fault(LanguageDiagnostics.ElementCount, statement.Value.Span, type, count, numbers.Count);
        if (type.Element.IsFloat()) return HostTensor.FromDoubles(type.Element, shape, [.. numbers.Select(Real)]);
        return HostTensor.FromInt64s(type.Element, shape, [.. numbers.Select(Whole)]);

        double Real(Value number) => BoundArguments.Number(number) ?? throw Refuse(number, "numbers");
        long Whole(Value number) => number is SizeValue { Size: var size } && size.TryGetConstant(out long whole) ? whole
            : number is TruthValue truth && type.Element == ElementType.Bool ? (truth.Truth ? 1 : 0)
            : throw Refuse(number, "whole numbers");
        EvaluationFault Refuse(Value number, string expected) => context.Fault(LanguageDiagnostics.ValueKind, statement.Value.Span, $"an element of {type}", number.Description, expected);
    }

    private static void Flatten(Value value, List<Value> numbers)
    {
        if (value is not ListValue list)
        {
            numbers.Add(value);
            return;
        }

        foreach (Value item in list.Items) Flatten(item, numbers);
    }
}
