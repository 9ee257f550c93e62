using System.Collections.Immutable;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Strict;

/// <summary>
/// Computes the exact bits that a strict package gives, from the text of spec/numerics.md, for the graph that the package carries. It shares no code with the
/// shaders; ops that only move or count elements are those of the reference interpreter, whose float64 holds every float32.
/// </summary>
public static class StrictEvaluator
{
    /// <summary>The outputs of a rewritten graph (<see cref="ModelCompiler.Optimize"/>, or the graph of a package) for given inputs.</summary>
    /// <param name="graph">The rewritten graph.</param>
    /// <param name="inputs">A tensor for each of the model's inputs, by name.</param>
    /// <param name="options">How it is compiled: with halves, the values that are stored so are rounded.</param>
    /// <param name="observe">Called with every value that a node computes, as the memory of a device holds it.</param>
    /// <param name="cancellation">Looked at between nodes.</param>
    /// <exception cref="ShapeMismatchException">An input has a shape that the model does not accept.</exception>
    /// <exception cref="ShapeGuardException">The sizes break a condition of the model.</exception>
    public static StrictResult Run(
        Graph graph, IReadOnlyDictionary<string, HostTensor> inputs, CompileOptions? options = null, Action<Value, ReferenceTensor>? observe = null, CancellationToken cancellation = default)
    {
        ImmutableHashSet<ValueId> halves = options?.Precision == ElementType.F16 ? ModelCompiler.HalfValuesOf(graph, options) : [];
        var symbols = ShapeBinder.Bind(graph.Inputs.Select(id => (graph[id].Name, graph.TypeOf(id), inputs[graph[id].Name].Shape)));
        ShapeBinder.CheckGuards(graph.Guards.Select(guard => (guard.Condition, guard.Message, guard.Span.ToString())), symbols);
        int[] readsLeft = new int[graph.Values.Length];
        foreach (ValueId operand in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Value))) readsLeft[operand.Index]++;
        Dictionary<ValueId, ReferenceTensor> live = [];
        List<string> subnormal = [];
        StrictArithmetic arithmetic = new();
        foreach (Node node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            arithmetic.SawSubnormal = false;
            ReferenceTensor[] outputs = Evaluate(graph, node, new EvaluationContext([.. node.Inputs.Select(Read)], symbols), arithmetic);
            if (arithmetic.SawSubnormal) subnormal.Add(node.Name);
            for (int i = 0; i < outputs.Length; i++)
            {
                if (readsLeft[node.Outputs[i].Index] <= 0) continue;
                ReferenceTensor stored = live[node.Outputs[i]] = halves.Contains(node.Outputs[i]) ? StoredAsHalves(outputs[i]) : Stored(outputs[i]);
                observe?.Invoke(graph[node.Outputs[i]], stored);
            }

            foreach (ValueId operand in node.Inputs)
            {
                if (--readsLeft[operand.Index] == 0) live.Remove(operand);
            }
        }

        OrderedDictionary<string, HostTensor> named = new(StringComparer.Ordinal);
        foreach (GraphOutput output in graph.Outputs) named.Add(output.Name, Read(output.Value).ToHost());
        return new StrictResult(named, [.. subnormal]);

        ReferenceTensor Read(ValueId id)
        {
            if (live.TryGetValue(id, out ReferenceTensor? known)) return known;
            HostTensor data = graph.Constants.TryGetValue(id, out HostTensor? constant) ? constant : inputs[graph[id].Name];
            return live[id] = halves.Contains(id) ? StoredAsHalves(ReferenceTensor.From(data)) : Stored(ReferenceTensor.From(data));
        }
    }

    private static ReferenceTensor[] Evaluate(Graph graph, Node node, EvaluationContext context, StrictArithmetic arithmetic) => node.Op switch
    {
        Conv or ConvTranspose => [StrictLinear.Convolution(node, context, arithmetic)],
        Linear => [StrictLinear.Linear(node, context, arithmetic)],
        MatMul => [StrictLinear.Product(node, context, arithmetic)],
        Pointwise pointwise => [StrictPointwise.Run(pointwise, context, arithmetic)],
        Cast cast => [StrictPointwise.Cast(cast, context)],
        Reduce reduce => [StrictReductions.Reduce(reduce, context, arithmetic)],
        Softmax => [StrictReductions.Softmax(graph, node, context, arithmetic)],
        Attention attention => [StrictAttention.Run(attention, context, arithmetic)],
        NormalizationFactors factors => StrictReductions.NormalizationFactors(factors, context, arithmetic),
        LayerNormalization layer => [StrictReductions.LayerNormalization(layer, context, arithmetic)],
        Pool pool => [StrictWindows.Pool(pool, context, arithmetic)],
        LocalResponseNormalization response => [StrictWindows.LocalResponse(response, context, arithmetic)],
        Resize => [StrictResize.Run(graph, node, context, arithmetic)],
        GridSample sample => [StrictGridSample.Run(sample, context, arithmetic)],
        ScatterND scatter => [StrictScatter.Run(scatter, context, arithmetic)],
        Reshape or Transpose or Expand or Slice or Concat or Pad or DepthToSpace or SpaceToDepth or Gather or GatherElements or ShapeValues or Iota or ArgReduce or TopK =>
            node.Op.Evaluate(context),
        _ => throw new System.Diagnostics.UnreachableException($"{node.Name}: {node.Op.Name} stands in no rewritten graph"),
    };

    private static ReferenceTensor StoredAsHalves(ReferenceTensor tensor) =>
        new(tensor.Shape, Array.ConvertAll(tensor.Floats, x => (double)StrictArithmetic.Store(StrictFunctions.ToHalf(StrictArithmetic.Store((float)x)))), tensor.Element);

    /// <summary>A value as the memory of a device holds it: one NaN, one zero, no subnormal.</summary>
    private static ReferenceTensor Stored(ReferenceTensor tensor) => tensor.Element.IsFloat()
        ? new ReferenceTensor(tensor.Shape, Array.ConvertAll(tensor.Floats, x => (double)StrictArithmetic.Store((float)x)), tensor.Element)
        : tensor;
}
