using System.Collections.Immutable;

using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// The rules that every graph keeps, in one list. <see cref="GraphBuilder.Build"/> checks them, so whoever holds a <see cref="Graph"/>
/// may rely on them: what was verified never throws downstream.
/// </summary>
public static class GraphVerifier
{
    private static readonly ImmutableArray<Func<Graph, IEnumerable<Diagnostic>>> Rules =
    [
        ThereIsAnOutput,
        NamesAreUnique,
        IdsArePositions,
        EveryValueIsProducedOnce,
        OperandsComeBefore,
        ConstantsHaveTheirType,
        TypesFollowTheShapeRules,
        SymbolsComeFromInputs,
        NoGuardIsFalse,
    ];

    /// <summary>Everything that breaks a rule; empty for a good graph. Later rules are not asked once one is broken, since they rely on the earlier.</summary>
    public static ImmutableArray<Diagnostic> Check(Graph graph)
    {
        foreach (Func<Graph, IEnumerable<Diagnostic>> rule in Rules)
        {
            ImmutableArray<Diagnostic> broken = [.. rule(graph)];
            if (!broken.IsEmpty) return broken;
        }

        return [];
    }

    private static IEnumerable<Diagnostic> ThereIsAnOutput(Graph graph)
    {
        if (graph.Outputs.IsEmpty) yield return DiagnosticDescriptors.NoOutput.At(SourceSpan.None, graph.Name);
    }

    // Inputs and values share names: a caller addresses both by name. An output may be named as any value.
    private static IEnumerable<Diagnostic> NamesAreUnique(Graph graph) =>
        Duplicates("value", graph.Values.Select(value => value.Name))
            .Concat(Duplicates("node", graph.Nodes.Select(node => node.Name)))
            .Concat(Duplicates("output", graph.Outputs.Select(output => output.Name)));

    private static IEnumerable<Diagnostic> Duplicates(string what, IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name)) yield return DiagnosticDescriptors.DuplicateName.At(SourceSpan.None, what, name);
            else if (name.Length == 0) yield return DiagnosticDescriptors.EmptyName.At(SourceSpan.None, what == "output" ? "an output" : "a " + what);
        }
    }

    private static IEnumerable<Diagnostic> IdsArePositions(Graph graph)
    {
        for (int i = 0; i < graph.Values.Length; i++)
        {
            if (graph.Values[i].Id.Index != i) yield return Malformed($"value '{graph.Values[i].Name}' at position {i} has id {graph.Values[i].Id}");
        }

        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            if (graph.Nodes[i].Id.Index != i) yield return Malformed($"node '{graph.Nodes[i].Name}' at position {i} has id {graph.Nodes[i].Id.Index}");
        }
    }

    private static IEnumerable<Diagnostic> EveryValueIsProducedOnce(Graph graph)
    {
        int[] producers = new int[graph.Values.Length];
        foreach (ValueId id in graph.Inputs.Concat(graph.Constants.Keys).Concat(graph.Nodes.SelectMany(node => node.Outputs)))
        {
            if (id.Index < 0 || id.Index >= producers.Length) yield return Malformed($"{id} is produced but is no value");
            else producers[id.Index]++;
        }

        for (int i = 0; i < producers.Length; i++)
        {
            if (producers[i] != 1) yield return Malformed($"value '{graph.Values[i].Name}' is produced {producers[i]} times, expected once");
        }
    }

    private static IEnumerable<Diagnostic> OperandsComeBefore(Graph graph)
    {
        HashSet<ValueId> known = [.. graph.Inputs, .. graph.Constants.Keys];
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId input in node.Inputs)
            {
                if (!known.Contains(input)) yield return Malformed($"node '{node.Name}' reads {input}, which nothing before it produces", node.Span);
            }

            known.UnionWith(node.Outputs);
        }

        foreach (GraphOutput output in graph.Outputs)
        {
            if (!known.Contains(output.Value)) yield return Malformed($"output '{output.Name}' is {output.Value}, which nothing produces");
        }
    }

    private static IEnumerable<Diagnostic> ConstantsHaveTheirType(Graph graph)
    {
        foreach ((ValueId id, HostTensor data) in graph.Constants.OrderBy(constant => constant.Key))
        {
            if (data.Type != graph.TypeOf(id)) yield return Malformed($"constant '{graph[id].Name}' is {graph.TypeOf(id)}, its data is {data}");
        }
    }

    private static IEnumerable<Diagnostic> TypesFollowTheShapeRules(Graph graph)
    {
        HashSet<IntExpr> stated = [.. graph.Guards.Select(guard => guard.Condition)];
        foreach (Node node in graph.Nodes)
        {
            DiagnosticBag found = [];
            List<Guard> guards = [];
            InferenceContext context = new(node.Op.Name, node.Inputs.Select(graph.TypeOf).ToValueList(), node.Span, found, guards);
            ValueList<TensorType>? types = context.Infer(node.Op);
            ValueList<TensorType> declared = node.Outputs.Select(graph.TypeOf).ToValueList();
            if (types is null)
            {
                foreach (Diagnostic diagnostic in found) yield return diagnostic;
            }
            else if (types != declared)
            {
                yield return Malformed($"node '{node.Name}' produces {types}, its values are {declared}", node.Span);
            }

            foreach (Guard guard in guards.Where(guard => !stated.Contains(guard.Condition)))
                yield return Malformed($"node '{node.Name}' needs a guard {guard.Condition}, which the graph lacks", node.Span);
        }
    }

    private static IEnumerable<Diagnostic> SymbolsComeFromInputs(Graph graph)
    {
        TensorType[] inputs = [.. graph.Inputs.Select(graph.TypeOf)];
        ImmutableSortedSet<string> undetermined = ShapeBinder.Undetermined(inputs);
        foreach (string name in undetermined) yield return DiagnosticDescriptors.SymbolUndetermined.At(SourceSpan.None, name);

        ImmutableSortedSet<string> known = [.. inputs.SelectMany(type => type.Shape.Extents).SelectMany(extent => extent.Symbols())];
        var used = graph.Values.SelectMany(value => value.Type.Shape.Extents)
            .Concat(graph.Guards.Select(guard => guard.Condition))
            .Concat(graph.Nodes.SelectMany(node => node.Op.Expressions));
        foreach (string name in used.SelectMany(expr => expr.Symbols()).Where(name => !known.Contains(name)).Distinct().Order(StringComparer.Ordinal))
            yield return DiagnosticDescriptors.SymbolUnknown.At(SourceSpan.None, name);
    }

    private static IEnumerable<Diagnostic> NoGuardIsFalse(Graph graph) =>
        graph.Guards.Where(guard => guard.Condition.Equals(IntExpr.Zero)).Select(guard => DiagnosticDescriptors.GuardFailed.At(guard.Span, guard.Message));

    private static Diagnostic Malformed(string what, SourceSpan span = default) => DiagnosticDescriptors.MalformedGraph.At(span, what);
}
