using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification.Layers;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class LayerComparisonTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    [Fact]
    public void An_exact_device_is_within_every_bound()
    {
        IReadOnlyList<LayerCheck> checks = Compare(new Faulty(null));
        Assert.Equal(6, checks.Count);
        Assert.All(checks, check => Assert.True(check.Own.Passed, check.Own.Failure));
        Assert.Equal("image", checks[^1].Value);
    }

    [Fact]
    public void Only_the_layer_with_a_wrong_weight_is_beyond_its_bound()
    {
        IReadOnlyList<LayerCheck> checks = Compare(new Faulty("deconv2.weight"));
        LayerCheck wrong = Assert.Single(checks, check => !check.Own.Passed);
        Assert.Contains("deconv2", wrong.Kernel, StringComparison.Ordinal);
        Assert.Contains("worst at", wrong.Own.Failure, StringComparison.Ordinal);
        // What follows is right for the operands it got, but the error it got is seen.
        Assert.True(checks[^1].SoFar > 1e-3);
    }

    private static IReadOnlyList<LayerCheck> Compare(ModelRunner runner)
    {
        using ModelSource model = ModelSource.Load(Glyphs, new ModelLoadOptions { Shapes = new Dictionary<string, Shape> { ["latent"] = new(1, 16) } });
        Dictionary<string, HostTensor> inputs = new() { ["latent"] = RandomTensor.Normal(1, "latent", model.Inputs[0].Type) };
        using (runner) return LayerComparison.Run(model, runner, inputs);
    }

    /// <summary>A device that computes like the reference, but one weight is wrong in one element.</summary>
    private sealed class Faulty(string? weight) : ModelRunner
    {
        public override string DeviceName => "faulty";

        public override PreparedModel Prepare(ModelSource model)
        {
            if (weight is null) return new ReferenceRunner().Prepare(model);
            Graph graph = model.CompiledGraph;
            GraphBuilder builder = new(graph.Name);
            Dictionary<ValueId, ValueId> copies = [];
            foreach (ValueId id in graph.Inputs) copies.Add(id, builder.AddInput(graph[id].Name, graph.TypeOf(id)));
            foreach (Value value in graph.Values.Where(value => graph.Constants.ContainsKey(value.Id)))
                copies.Add(value.Id, builder.AddConstant(value.Name, value.Name == weight ? Wrong(graph.Constants[value.Id]) : graph.Constants[value.Id]));
            foreach (Node node in graph.Nodes)
            {
                ValueList<ValueId> outputs = builder.AddNode(node.Op, [.. node.Inputs.Select(id => copies[id])], node.Name, node.Span, [.. node.Outputs.Select(id => graph[id].Name)])!.Value;
                for (int i = 0; i < outputs.Count; i++) copies.Add(node.Outputs[i], outputs[i]);
            }

            foreach (GraphOutput output in graph.Outputs) builder.AddOutput(output.Name, copies[output.Value]);
            return new ReferenceRunner().Prepare(ModelSource.Of(builder.Build()));
        }

        private static HostTensor Wrong(HostTensor tensor)
        {
            float[] values = tensor.ToFloats();
            values[0] += 0.5f;
            return HostTensor.Of(tensor.Shape, values);
        }
    }
}
