using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Extents that were fixed from outside: values for the symbols of the inputs' types.</summary>
internal static class InputShapes
{
    /// <summary>What each symbol is fixed to; what does not fit is reported.</summary>
    public static Dictionary<string, IntExpr> Fix(IReadOnlyList<(string Name, TensorType Type, SourceSpan Span)> inputs, IReadOnlyDictionary<string, Shape> shapes, BindingContext context)
    {
        Dictionary<string, IntExpr> values = new(StringComparer.Ordinal);
        foreach ((string name, Shape shape) in shapes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string text = $"{name}={string.Join('x', shape.Extents)}";
            if (inputs.FirstOrDefault(input => input.Name == name) is { Name: not null } input) Fix(input.Type, shape, text, input.Span, values, context);
            else if (!context.Symbols.ContainsKey(name))
                context.Report(LanguageDiagnostics.ShapeRefused, SourceSpan.None, text, $"no input and no dimension is named '{name}'{NearestNames.Hint(name, inputs.Select(known => known.Name).Concat(context.Symbols.Keys))}");
            else if (shape.Rank != 1) context.Report(LanguageDiagnostics.ShapeRefused, SourceSpan.None, text, $"'{name}' is a dimension; expected one extent");
            else Set(name, shape[0], text, SourceSpan.None, values, context);
        }

        foreach ((string name, TensorType type, SourceSpan span) in inputs.Where(input => shapes.ContainsKey(input.Name)))
        {
            Shape shape = shapes[name];
            for (int axis = 0; axis < Math.Min(shape.Rank, type.Rank); axis++)
            {
                IntExpr extent = type.Shape[axis].Substitute(values);
                if (extent.TryGetConstant(out long known) && known != shape[axis])
                    context.Report(LanguageDiagnostics.ShapeRefused, span, $"{name}={string.Join('x', shape.Extents)}", $"axis {axis} is {shape[axis]}, the source says {type.Shape[axis]}{(type.Shape[axis].IsConstant ? "" : $" = {known}")}");
            }
        }

        return values;
    }

    private static void Fix(TensorType type, Shape shape, string text, SourceSpan span, Dictionary<string, IntExpr> values, BindingContext context)
    {
        if (shape.Rank != type.Rank)
        {
            context.Report(LanguageDiagnostics.ShapeRefused, span, text, $"{shape.Rank} axes, the source says {type.Shape}");
            return;
        }

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (type.Shape[axis].SymbolName is { } symbol) Set(symbol, shape[axis], text, span, values, context);
        }

        // 2*h: what h must be, where the other axes do not say.
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            IntExpr extent = type.Shape[axis].Substitute(values);
            if (extent.Symbols() is not [var only] || extent.AsLinearIn(only) is not { } linear) continue;
            if (linear.Factor.TryGetConstant(out long factor) && linear.Offset.TryGetConstant(out long offset) && factor != 0 && (shape[axis] - offset) % factor == 0)
                Set(only, (shape[axis] - offset) / factor, text, span, values, context);
        }
    }

    private static void Set(string symbol, long extent, string text, SourceSpan span, Dictionary<string, IntExpr> values, BindingContext context)
    {
        if (values.TryGetValue(symbol, out IntExpr? known) && !known.Equals(extent)) context.Report(LanguageDiagnostics.ShapeRefused, span, text, $"'{symbol}' is {known} elsewhere");
        else values[symbol] = extent;
    }
}
