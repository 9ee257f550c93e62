using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

public sealed class ReferenceInterpreterTests
{
    [Fact]
    public void Outputs_come_by_name_in_the_models_order()
    {
        ReferenceResult result = Run();
        Assert.Equal(["y", "bottleneck"], result.Outputs.Keys);
        Assert.Equal("f32[1,4,4,6]", result.Outputs["y"].ToHost().ToString());
        Assert.Equal("[N, 1], [h, 4], [w, 6]", string.Join(", ", result.Symbols));
        Assert.Empty(result.Values);
    }

    [Fact]
    public void Any_inner_value_can_be_asked_for()
    {
        ReferenceResult result = Run(new ReferenceOptions { Values = ["enc/conv", "x", "up.bias"] });
        Assert.Equal(["x", "up.bias", "enc/conv"], result.Values.Keys);
        Assert.Equal(new Shape(1, 2, 2, 3), result.Values["enc/conv"].Shape);
    }

    [Fact]
    public void All_values_of_nodes_can_be_asked_for_and_are_the_observed_ones()
    {
        List<string> observed = [];
        ReferenceResult result = Run(new ReferenceOptions { AllValues = true, Observe = (value, tensor) => observed.Add($"{value.Name} {tensor.Floats.Sum()}") });
        Assert.Equal(["enc/conv", "act", "déc", "join", "clip"], result.Values.Keys);
        Assert.Equal(result.Values.Select(value => $"{value.Key} {value.Value.Floats.Sum()}"), observed);
    }

    [Fact]
    public void Progress_counts_nodes()
    {
        List<string> steps = [];
        Run(new ReferenceOptions { Progress = (done, total) => steps.Add($"{done}/{total}") });
        Assert.Equal(["1/5", "2/5", "3/5", "4/5", "5/5"], steps);
    }

    [Fact]
    public void Two_runs_are_bitwise_equal() => Assert.Equal(
        Run().Outputs["y"].Floats.Select(BitConverter.DoubleToInt64Bits), Run().Outputs["y"].Floats.Select(BitConverter.DoubleToInt64Bits));

    [Fact]
    public void A_guard_that_fails_names_its_place_and_the_sizes()
    {
        var error = Assert.Throws<ShapeGuardException>(() => Run(h: 5));
        Assert.Equal(
            "unet.onnx:9: concat: operand 1 is f32[N,2,2*(h//2),2*(w//2)], operand 0 is f32[N,2,h,w]; they may differ only in axis 1 (with h = 5)", error.Message);
    }

    [Fact]
    public void A_wrong_shape_is_a_named_exception() =>
        Assert.Equal("x", Assert.Throws<ShapeMismatchException>(() => ReferenceInterpreter.Run(SampleGraphs.UNet(), Inputs(SampleGraphs.Ramp(1, 3, 4, 4)))).InputName);

    [Fact]
    public void An_input_and_a_constant_can_be_outputs()
    {
        GraphBuilder builder = new("m");
        builder.AddOutput("a", builder.AddInput("x", Evaluation.Type("f32[h]")));
        builder.AddOutput("b", builder.AddConstant("c", SampleGraphs.Ramp(2)));
        ReferenceResult result = ReferenceInterpreter.Run(builder.Build(), Inputs(SampleGraphs.Ramp(3)));
        Assert.Equal((3, 2), (result.Outputs["a"].Floats.Length, result.Outputs["b"].Floats.Length));
    }

    [Fact]
    public void Values_are_released_after_their_last_use()
    {
        GraphBuilder builder = new("m");
        ValueId value = builder.AddInput("x", Evaluation.Type("f32[n]"));
        for (int i = 0; i < 64; i++) value = builder.Add(new Pointwise(PointwiseKind.Neg), [value])!.Value;
        builder.AddOutput("y", value);
        List<WeakReference> seen = [];
        List<int> alive = [];
        ReferenceInterpreter.Run(builder.Build(), Inputs(SampleGraphs.Ramp(8)), new ReferenceOptions
        {
            Observe = (_, tensor) => seen.Add(new WeakReference(tensor)),
            Progress = (done, _) =>
            {
                if (done % 32 != 0) return;
                GC.Collect();
                alive.Add(seen.Count(reference => reference.IsAlive));
            },
        });

        // The value just computed, its operand, and what an unoptimised frame still holds.
        Assert.Equal(2, alive.Count);
        Assert.All(alive, count => Assert.InRange(count, 1, 4));
    }

    [Fact]
    public void Cancellation_stops_between_nodes()
    {
        using CancellationTokenSource source = new();
        ReferenceOptions options = new() { Progress = (done, _) => { if (done == 2) source.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => ReferenceInterpreter.Run(SampleGraphs.UNet(), Inputs(SampleGraphs.Ramp(1, 2, 4, 6)), options, source.Token));
    }

    private static ReferenceResult Run(ReferenceOptions? options = null, int h = 4) =>
        ReferenceInterpreter.Run(SampleGraphs.UNet(), Inputs(SampleGraphs.Ramp(1, 2, h, 6)), options);

    private static Dictionary<string, HostTensor> Inputs(HostTensor x) => new() { ["x"] = x };
}
