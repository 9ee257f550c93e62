using Lucid.Import;
using Lucid.Import.Weights;
using Lucid.Model;
using Lucid.Safetensors;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

/// <summary>Replacing a model's weights by name.</summary>
public sealed class WeightTests
{
    private static OnnxModelBuilder Model(string layer = "Conv") => new OnnxModelBuilder().Input("x", 1, 2, 5).Floats("up.weight", [2, 2, 3]).Floats("up.bias", [2])
        .Node(layer, "x up.weight up.bias", "y").Output("y");

    [Fact]
    public void Weights_are_replaced_by_name()
    {
        Graph graph = Model().Import(Options("", ("up.weight", [2, 2, 3], 7), ("up.bias", [2], 8)));
        Assert.All(graph.Constants, constant => Assert.All(constant.Value.ToFloats(), value => Assert.Equal(graph[constant.Key].Name == "up.bias" ? 8 : 7, value)));
    }

    [Fact]
    public void A_prefix_selects_and_is_cut_off()
    {
        Graph graph = Model().Import(Options("decoder.", ("decoder.up.weight", [2, 2, 3], 7), ("decoder.up.bias", [2], 8), ("encoder.other", [9], 1)));
        Assert.Contains(graph.Constants.Values, data => data.ToFloats()[0] == 7);
    }

    [Fact]
    public void Missing_surplus_and_wrongly_shaped_names_are_listed_together()
    {
        OnnxModelBuilder model = Model().Floats("scale", [1, 2, 1]).Node("Mul", "y scale", "z").Output("z");
        var errors = model.Refused(Options("", ("up.wieght", [2, 2, 3], 7), ("up.bias", [3], 8), ("scale", [2], 1)));
        Assert.Equal([
            "weight 'up.weight' [2,2,3] is not in the weights given; nearest: 'up.wieght'",
            "weight 'up.bias' is f32[3] in the weights given, the model has f32[2]",
            "'up.wieght' f32[2,2,3] of the weights given is no weight of the model; nearest: 'up.weight'",
        ], errors.Select(error => error.Message));
    }

