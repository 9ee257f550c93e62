using System.Text.Json;

using Lucid.Compiler;
using Lucid.Files;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Verification;
using Lucid.Verification.Models;

namespace Lucid.Benchmarks.Workloads;

/// <summary>One thing that every contestant runs: a model with its inputs, and the outputs that are right.</summary>
/// <param name="Name">Short.</param>
/// <param name="Description">What it is.</param>
/// <param name="Flops">Arithmetic of a run.</param>
/// <param name="Compile">Compiles it for us.</param>
/// <param name="Inputs">In the model's order.</param>
/// <param name="Reference">The right outputs.</param>
/// <param name="Limit">How far an output may lie from them, in float32.</param>
/// <param name="WriteModel">Writes <c>model.onnx</c>, and what else peers read, into a folder.</param>
internal sealed record Workload(
    string Name,
    string Description,
    double Flops,
    Func<CompileOptions, ModelPackage> Compile,
    IReadOnlyList<NamedTensor> Inputs,
    IReadOnlyList<NamedTensor> Reference,
    ComparisonLimit Limit,
    Action<string> WriteModel)
{
    private const long RandomSeed = 1;

    /// <summary>A layer; its reference is the interpreter's result.</summary>
    public static Workload Of(Layer layer, ElementType precision)
    {
        Graph graph = layer.Build();
        HostTensor x = layer.InputTensor();
        ReadOnlySpan<double> reference = ReferenceInterpreter.Run(graph, new Dictionary<string, HostTensor> { ["x"] = x }).Outputs["y"].Floats;
        return new(
            layer.Name, layer.Description, layer.Flops,
            options => ModelCompiler.Compile(graph, options),
            [new("x", x)],
            [new("y", HostTensor.FromDoubles(ElementType.F32, layer.Output, reference))],
            ComparisonLimits.OperatorCase(precision == ElementType.F16),
            folder => LayerFiles.Write(layer, folder));
    }

    /// <summary>A golden model: a folder with <c>model.onnx</c> and <c>io.safetensors</c>.</summary>
    public static Workload OfGolden(string folder, ElementType precision)
    {
        string file = Path.Combine(folder, "model.onnx");
        IReadOnlyList<NamedTensor> tensors = TensorFiles.Read(Path.Combine(folder, "io.safetensors"));
        NamedTensor[] inputs = Prefixed(tensors, "input."), outputs = Prefixed(tensors, "output.");
        // Fixed sizes, as peers are given them: what is measured is one shape.
        Dictionary<string, Shape> shapes = inputs.ToDictionary(input => input.Name, input => input.Tensor.Shape, StringComparer.Ordinal);
        using ModelSource source = ModelSource.Load(file, new ModelLoadOptions { Shapes = shapes });
        Graph graph = source.Graph;
        inputs = [.. source.InputNames.Select(name => inputs.Single(input => input.Name == name))];
        return new(
            Path.GetFileName(folder), string.Join(", ", inputs.Select(input => input.Tensor.Shape)), FlopsOf(source.Package), options => ModelCompiler.Compile(graph, options), inputs, outputs,
            LimitOf(Path.Combine(folder, "model.json"), precision == ElementType.F16),
            target => File.Copy(file, Path.Combine(target, "model.onnx"), overwrite: true));
    }

    /// <summary>A graph made for a curve, on random inputs; nothing to compare with.</summary>
    public static Workload OfGraph(string name, string description, Graph graph)
    {
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Strip = true });
        NamedTensor[] inputs = [.. package.Program.Inputs.Select(input =>
            new NamedTensor(input.Name, Verification.Running.RandomTensor.Normal(RandomSeed, input.Name, input.Type)))];
        return new(name, description, FlopsOf(package), options => ModelCompiler.Compile(graph, options), inputs, [], new ComparisonLimit("none", null), _ => { });
    }

    /// <summary>An operator on random inputs; its reference is the interpreter's result.</summary>
    public static Workload Of(OperatorCase operation, ElementType precision)
    {
        Graph graph = operation.Build();
        Workload bare = OfGraph(operation.Name, operation.Description, graph);
        ElementType output = graph.TypeOf(graph.Outputs[0].Value).Element;
        Dictionary<string, HostTensor> inputs = bare.Inputs.ToDictionary(input => input.Name, input => input.Tensor, StringComparer.Ordinal);
        NamedTensor reference = new("y", ReferenceInterpreter.Run(graph, inputs).Outputs["y"].ToHost());
        return bare with { Reference = [reference], Limit = ComparisonLimits.OperatorCase(precision == ElementType.F16 || output == ElementType.F16) };
    }

    /// <summary>Why outputs are wrong; null where they are right.</summary>
    public string? Fault(IReadOnlyList<NamedTensor> outputs)
    {
        foreach (NamedTensor reference in Reference)
        {
            if (outputs.FirstOrDefault(output => output.Name == reference.Name) is not { } got) return $"no output {reference.Name}";
            ComparisonResult result = Comparison.Compare(got.Tensor, reference.Tensor, Limit);
            if (result.Failure is { } failure) return $"{reference.Name}: {failure}";
        }

        return null;
    }

    // The widest limit of the manifest's outputs: nearly all models have one output.
    private static ComparisonLimit LimitOf(string manifest, bool isHalf)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        JsonElement[] outputs = [.. document.RootElement.GetProperty("outputs").EnumerateArray()];
        return ComparisonLimits.GoldenModel(isHalf, Worst("torch_f32_rel_err"), Worst("f16_weights_and_inputs_rel_err"));

        double Worst(string name) => outputs.Max(output => output.GetProperty(name).GetDouble());
    }

    private static double FlopsOf(ModelPackage package) =>
        package.Program.Main.Sum(kernel => kernel.Flops.TryGetConstant(out long flops) ? (double)flops : 0);

    private static NamedTensor[] Prefixed(IReadOnlyList<NamedTensor> tensors, string prefix) =>
        [.. tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] })];
}
