using Lucid.Model;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Verification.Layers;

/// <summary>
/// Compares a model kernel by kernel: every value that a kernel stores is read back from the device, and compared with what the kernel's nodes
/// give in float64 for the operands that the device had. So each layer answers for its own error only, and the first that is wrong shows itself.
/// </summary>
public static class LayerComparison
{
    // Giving values out may in the end make another kernel out of two; what it stores is then asked for too.
    private const int MostRounds = 4;

    /// <summary>The checks in the order of the kernels.</summary>
    /// <param name="model">The model.</param>
    /// <param name="runner">The device.</param>
    /// <param name="inputs">What it is run on.</param>
    /// <param name="progress">Told how many kernels of how many are compared.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ModelFileException">The model is a package without its graph.</exception>
    public static IReadOnlyList<LayerCheck> Run(
        ModelSource model, ModelRunner runner, IReadOnlyDictionary<string, HostTensor> inputs, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        (ModelSource opened, Graph graph) = Open(model);
        RunResult device;
        using (PreparedModel prepared = runner.Prepare(opened)) device = prepared.Run(inputs, cancellation: cancellation);

        Dictionary<string, ValueId> ids = graph.Values.ToDictionary(value => value.Name, value => value.Id, StringComparer.Ordinal);
        var stored = device.Outputs.Where(output => ids.ContainsKey(output.Key)).ToDictionary(output => ids[output.Key], output => output.Value);
        foreach (GraphOutput output in graph.Outputs) stored.TryAdd(output.Value, device.Outputs[output.Name]);
        ReferenceResult exact = ReferenceInterpreter.Run(graph, inputs, new ReferenceOptions { Values = [.. stored.Keys.Select(id => graph[id].Name)] }, cancellation);
        LocalReference local = new(graph, inputs, stored, exact.Symbols);

        List<LayerCheck> checks = [];
        (string Kernel, ValueId Value)[] layers = [.. Layers(graph, opened.Package.Program, stored)];
        foreach ((string kernel, ValueId id) in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            (ReferenceTensor expected, List<EvaluatedNode> nodes) = local.Of(id);
            ComparisonLimit bound = LayerBound.Of(nodes, expected, opened.IsHalf);
            HostTensor got = stored[id];
            HostTensor reference = expected.ToHost();
            ComparisonResult own = Comparison.Compare(got.Element == reference.Element ? got : got.ConvertTo(reference.Element), reference, bound);
            HostTensor fromInputs = exact.Values[graph[id].Name].ToHost();
            double soFar = Comparison.Compare(got.Element == fromInputs.Element ? got : got.ConvertTo(fromInputs.Element), fromInputs, bound).RelativeError;
            checks.Add(new LayerCheck(kernel, graph[id].Name, got.Shape, own, bound, soFar));
            progress?.Invoke(checks.Count, layers.Length);
        }

        return checks;
    }

    /// <summary>The model as it was compiled, with every value that a kernel stores as an output.</summary>
    private static (ModelSource Opened, Graph Graph) Open(ModelSource model)
    {
        _ = model.Graph; // says so where the package was stripped of it
        ModelSource opened = ModelSource.Of(model.CompiledGraph, model.CompileOptions);
        for (int round = 0; ; round++)
        {
            Graph graph = opened.CompiledGraph;
            HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
            HashSet<ValueId> given = [.. graph.Outputs.Select(output => output.Value)];
            string[] hidden = [.. Stored(graph, opened.Package.Program).Where(id => !given.Contains(id)).Select(id => graph[id].Name).Where(name => !outputs.Contains(name))];
            if (hidden.Length == 0 || round == MostRounds) return (opened, graph);
            opened = ModelSource.Of(GraphOutputNames.Add(graph, hidden), model.CompileOptions);
        }
    }

    // What leaves a kernel: read by a node of another kernel, or given out.
    private static IEnumerable<ValueId> Stored(Graph graph, LoweredProgram program)
    {
        Dictionary<string, string> kernelOf = KernelOf(program);
        GraphUses uses = new(graph);
        return graph.Nodes.SelectMany(node => node.Outputs.Where(output => uses.IsOutput(output)
            || uses.UsersOf(output).Any(user => kernelOf.GetValueOrDefault(user.Name) != kernelOf.GetValueOrDefault(node.Name))));
    }

    private static IEnumerable<(string Kernel, ValueId Value)> Layers(Graph graph, LoweredProgram program, Dictionary<ValueId, HostTensor> stored)
    {
        Dictionary<string, string> kernelOf = KernelOf(program);
        return graph.Nodes.SelectMany(node => node.Outputs.Where(stored.ContainsKey).Select(output => (kernelOf.GetValueOrDefault(node.Name, graph[output].Name), output)));
    }

    private static Dictionary<string, string> KernelOf(LoweredProgram program)
    {
        Dictionary<string, string> kernelOf = new(StringComparer.Ordinal);
        foreach (ProgramKernel kernel in program.Main)
        {
            foreach (string node in kernel.Nodes) kernelOf.TryAdd(node, kernel.Name);
        }

        return kernelOf;
    }
}
