using System.Diagnostics;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// Rebuilds a graph node by node: a pass says for each node what stands in its place, and everything else is copied with its name,
/// span and operands carried over. The result is built, hence verified, like any other graph; what no output needs any more is left out.
/// </summary>
/// <remarks>
/// A pass is one call:
/// <code>
/// // relu(relu(x)) = relu(x)
/// public static Graph Run(Graph graph) => GraphRewriter.Rewrite(graph, (rewriter, node) =>
/// {
///     if (!IsRelu(node) || rewriter.Uses.ProducerOf(node.Inputs[0]) is not { } inner || !IsRelu(inner)) return false;
///     rewriter.Replace(node.Output, rewriter.New(inner.Output));
///     return true;
/// });
/// </code>
/// Ids of the source graph and of the new one are both <see cref="ValueId"/>: <see cref="New"/> leads from the first to the second.
/// </remarks>
public sealed class GraphRewriter
{
    private readonly Dictionary<ValueId, ValueId> _new = [];
    private GraphBuilder? _builder;
    private int _visited;

    private GraphRewriter(Graph source) => (Source, Uses) = (source, new GraphUses(source));

    /// <summary>The graph that is rewritten.</summary>
    public Graph Source { get; }

    /// <summary>Producers and users in the source.</summary>
    public GraphUses Uses { get; }

    /// <summary>The graph that is made, up to the node that is visited: begun when first asked for, because most passes find nothing in most graphs.</summary>
    public GraphBuilder Builder => _builder ?? Begin();

    /// <summary>Visits every node in order. The visitor returns true when it has replaced all outputs of the node, false to have it copied.</summary>
    /// <returns>The new graph without dead nodes, or the very same graph if the visitor replaced nothing.</returns>
    public static Graph Rewrite(Graph graph, Func<GraphRewriter, Node, bool> visit)
    {
        GraphRewriter rewriter = new(graph);
        bool changed = false;
        foreach (Node node in graph.Nodes)
        {
            if (visit(rewriter, node))
            {
                changed = true;
                rewriter._builder ??= rewriter.Begin(); // A node that vanishes without a trace is not copied later.
            }
            else if (rewriter._builder is not null)
            {
                rewriter.Copy(node);
            }

            rewriter._visited++;
        }

        return changed ? RemoveDead(rewriter.Finish()) : graph;
    }

    /// <summary>The graph without nodes and constants that no output needs; the very same graph if there are none. Inputs stay: they are the model's face.</summary>
    public static Graph RemoveDead(Graph graph)
    {
        HashSet<ValueId> live = [.. graph.Outputs.Select(output => output.Value)];
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(live.Contains)) live.UnionWith(node.Inputs);
        }

        bool IsDead(Node node) => !node.Outputs.Any(live.Contains);
        if (!graph.Nodes.Any(IsDead) && graph.Constants.Keys.All(live.Contains)) return graph;
        GraphRewriter rewriter = new(graph);
        foreach (Node node in graph.Nodes)
        {
            if (!IsDead(node)) rewriter.Copy(node);
        }

        return rewriter.Finish();
    }

    /// <summary>The value of the new graph that stands for a value of the source; constants are carried over when first asked for.</summary>
    public ValueId New(ValueId source)
    {
        GraphBuilder builder = Builder;
        if (_new.TryGetValue(source, out ValueId known)) return known;
        if (!Source.Constants.TryGetValue(source, out HostTensor? data))
            throw new UnreachableException($"value '{Source[source].Name}' is read before it is rewritten");
        return _new[source] = builder.AddConstant(Source[source].Name, data);
    }

    /// <summary>Makes every later reader of a source value read a value of the new graph.</summary>
    public void Replace(ValueId source, ValueId replacement) => _new[source] = replacement;

    /// <summary>Copies a node with its name, its span and the names of its outputs.</summary>
    public void Copy(Node node)
    {
        ValueList<ValueId> outputs = Add(node.Op, [.. node.Inputs.Select(New)], node, [.. node.Outputs.Select(output => Source[output].Name)]);
        for (int i = 0; i < outputs.Count; i++) Replace(node.Outputs[i], outputs[i]);
    }

    /// <summary>Puts an op with one output in the place of a node with one output, under the node's names and span.</summary>
    public void ReplaceBy(Node node, Op op, params ReadOnlySpan<ValueId> newInputs) =>
        Replace(node.Output, Add(op, newInputs, node, [Source[node.Output].Name])[0]);

    /// <summary>Puts an op in the place of the output of <paramref name="last"/>, under that output's name but with the name and span of <paramref name="origin"/>: for a node that has taken in those after it.</summary>
    public void ReplaceBy(Node last, Node origin, Op op, params ReadOnlySpan<ValueId> newInputs) =>
        Replace(last.Output, Add(op, newInputs, origin, [Source[last.Output].Name])[0]);

    /// <summary>Adds an op with one output to the new graph on the way to a replacement, named after the node it serves and with its span.</summary>
    public ValueId Add(Node servedNode, Op op, params ReadOnlySpan<ValueId> newInputs) => Add(op, newInputs, servedNode, [])[0];

    /// <summary>Adds a constant to the new graph.</summary>
    public ValueId AddConstant(string name, HostTensor data) => Builder.AddConstant(name, data);

    private ValueList<ValueId> Add(Op op, ReadOnlySpan<ValueId> inputs, Node origin, ReadOnlySpan<string> outputNames) =>
        Builder.AddNode(op, inputs, origin.Name, origin.Span, outputNames)
        ?? throw new UnreachableException($"the rewrite of node '{origin.Name}' is wrong: {string.Join("; ", Builder.Diagnostics)}");

    /// <summary>Inputs, guards and a copy of every node visited before: all of them were left as they are.</summary>
    private GraphBuilder Begin()
    {
        _builder = new GraphBuilder(Source.Name);
        foreach (ValueId input in Source.Inputs) _new.Add(input, _builder.AddInput(Source[input].Name, Source.TypeOf(input)));
        // First of all, so that a guard keeps the message and the span of the node that asked for it first.
        foreach (Guard guard in Source.Guards) _builder.AddGuard(guard);
        for (int i = 0; i < _visited; i++) Copy(Source.Nodes[i]);
        return _builder;
    }

    private Graph Finish()
    {
        foreach (GraphOutput output in Source.Outputs) Builder.AddOutput(output.Name, New(output.Value));
        return Builder.Build();
    }
}
