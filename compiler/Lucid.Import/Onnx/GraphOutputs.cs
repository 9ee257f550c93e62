using Lucid.Import.Onnx.Proto;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>The outputs of the model against what was inferred for them.</summary>
internal static class GraphOutputs
{
    /// <summary>The model's outputs, then those asked for beside them.</summary>
    public static IEnumerable<string> Names(OnnxModel model, IEnumerable<string> extra) =>
        model.Graph.Output.Select(output => output.Name).Concat(extra).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// A declared type or fixed extent that contradicts inference is an error. Names of declared dimensions mean nothing: exporters give
    /// names to extents that are fixed.
    /// </summary>
    public static void Check(OnnxModel model, IReadOnlyDictionary<string, ImportedValue> values, DiagnosticBag diagnostics)
    {
        foreach (ValueInfoProto output in model.Graph.Output)
        {
            SourceSpan span = new($"{model.Source}: output '{output.Name}'");
            if (output.Type is { ValueCase: not (TypeProto.ValueOneofCase.TensorType or TypeProto.ValueOneofCase.None) })
            {
                diagnostics.Add(ImportDiagnostics.UnsupportedValue.At(span, $"output '{output.Name}'", "no tensor", string.Empty));
                continue;
            }

            if (output.Type?.TensorType is not { } declared || !values.TryGetValue(output.Name, out ImportedValue? value)) continue;
            if (Contradicts(declared, value.Type)) diagnostics.Add(ImportDiagnostics.OutputTypeMismatch.At(span, output.Name, Text(declared), value.Type));
        }
    }

    private static bool Contradicts(TypeProto.Types.Tensor declared, TensorType inferred)
    {
        if (declared.ElemType != 0 && OnnxTypes.Element(declared.ElemType) is not { } element) return true;
        else if (declared.ElemType != 0 && Kind(OnnxTypes.Element(declared.ElemType)!.Value) != Kind(inferred.Element)) return true;
        if (declared.Shape is null) return false;
        if (declared.Shape.Dim.Count != inferred.Rank) return true;
        for (int axis = 0; axis < inferred.Rank; axis++)
        {
            TensorShapeProto.Types.Dimension dim = declared.Shape.Dim[axis];
            bool stated = dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dim.DimValue >= 0;
            if (stated && inferred.Shape[axis].TryGetConstant(out long extent) && extent != dim.DimValue) return true;
        }

        return false;
    }

    // Floats of any width are float32 here.
    private static ElementType Kind(ElementType element) => element.IsFloat() ? ElementType.F32 : element;

    private static string Text(TypeProto.Types.Tensor declared)
    {
        string element = OnnxTypes.Element(declared.ElemType)?.Text() ?? OnnxTypes.Name(declared.ElemType);
        return declared.Shape is null ? element : $"{element}[{string.Join(",", declared.Shape.Dim.Select(dim =>
            dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? dim.DimValue.ToString(System.Globalization.CultureInfo.InvariantCulture) : dim.DimParam))}]";
    }
}
