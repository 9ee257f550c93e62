using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

public sealed class StateDictTests
{
    [Fact]
    public void Names_are_torchs()
    {
        Block block = new();
        Assert.Equal(
            ["scale", "up.0.weight", "up.0.bias", "up.1.weight", "up.1.bias", "up.1.running_mean", "up.1.running_var", "act.weight"],
            block.Parameters.Select(parameter => parameter.FullName));
    }

    [Fact]
    public void Everything_that_is_wrong_is_listed_and_nothing_is_taken()
    {
        Sequential net = new(("up", new ConvTranspose2d(2, 3, 4)), ("norm", new BatchNorm2d(3)));
        Dictionary<string, HostTensor> state = new()
        {
            ["up.wieght"] = SampleGraphs.Ramp(2, 3, 4, 4),
            ["up.bias"] = SampleGraphs.Ramp(4),
            ["norm.weight"] = SampleGraphs.Ramp(3),
            ["norm.bias"] = HostTensor.OfInt64(new Shape(3), 1, 2, 3),
            ["norm.running_mean"] = SampleGraphs.Ramp(3),
            ["norm.running_var"] = SampleGraphs.Ramp(3),
            ["norm.num_batches_tracked"] = HostTensor.OfInt64(new Shape(), 7),
            ["optimizer"] = SampleGraphs.Ramp(1),
        };
        string[] messages = [.. Assert.Throws<ModelException>(() => net.LoadStateDict(state)).Diagnostics.Select(diagnostic => diagnostic.ToString())];
        Assert.Equal(
            [
                "error LUC2420: the state dict lacks 'up.weight' [2,3,4,4]; nearest: 'up.wieght'",
                "error LUC2422: the state dict has 'up.bias' as f32[4], expected f32[3]",
                "error LUC2422: the state dict has 'norm.bias' as i64[3], expected f32[3]",
                "error LUC2421: the state dict has 'optimizer', which no module asks for",
                "error LUC2421: the state dict has 'up.wieght', which no module asks for; nearest: 'up.weight'",
            ],
            messages);
        Assert.Empty(net.GetStateDict());
    }

    [Fact]
    public void Not_strict_takes_what_fits()
    {
        ConvTranspose1d layer = new(1, 1, 2);
        layer.LoadStateDict(new Dictionary<string, HostTensor> { ["weight"] = HostTensor.Of(new Shape(1, 1, 2), 1, 2), ["other"] = SampleGraphs.Ramp(1) }, strict: false);
        Assert.Equal([1f, 2], layer.Weight!.Data!.ToFloats());
        Assert.Null(layer.Bias!.Data);
    }

    [Fact]
    public void A_parameter_without_data_is_an_error_of_the_build()
    {
        NnModel model = new("m");
        model.Output("y", new Sequential(("up", new ConvTranspose2d(1, 1, 2, stride: 2, bias: false))).Forward(model.Input("x", "N,1,h,w")));
        Assert.Equal(
            "error LUC2423: parameter 'up.weight' (f32[1,1,2,2]) has no data: load a state dict, or ask for initial values with Initialize(seed)",
            Assert.Throws<ModelException>(model.Build).Message);
    }

    [Fact]
    public void A_module_that_is_called_twice_stands_in_the_graph_with_one_weight()
    {
        ConvTranspose1d layer = new(2, 2, 3, padding: 1);
        layer.Initialize(1);
        NnModel model = new("m");
        model.Output("y", layer.Forward(layer.Forward(model.Input("x", "N,2,l"))));
        Graph graph = model.Build();
        Assert.Equal(["weight", "bias"], graph.Constants.Keys.Order().Select(id => graph[id].Name));
        Assert.Equal(2, graph.Nodes.Length);
    }

    [Fact]
    public void A_state_dict_rounds_to_the_parameters_type()
    {
        ConvTranspose1d layer = new(1, 1, 1, bias: false, dtype: ElementType.F16);
        layer.LoadStateDict(new Dictionary<string, HostTensor> { ["weight"] = HostTensor.Of(new Shape(1, 1, 1), 0.1f) });
        Assert.Equal("f16[1,1,1]", layer.Weight!.Data!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    public void A_module_needs_a_name_without_dots(string name) => Assert.Throws<ArgumentException>(() => new Sequential((name, new ReLU())));

    [Fact]
    public void A_module_stands_in_one_place()
    {
        ReLU relu = new();
        _ = new Sequential(relu);
        Assert.Throws<ArgumentException>(() => new Sequential(relu));
    }

    private sealed class Block : Module
    {
        private readonly Parameter _scale;
        private readonly Sequential _up;
        private readonly PReLU _act;

        public Block()
        {
            _scale = RegisterParameter("scale", new Shape(1), ElementType.F32, 1);
            _up = Register("up", new Sequential(new ConvTranspose2d(2, 3, 4), new BatchNorm2d(3)));
            _act = Register("act", new PReLU());
        }

        public override Var Forward(Var input) => _act.Forward(_up.Forward(input)) * Value(input, _scale);
    }
}
