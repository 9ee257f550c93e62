using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Brings tensors to the weights of layers and to those that the source names, by their names in the state dict.</summary>
internal sealed class WeightBinder(BindingContext context, LanguageOptions options)
{
    private const int MostNamed = 5;
    private readonly Dictionary<string, HostTensor> _used = new(StringComparer.Ordinal);

    public void Run()
    {
        (LayerValue Layer, Module Module, Parameter Parameter)[] parameters =
            [.. context.Layers.SelectMany(layer => layer.Module.Parameters.Select(parameter => (layer.Layer, layer.Module, parameter)))];
        int count = parameters.Length + context.Weights.Count;
        if (count == 0 && options.Weights is null) return;
        HashSet<string> transposed = [.. parameters.Where(entry => entry.Module is ConvTransposeModule).Select(entry => entry.Parameter.FullName)];
        IReadOnlyDictionary<string, HostTensor>? state = options.Weights?.Invoke(transposed.Contains);
        if (state is null && options.InitialWeightSeed is null)
        {
            SourceSpan first = parameters.Select(entry => entry.Layer.Span).Concat(context.Weights.Select(weight => weight.Span)).First();
            context.Report(LanguageDiagnostics.NoWeights, first, count);
            return;
        }

        state ??= new Dictionary<string, HostTensor>();
        // A name that one side lacks can only have been meant by a name that the other side lacks.
        HashSet<string> wanted = [.. parameters.Select(entry => entry.Parameter.FullName), .. context.Weights.Select(weight => weight.Name)];
        string[] surplus = [.. state.Keys.Where(name => !wanted.Contains(name)).Order(StringComparer.Ordinal)];
        foreach ((LayerValue layer, _, Parameter parameter) in parameters) Take(parameter, layer, state, surplus);
        foreach (NamedWeight weight in context.Weights) weight.Data = Take(weight, state, surplus);
        if (surplus.Length > 0)
        {
            string list = string.Join(", ", surplus.Take(MostNamed).Select(name => $"'{name}'")) + (surplus.Length > MostNamed ? $" and {surplus.Length - MostNamed} more" : "");
            context.Report(LanguageDiagnostics.WeightsDead, SourceSpan.None, list);
        }

        if (context.HasErrors) return;
        if (options.InitialWeightSeed is { } seed && parameters.Any(entry => !state.ContainsKey(entry.Parameter.FullName))) context.Root.Module.Initialize(seed);
        if (_used.Count > 0) context.Root.Module.LoadStateDict(_used, strict: false);
    }

    private void Take(Parameter parameter, LayerValue layer, IReadOnlyDictionary<string, HostTensor> state, string[] surplus)
    {
        SourceSpan span = layer.Label is null || layer.LabelSpan.Line == 0 ? layer.Span : layer.LabelSpan;
        string name = parameter.FullName;
        Shape shape = parameter.Shape!.Value;
        if (!state.TryGetValue(name, out HostTensor? data))
        {
            if (options.InitialWeightSeed is null) context.Report(LanguageDiagnostics.WeightMissing, SpanFor(span), name, shape, NearestNames.Hint(name, surplus));
            else CheckSize(name, shape, span);
        }
        else if (data.Shape != shape || !data.Element.IsFloat())
        {
            string hint = data.Shape.Rank == shape.Rank && data.Shape.Rank >= 3 && data.Shape[0] == shape[1] && data.Shape[1] == shape[0] ? "; Conv has [out, in, …], ConvTranspose [in, out, …]" : "";
            context.Report(LanguageDiagnostics.WeightShape, span, name, data, parameter.Element.Text() + shape, hint);
        }
        else
        {
            _used[name] = data;
        }
    }

    private HostTensor? Take(NamedWeight weight, IReadOnlyDictionary<string, HostTensor> state, string[] surplus)
    {
        Shape shape = weight.Type.Shape.ToShape();
        if (state.TryGetValue(weight.Name, out HostTensor? data))
        {
            if (data.Shape == shape && (data.Element == weight.Type.Element || (data.Element.IsFloat() && weight.Type.Element.IsFloat()))) return data.ConvertTo(weight.Type.Element);
            context.Report(LanguageDiagnostics.WeightShape, weight.Span, weight.Name, data, weight.Type, "");
            return null;
        }

        if (options.InitialWeightSeed is not { } seed || !weight.Type.Element.IsFloat())
        {
            context.Report(LanguageDiagnostics.WeightMissing, weight.Span, weight.Name, shape, NearestNames.Hint(weight.Name, surplus));
            return null;
        }

        if (!CheckSize(weight.Name, shape, weight.Span)) return null;
        double[] values = new double[shape.ElementCount];
        // As torch initialises a weight: uniform in ±1/√fan_in.
        new ParameterGenerator(seed, weight.Name).FillUniform(values, 1 / Math.Sqrt(Math.Max(1, shape.Extents.Skip(1).Aggregate(1.0, (product, extent) => product * extent))));
        return HostTensor.FromDoubles(weight.Type.Element, shape, values);
    }

    private bool CheckSize(string name, Shape shape, SourceSpan span)
    {
        if (shape.ElementCount <= Array.MaxLength / sizeof(double)) return true;
        context.Report(LanguageDiagnostics.WeightTooLarge, span, name, shape);
        return false;
    }

    // One line of the source may miss several weights; each is reported.
    private static SourceSpan SpanFor(SourceSpan span) => span;
}
