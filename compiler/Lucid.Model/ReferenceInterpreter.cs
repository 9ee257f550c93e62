using System.Collections.Immutable;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// Says what the right answer is: runs a graph node by node in float64, each op from its definition (<see cref="Op.Evaluate"/>).
/// Same inputs, same bits, whatever the number of processors. Values are released after their last use.
/// </summary>
public static class ReferenceInterpreter
{
    /// <summary>The outputs for given inputs, and what <paramref name="options"/> asks for.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="inputs">A tensor for each of the model's inputs, by name, of the declared element type.</param>
    /// <param name="options">What to return beside the outputs.</param>
    /// <param name="cancellation">Looked at between nodes.</param>
    /// <exception cref="ModelException">An input is missing, unknown or of another element type; an unknown value was asked for; a tensor is too large for the interpreter.</exception>
    /// <exception cref="ShapeMismatchException">An input has a shape that the model does not accept.</exception>
    /// <exception cref="ShapeGuardException">The sizes break a condition of the model.</exception>
    /// <exception cref="ShapeEvaluationException">A size overflows for these inputs.</exception>
    public static ReferenceResult Run(
        Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, ReferenceOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ReferenceOptions();
        CheckNames(graph, inputs, options);
        var symbols = ShapeBinder.Bind(graph.Inputs.Select(id => (graph[id].Name, graph.TypeOf(id), inputs[graph[id].Name].Shape)));
        ShapeBinder.CheckGuards(graph.Guards.Select(guard => (guard.Condition, guard.Message, guard.Span.ToString())), symbols);
        CheckSizes(graph, symbols);

        HashSet<ValueId> kept = [.. graph.Outputs.Select(output => output.Value)];
        HashSet<string> wanted = new(options.Values, StringComparer.Ordinal);
        kept.UnionWith(graph.Values.Where(value => wanted.Contains(value.Name)).Select(value => value.Id));
        if (options.AllValues) kept.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));

        int[] readsLeft = new int[graph.Values.Length];
        foreach (ValueId operand in graph.Nodes.SelectMany(node => node.Inputs)) readsLeft[operand.Index]++;
        Dictionary<ValueId, ReferenceTensor> live = [];
        foreach (Node node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            ReferenceTensor[] outputs = node.Op.Evaluate(new EvaluationContext([.. node.Inputs.Select(Read)], symbols));
            for (int i = 0; i < outputs.Length; i++)
            {
                Value value = graph[node.Outputs[i]];
                options.Observe?.Invoke(value, outputs[i]);
                if (readsLeft[value.Id.Index] > 0 || kept.Contains(value.Id)) live[value.Id] = outputs[i];
            }

            foreach (ValueId operand in node.Inputs)
            {
                if (--readsLeft[operand.Index] == 0 && !kept.Contains(operand)) live.Remove(operand);
            }

            options.Progress?.Invoke(node.Id.Index + 1, graph.Nodes.Length);
        }

        return new ReferenceResult(
            Named(graph.Outputs.Select(output => (output.Name, output.Value))),
            Named(graph.Values.Where(value => wanted.Contains(value.Name) || (options.AllValues && kept.Contains(value.Id))).Select(value => (value.Name, value.Id))),
            symbols);

        ReferenceTensor Read(ValueId id)
        {
            if (live.TryGetValue(id, out ReferenceTensor? known)) return known;
            HostTensor data = graph.Constants.TryGetValue(id, out HostTensor? constant) ? constant : inputs[graph[id].Name];
            return live[id] = ReferenceTensor.From(data);
        }

        OrderedDictionary<string, ReferenceTensor> Named(IEnumerable<(string Name, ValueId Id)> values)
        {
            OrderedDictionary<string, ReferenceTensor> named = new(StringComparer.Ordinal);
            foreach ((string name, ValueId id) in values) named.Add(name, Read(id));
            return named;
        }
    }

    private static void CheckNames(Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, ReferenceOptions options)
    {
        DiagnosticBag found = [];
        string[] known = [.. graph.Inputs.Select(id => graph[id].Name)];
        foreach (ValueId id in graph.Inputs)
        {
            (string name, TensorType type) = (graph[id].Name, graph.TypeOf(id));
            if (!inputs.TryGetValue(name, out HostTensor? tensor)) found.Add(DiagnosticDescriptors.InputMissing.At(SourceSpan.None, name, type));
            else if (tensor.Element != type.Element) found.Add(DiagnosticDescriptors.InputElementType.At(SourceSpan.None, name, tensor, type.Element.Text()));
        }

        foreach (string name in inputs.Keys.Except(known).Order(StringComparer.Ordinal))
            found.Add(DiagnosticDescriptors.InputUnknown.At(SourceSpan.None, name, string.Join(", ", known)));
        foreach (string name in options.Values.Except(graph.Values.Select(value => value.Name)))
            found.Add(DiagnosticDescriptors.ValueUnknown.At(SourceSpan.None, name, NearestNames.Hint(name, graph.Values.Select(value => value.Name))));
        if (found.HasErrors) throw new ModelException([.. found]);
    }

    /// <summary>Every value fits an array, and no size is negative or overflows: asked once, so that no node need.</summary>
    private static void CheckSizes(Graph graph, ImmutableSortedDictionary<string, long> symbols)
    {
        foreach (Value value in graph.Values)
        {
            Shape shape = value.Type.Shape.Evaluate(symbols);
            long count = ElementCount(value, shape);
            if (count > Array.MaxLength)
                throw new ModelException([DiagnosticDescriptors.ValueTooLarge.At(SourceSpan.None, value.Name, value.Type.Element.Text() + shape, count, Array.MaxLength)]);
        }
    }

    private static long ElementCount(Value value, Shape shape)
    {
        try
        {
            return shape.ElementCount;
        }
        catch (OverflowException)
        {
            throw new ShapeEvaluationException($"value '{value.Name}' of shape {shape} has more elements than 64 bits count");
        }
    }
}