    [Fact]
    public void Axes_of_one_that_the_exporter_added_do_not_matter()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1, 2, 5).Floats("act.weight", [2, 1]).Node("PRelu", "x act.weight", "y").Output("y");
        Assert.Equal("f32[2,1]", Assert.Single(model.Import(Options("", ("act.weight", [2], 3))).Constants).Value.ToString());
    }

    [Fact]
    public void Constants_that_the_exporter_named_are_kept_with_a_note()
    {
        OnnxModelBuilder model = new OnnxModelBuilder().Input("x", 1, 2, 5).Floats("onnx::Mul_7", [5]).Floats("w", [5]).Node("Mul", "x onnx::Mul_7", "a")
            .Node("Mul", "a w", "y").Output("y");
        List<Diagnostic> reported = [];
        model.Import(Options("", ("w", [5], 3)) with { Report = reported.Add });
        Assert.Equal("constants named by the exporter are kept as the model has them: 'onnx::Mul_7'", Assert.Single(reported).Message);
    }

    [Fact]
    public void Batch_counters_are_ignored()
    {
        ImportOptions options = Options("", ("up.weight", [2, 2, 3], 7), ("up.bias", [2], 8));
        Dictionary<string, HostTensor> state = new(options.Weights!) { ["norm.num_batches_tracked"] = HostTensor.OfInt64(new Shape(), 5) };
        Model().Import(options with { Weights = state });
    }

    [Theory]
    [InlineData("w_g", "w_v")]
    [InlineData("parametrizations.w.original0", "parametrizations.w.original1")]
    public void Weight_norm_is_multiplied_out_over_the_axis_of_its_magnitude(string g, string v)
    {
        // Rows [3,4] and [6,8] have norms 5 and 10; columns [3,6] and [4,8] have √45 and √80.
        HostTensor direction = HostTensor.Of(new Shape(2, 2), 3, 4, 6, 8);
        Assert.Equal([3f, 4, 1.2f, 1.6f], Unwrapped((g, HostTensor.Of(new Shape(2, 1), 5, 2)), (v, direction)).ToFloats());
        Assert.Equal([3f, 4, 6, 8], Unwrapped((g, HostTensor.Of(new Shape(1, 2), MathF.Sqrt(45), MathF.Sqrt(80))), (v, direction)).ToFloats());
        Assert.Equal([3f, 4, 6, 8], Unwrapped((g, HostTensor.Of(new Shape(), MathF.Sqrt(125))), (v, direction)).ToFloats());
    }

    [Theory]
    [InlineData("w_orig", "w_u", "w_v")]
    [InlineData("parametrizations.w.original", "parametrizations.w.0._u", "parametrizations.w.0._v")]
    public void Spectral_norm_divides_by_the_singular_value(string original, string u, string v)
    {
        // W = diag(2, 4) with the singular vectors of 4.
        HostTensor w = HostTensor.Of(new Shape(2, 2), 2, 0, 0, 4);
        HostTensor second = HostTensor.Of(new Shape(2), 0, 1);
        Assert.Equal([0.5f, 0, 0, 1], Unwrapped((original, w), (u, second), (v, second)).ToFloats());
    }

    [Fact]
    public void Spectral_norm_of_a_transposed_weight_runs_over_axis_1()
    {
        HostTensor w = HostTensor.Of(new Shape(2, 2), 1, 2, 3, 4);
        HostTensor u = HostTensor.Of(new Shape(2), 1, 0), v = HostTensor.Of(new Shape(2), 0, 1);
        // σ = uᵀ·W·v: W[0,1] = 2 over axis 0, W[1,0] = 3 over axis 1.
        Assert.Equal([0.5f, 1, 1.5f, 2], Unwrapped(("w_orig", w), ("w_u", u), ("w_v", v)).ToFloats());
        DiagnosticBag diagnostics = [];
        var state = new Dictionary<string, HostTensor> { ["w_orig"] = w, ["w_u"] = u, ["w_v"] = v };
        HostTensor transposed = StateDictionary.Unwrap(state, _ => true, SourceSpan.None, diagnostics)["w"];
        Assert.Equal(4f / 3, transposed.ToFloats()[3]);
    }

    [Fact]
    public void A_pair_that_does_not_fit_is_refused()
    {
        var errors = Model().Refused(new ImportOptions
        {
            Weights = new Dictionary<string, HostTensor>
            {
                ["up.weight_g"] = HostTensor.Of(new Shape(3, 1, 1), 1, 1, 1), ["up.weight_v"] = HostTensor.Of(new Shape(2, 2, 3), new float[12]), ["up.bias"] = HostTensor.Of(new Shape(2), 0, 0),
            },
        });
        Assert.Contains("'up.weight_g', 'up.weight_v': f32[3,1,1] is no magnitude along one axis of f32[2,2,3]", errors.Select(error => error.Message));
    }

    [Fact]
    public void The_state_dict_of_a_golden_model_gives_the_model_back()
    {
        string folder = RepositoryRoot.Combine("tests/golden/models/dcgan64");
        string path = Path.Combine(folder, "model.onnx");
        Graph own = OnnxImporter.Import(path);
        Graph replaced = OnnxImporter.Import(path, new ImportOptions { Weights = SafetensorsFile.Load(Path.Combine(folder, "weights.safetensors")).ToDictionary() });
        Assert.Equal(own.Constants.Count, replaced.Constants.Count);
        foreach ((ValueId id, HostTensor data) in own.Constants) TensorAssert.BitwiseEqual(data, replaced.Constants[id], own[id].Name);
    }

    private static ImportOptions Options(string prefix, params (string Name, long[] Shape, float Value)[] weights) => new()
    {
        WeightsPrefix = prefix,
        Weights = weights.ToDictionary(weight => weight.Name, weight =>
        {
            Shape shape = new(weight.Shape);
            return HostTensor.Of(shape, [.. Enumerable.Repeat(weight.Value, (int)shape.ElementCount)]);
        }),
    };

    private static HostTensor Unwrapped(params (string Name, HostTensor Tensor)[] state)
    {
        DiagnosticBag diagnostics = [];
        var plain = StateDictionary.Unwrap(state.ToDictionary(entry => entry.Name, entry => entry.Tensor), _ => false, SourceSpan.None, diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal("w", Assert.Single(plain).Key);
        return plain["w"];
    }
}
