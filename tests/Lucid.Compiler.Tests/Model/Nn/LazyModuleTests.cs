using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

public sealed class LazyModuleTests
{
    [Fact]
    public void The_first_input_materialises_a_lazy_layer()
    {
        LazyConvTranspose2d layer = new(64, 4, stride: 2, padding: 1, groups: 2);
        Assert.Equal((null, null, null), (layer.InChannels, layer.Weight, layer.Bias));
        Var y = layer.Forward(new NnModel("m").Input("x", "N,128,h,w"));
        Assert.Equal("f32[N,64,2*h,2*w]", y.Type.ToString());
        Assert.Equal(128, layer.InChannels);
        Assert.Equal(("weight: f32[128,32,4,4]", "bias: f32[64]"), (layer.Weight!.ToString(), layer.Bias!.ToString()));
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 2, 1)]
    [InlineData(5, 3, 2)]
    public void An_encoder_and_decoder_without_channels_come_back_to_even_and_odd_sizes(int kernel, int stride, int padding)
    {
        for (long size = 7; size <= 12; size++)
        {
            NnModel model = new("pair");
            Var x = model.Input("x", $"N,3,{size},{size + 1}");
            LazyConv2d down1 = new(8, kernel, stride, padding), down2 = new(16, kernel, stride, padding);
            LazyConvTranspose2d up1 = new(8, kernel, stride, padding), up2 = new(3, kernel, stride, padding);
            Var half = down1.Forward(x);
            Var quarter = down2.Forward(half);
            Var back = up2.Forward(up1.Forward(quarter, half.Shape.Extents), x.Shape.Extents);
            Assert.Equal(x.Type.ToString(), back.Type.ToString());
            Assert.Equal((3, 8, 16, 8), (down1.InChannels, down2.InChannels, up1.InChannels, up2.InChannels));
        }
    }

    [Fact]
    public void LazyConv_counts_the_other_axis()
    {
        LazyConv1d layer = new(6, 3, groups: 3, bias: false);
        layer.Forward(new NnModel("m").Input("x", "12,100"));
        Assert.Equal(("weight: f32[6,4,3]", null), (layer.Weight!.ToString(), layer.Bias));
    }

    [Fact]
    public void Afterwards_another_channel_count_is_an_error()
    {
        LazyConvTranspose1d layer = new(4, 3);
        NnModel model = new("m");
        layer.Forward(model.Input("x", "2,8,10"));
        ModelException error = Assert.Throws<ModelException>(() => layer.Forward(model.Input("z", "2,9,10")));
        Assert.EndsWith("error LUC2101: conv_transpose: input has 9 channels, weight expects 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_dict_materialises_a_lazy_layer()
    {
        Sequential net = new(new LazyConvTranspose2d(6, (2, 3), groups: 3), new LazyConv3d(4, 1, groups: 2), new LazyLinear(5));
        net.LoadStateDict(new Dictionary<string, HostTensor>
        {
            ["0.weight"] = SampleGraphs.Ramp(9, 2, 2, 3),
            ["0.bias"] = SampleGraphs.Ramp(6),
            ["1.weight"] = SampleGraphs.Ramp(4, 3, 1, 1, 1),
            ["1.bias"] = SampleGraphs.Ramp(4),
            ["2.weight"] = SampleGraphs.Ramp(5, 7),
            ["2.bias"] = SampleGraphs.Ramp(5),
        });
        Assert.Equal((9, 6, 7), (((LazyConvTranspose2d)net[0]).InChannels, ((LazyConv3d)net[1]).InChannels, ((LazyLinear)net[2]).InFeatures));
        Assert.Equal(SampleGraphs.Ramp(9, 2, 2, 3).ToFloats(), ((LazyConvTranspose2d)net[0]).Weight!.Data!.ToFloats());
    }

    [Theory]
    [InlineData(new long[] { 9, 2, 2 }, "error LUC2422: the state dict has 'weight' as f32[9,2,2], expected f32[in_channels,2,2,3]")]
    [InlineData(new long[] { 9, 2, 3, 3 }, "error LUC2422: the state dict has 'weight' as f32[9,2,3,3], expected f32[in_channels,2,2,3]")]
    [InlineData(new long[] { 9, 3, 2, 3 }, "error LUC2422: the state dict has 'weight' as f32[9,3,2,3], expected f32[in_channels,2,2,3]")]
    [InlineData(new long[] { 8, 2, 2, 3 }, "error LUC2422: the state dict has 'weight' as f32[8,2,2,3], expected f32[in_channels,2,2,3]")]
    public void A_weight_that_does_not_fit_leaves_the_layer_lazy(long[] shape, string message)
    {
        LazyConvTranspose2d layer = new(6, (2, 3), groups: 3, bias: false);
        Assert.Equal(message, Assert.Throws<ModelException>(() => layer.LoadStateDict(new Dictionary<string, HostTensor> { ["weight"] = SampleGraphs.Ramp(shape) })).Message);
        Assert.Null(layer.InChannels);
    }

    [Theory]
    [InlineData("N,c,h,w", "LUC2409: LazyConvTranspose2d: the first input has c channels; a lazy module needs a number")]
    [InlineData("1,7,4,4", "LUC2103: LazyConvTranspose2d: input 7 channels are not divisible by groups 2")]
    [InlineData("4,4", "LUC2013: LazyConvTranspose2d: input is f32[4,4], expected rank 3 or 4")]
    public void An_input_that_cannot_tell_the_channels_is_refused(string extents, string message)
    {
        LazyConvTranspose2d layer = new(6, 3, groups: 2);
        ModelException error = Assert.Throws<ModelException>(() => layer.Forward(new NnModel("m").Input("x", extents)));
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Null(layer.InChannels);
    }

    [Fact]
    public void Initial_values_asked_for_before_the_first_input_arrive_with_it()
    {
        (LazyConvTranspose2d lazy, ConvTranspose2d known) = (new(3, 4), new(5, 3, 4));
        lazy.Initialize(7);
        known.Initialize(7);
        Assert.Null(lazy.Weight);
        lazy.Forward(new NnModel("m").Input("x", "5,6,6"));
        Assert.Equal(known.Weight!.Data!.ToFloats(), lazy.Weight!.Data!.ToFloats());
        Assert.Equal(known.Bias!.Data!.ToFloats(), lazy.Bias!.Data!.ToFloats());
    }
}
