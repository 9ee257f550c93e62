using System.Globalization;

using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>
/// Types of the model's inputs. A named dimension becomes the symbol of that name, one without a name a symbol named after input and axis;
/// extents given as options replace symbols everywhere.
/// </summary>
internal sealed class GraphInputs(OnnxModel model, GraphConstants constants, IReadOnlyDictionary<string, Shape> given, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, string> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly SourceSpan _span = new(model.Source);

    /// <summary>Names and types in order; an input in error is left out.</summary>
    public List<(string Name, TensorType Type)> Read()
    {
        List<(string Name, TensorType Type)> inputs = [];
        foreach (ValueInfoProto input in model.Inputs)
        {
            if (ElementOf(input) is { } element && ShapeOf(input) is { } shape) inputs.Add((input.Name, new TensorType(element, shape)));
        }

        Dictionary<string, IntExpr> known = Replacements(inputs);
        return [.. inputs.Select(input => (input.Name, input.Type with { Shape = input.Type.Shape.Substitute(known) }))];
    }

    private ElementType? ElementOf(ValueInfoProto input)
    {
        string found = input.Type?.ValueCase switch
        {
            TypeProto.ValueOneofCase.TensorType when OnnxTypes.Element(input.Type.TensorType.ElemType) is not null => string.Empty,
            TypeProto.ValueOneofCase.TensorType => $"a tensor of {OnnxTypes.Name(input.Type.TensorType.ElemType)}",
            TypeProto.ValueOneofCase.SequenceType => "a sequence",
            TypeProto.ValueOneofCase.MapType => "a map",
            TypeProto.ValueOneofCase.SparseTensorType => "a sparse tensor",
            TypeProto.ValueOneofCase.OptionalType => "an optional",
            _ => "of no type",
        };
        if (found.Length == 0) return constants.Narrowed(OnnxTypes.Element(input.Type!.TensorType.ElemType)!.Value, input.Name);
        diagnostics.Add(ImportDiagnostics.UnsupportedValue.At(_span, $"input '{input.Name}'", found, string.Empty));
        return null;
    }

    private SymbolicShape? ShapeOf(ValueInfoProto input)
    {
        TensorShapeProto? shape = input.Type.TensorType.Shape;
        if (shape is null)
        {
            if (given.TryGetValue(input.Name, out Shape fixedShape)) return new SymbolicShape(fixedShape);
            diagnostics.Add(ImportDiagnostics.InputWithoutShape.At(_span, input.Name));
            return null;
        }

        return new SymbolicShape([.. shape.Dim.Select((dim, axis) => dim.ValueCase switch
        {
            // Some exporters write -1 for an extent they do not know.
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue >= 0 => dim.DimValue,
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dim.DimParam.Length > 0 => Symbol(dim.DimParam),
            _ => IntExpr.Symbol(Unique(string.Create(CultureInfo.InvariantCulture, $"{Sanitised(input.Name)}_{axis}"))),
        })]);
    }

    private IntExpr Symbol(string name)
    {
        if (!_symbols.TryGetValue(name, out string? symbol)) _symbols.Add(name, symbol = Unique(Sanitised(name)));
        return IntExpr.Symbol(symbol);
    }

    private string Unique(string wanted)
    {
        string name = wanted;
        for (int i = 2; !_taken.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
        return name;
    }

    private static string Sanitised(string name)
    {
        const int MaxLength = 64;
        string text = string.Concat(name.Take(MaxLength).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '_'));
        return IntExpr.IsSymbolName(text) ? text : "_" + text;
    }

    /// <summary>Values of symbols from the options: by input, or by the symbol's own name.</summary>
    private Dictionary<string, IntExpr> Replacements(List<(string Name, TensorType Type)> inputs)
    {
        Dictionary<string, IntExpr> known = new(StringComparer.Ordinal);
        foreach ((string name, Shape shape) in given.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int index = inputs.FindIndex(input => input.Name == name);
            if (index >= 0) FixInput(name, inputs[index].Type.Shape, shape);
            else if (_symbols.TryGetValue(name, out string? symbol) || (_taken.Contains(name) && (symbol = name) == name))
            {
                if (shape.Rank == 1) Fix(name, shape, symbol, shape[0]);
                else Refuse(name, shape, $"'{name}' is one dimension, expected one extent");
            }
            else if (!model.Inputs.Any(input => input.Name == name))
                Refuse(name, shape, $"neither an input nor a dimension{NameHint.For(name, [.. inputs.Select(input => input.Name), .. _taken.Order(StringComparer.Ordinal)])}");
        }

        return known;

        void FixInput(string name, SymbolicShape declared, Shape shape)
        {
            if (declared.Rank != shape.Rank)
            {
                Refuse(name, shape, $"the input has rank {declared.Rank}: {declared}");
                return;
            }

            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if (declared[axis].TryGetConstant(out long extent))
                {
                    if (extent != shape[axis]) Refuse(name, shape, $"axis {axis} is {extent} in the model: {declared}");
                }
                else Fix(name, shape, declared[axis].SymbolName!, shape[axis]);
            }
        }

        void Fix(string name, Shape shape, string symbol, long extent)
        {
            if (extent < 1) Refuse(name, shape, $"'{symbol}' cannot be {extent}");
            else if (!known.TryAdd(symbol, extent) && !known[symbol].Equals(extent)) Refuse(name, shape, $"'{symbol}' is {known[symbol]} elsewhere");
        }

        void Refuse(string name, Shape shape, string why) =>
            diagnostics.Add(ImportDiagnostics.ShapeOptionRefused.At(_span, name, string.Join("x", shape.Extents), why));
    }
}
