using System.Globalization;

using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>
/// Calls of the namespace <c>onnx</c>: every op of the graph under its name there, operands first, attributes by name. The catalogue of ops
/// is the only list: an op that it has can be written.
/// </summary>
internal static class OpCalls
{
    public static Value Call(string name, IReadOnlyList<BoundArgument> given, SourceSpan span, BindingContext context)
    {
        List<Var> operands = [];
        List<OpAttribute> attributes = [];
        foreach (BoundArgument argument in given)
        {
            if (argument.Value is PoisonValue) throw new EvaluationFault();
            if (argument.Name is null && attributes.Count > 0) throw context.Fault(LanguageDiagnostics.PositionalAfterNamed, argument.Span, $"onnx.{name}");
            if (argument.Name is { } attribute) attributes.Add(new OpAttribute(attribute, new AttributeText(Text(argument, name, context))));
            else if (argument.Value is TensorValue tensor) operands.Add(tensor.Tensor);
            else throw context.Fault(LanguageDiagnostics.ArgumentKind, argument.Span, $"onnx.{name}", $"operand {operands.Count.ToString(CultureInfo.InvariantCulture)}", argument.Value.Description, "a tensor; attributes have names");
        }

        Op op;
        try
        {
            op = OpCatalogue.Create(name, attributes);
        }
        catch (Exception refused) when (refused is FormatException or OverflowException or ShapeEvaluationException)
        {
            throw context.Fault(LanguageDiagnostics.AttributeRefused, span, name, refused.Message);
        }

        IReadOnlyList<Var> results = context.At(span, () => context.Model.Apply(op, [.. operands]));
        return results.Count == 1 ? new TensorValue(results[0]) : new ListValue([.. results.Select(result => new TensorValue(result))]);
    }

    // As the graph's text writes attributes, whose reader says which kind each must be.
    private static string Text(BoundArgument argument, string op, BindingContext context) => TextOf(argument.Value)
        ?? throw context.Fault(LanguageDiagnostics.ArgumentKind, argument.Span, $"onnx.{op}", argument.Name, argument.Value.Description, "a number, a word, True, False or a list of them");

    private static string? TextOf(Value value) => value switch
    {
        SizeValue size => size.Size.ToString(),
        RealValue real => AttributeText.Of(real.Real),
        TruthValue truth => truth.Truth ? "true" : "false",
        TextValue text => text.Text,
        ElementValue element => element.Element.Text(),
        ListValue list when list.Items.Select(TextOf).ToArray() is var items && items.All(item => item is not null) => $"[{string.Join(",", items)}]",
        _ => null,
    };
}
