using System.Collections.Immutable;
using System.Globalization;

using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>
/// A <c>doc_shapes.json</c>: documented uses of layers with the shapes they really give. Every step's shape must be the stated one, lazy layers
/// must infer their channels, and the whole is run with initial weights, unless it is too large to be worth it.
/// </summary>
public sealed class ShapeTest : VerificationTest
{
    /// <summary>The file name by which a folder shows that it holds such a test.</summary>
    public const string FileName = "doc_shapes.json";

    // About a second of the interpreter.
    private const double MostProducts = 3e8;

    private readonly ImmutableDictionary<string, ShapeExample> _examples;

    private ShapeTest(ImmutableArray<ShapeExample> examples)
    {
        DataSets = [.. examples.Select(example => example.Name)];
        _examples = examples.ToImmutableDictionary(example => example.Name);
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> DataSets { get; }

    /// <summary>Whether a file has this form.</summary>
    public static bool IsKnown(string file) => System.IO.Path.GetFileName(file) == FileName;

    /// <exception cref="TestFormatException">The file has another form.</exception>
    public static ShapeTest Read(string file, string path)
    {
        ImmutableArray<ShapeExample> examples = [.. JsonFields.Read(file).Objects("examples").Select(ShapeExample.Read)];
        string? twice = examples.GroupBy(example => example.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null) throw new TestFormatException(file, $"'{twice}' names two examples");
        return new ShapeTest(examples) { Path = path };
    }

    /// <inheritdoc/>
    public override OpenTest Open(ModelRunner runner, VerificationOptions options) => new Run(this, runner);

    private sealed class Run(ShapeTest test, ModelRunner runner) : OpenTest
    {
        public override CheckResult Check(string dataSet, CancellationToken cancellation)
        {
            ShapeExample example = test._examples[dataSet];
            NnModel model = new(example.Name);
            Var value = model.Input("input", new SymbolicShape(example.InputShape));
            double products = 0;
            foreach (ShapeStep step in example.Steps)
            {
                ConvolutionModule layer = step.Layer.Create();
                value = step.OutputSize is { } size && layer is ConvTransposeModule transposed ? transposed.Forward(value, size) : layer.Forward(value);
                layer.Initialize(0);
                Shape shape = value.Shape.ToShape();
                if (step.Shape is { } expected && shape != expected) return CheckResult.Of(CheckStatus.Fail, $"{layer} gives {shape}, expected {expected}");
                if (step.InferredChannels is { } channels && layer.InChannels != channels)
                    return CheckResult.Of(CheckStatus.Fail, string.Create(CultureInfo.InvariantCulture, $"{layer} infers {layer.InChannels} input channels, expected {channels}"));
                products += (double)shape.ElementCount * layer.InChannels!.Value * layer.KernelSize.Aggregate(1.0, (product, extent) => product * extent);
            }

            model.Output("output", value);
            Graph graph = model.Build();
            if (products > MostProducts) return CheckResult.Of(CheckStatus.Pass, string.Create(CultureInfo.InvariantCulture, $"shapes exact; {products:0.#E+00} products were not run"));
            using PreparedModel prepared = runner.Prepare(ModelSource.Of(graph));
            HostTensor input = RandomTensor.Normal(0, "input", graph.TypeOf(graph.Inputs[0]));
            RunResult result = prepared.Run(new Dictionary<string, HostTensor> { ["input"] = input }, cancellation: cancellation);
            Shape got = result.Outputs["output"].Shape;
            return CheckResult.Of(got == example.Shape ? CheckStatus.Pass : CheckStatus.Fail, got == example.Shape ? "shapes exact" : $"the run gave {got}, expected {example.Shape}")
                with { Dispatches = result.Dispatches, HostOps = result.HostOps, Variants = result.Variants };
        }
    }
}
