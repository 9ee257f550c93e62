using System.Text.Json;

using Lucid.Compiler.Tests.Model;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

/// <summary>Functions and layers of the language beside PyTorch's results in float64 (tests/golden/nn/functions.py).</summary>
public sealed class TorchFunctionTests
{
    public static TheoryData<string> Lines => [.. TorchLine.All.Select(line => line.Line)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_computes_what_pytorch_computes(string line)
    {
        TorchLine golden = TorchLine.All.Single(candidate => candidate.Line == line);
        Graph graph = Sources.Build(golden.Source);
        Dictionary<string, HostTensor> data = golden.Inputs.Select((input, n) => (input.Name, Value: TorchLine.Input(graph.TypeOf(graph.Inputs[n]), n))).ToDictionary(input => input.Name, input => input.Value);
        HostTensor got = ReferenceInterpreter.Run(graph, data).Outputs["y"].ToHost();
        Assert.Equal(golden.Shape, got.Shape.Extents.ToArray());
        Evaluation.AssertClose(HostTensor.FromDoubles(got.Element, got.Shape, golden.Values), got, relative: 1e-6);
    }

    public static TheoryData<string> Texts => [.. Modules.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_layer_prints_as_pytorch_prints_it(string layer)
    {
        JsonElement golden = TorchLine.Golden.GetProperty("texts").EnumerateArray().Single(candidate => candidate.Text("layer") == layer);
        Assert.Equal(golden.Text("repr"), Modules[layer].ToString());
    }

    [Fact]
    public void Every_text_of_pytorch_is_compared() => Assert.Equal(TorchLine.Golden.GetProperty("texts").EnumerateArray().Select(text => text.Text("layer")).Order(), Modules.Keys.Order());

    [Theory]
    [InlineData("x.var((2, 3))", "x.var((2, 3))")]
    [InlineData("interpolate(x, scale_factor=1.5)", "interpolate(x, scale_factor=1.5)")]
    [InlineData("interpolate(x, scale_factor=0.3, mode='bilinear')", "interpolate(x, scale_factor=0.3, mode='bilinear')")]
    [InlineData("scaled_dot_product_attention(x, x, x, is_causal=True)", "scaled_dot_product_attention(x, x, x, is_causal=True)")]
    [InlineData("x.repeat(1, 2, 1, h).flip(3)", "x.repeat(1, 2, 1, 5).flip(3)")]
    [InlineData("layer_norm(x.permute(0, 2, 3, 1), [4])", "layer_norm(x.permute(0, 2, 3, 1), [4])")]
    public void An_open_size_gives_the_same_as_a_known_one(string open, string known)
    {
        HostTensor x = TorchLine.Input(new TensorType(ElementType.F32, new SymbolicShape(1, 4, 5, 6)), 0);
        HostTensor Run(string line, string type) => ReferenceInterpreter.Run(Sources.Body("output y = " + line, $"x: {type}"), new Dictionary<string, HostTensor> { ["x"] = x }).Outputs["y"].ToHost();
        Evaluation.AssertClose(Run(known, "f32[1, 4, 5, 6]"), Run(open, "f32[N, 4, h, w]"), relative: 1e-6);
    }

    [Theory]
    [InlineData("unbind(x, 2)", "LUC2415", "unbind needs the extent of axis 2, and h is known only when the model runs; fix the input's size")]
    [InlineData("x.roll(1, -1)", "LUC2415", "roll needs the extent of axis 3, and w is known only when the model runs; fix the input's size")]
    [InlineData("interpolate(x, scale_factor=0.123456789)", "LUC2415", "interpolate: scale_factor 0.123456789 needs the extent of axis 2, and h is known only when the model runs; fix the input's size")]
    [InlineData("interpolate(x, scale_factor=-1)", "LUC2412", "interpolate: scale_factor '-1.0' is unknown, expected one of numbers above 0, up to 2^20")]
    [InlineData("interpolate(x)", "LUC2412", "interpolate: size, scale_factor 'neither' is unknown, expected one of one of the two")]
    [InlineData("interpolate(x, 4, mode='trilinear')", "LUC2412", "interpolate: mode 'trilinear' is unknown, expected one of nearest, nearest-exact, bilinear, bicubic, area")]
    [InlineData("interpolate(x, 4, align_corners=True)", "LUC2412", "interpolate: align_corners 'True' is unknown, expected one of False for every mode but the linear ones and bicubic")]
    [InlineData("layer_norm(x, [4])", "LUC2416", "layer_norm: normalized_shape is (4,), which are not the last extents of f32[1,4,h,w]")]
    [InlineData("x.sum(4)", "LUC2014", "axis 4 does not exist in f32[1,4,h,w]")]
    [InlineData("x.repeat(2, 2)", "LUC2105", "repeat: sizes has 2 entries, expected 4 or more")]
    [InlineData("x.norm(0.0)", "LUC2412", "norm: p '0' is unknown, expected one of numbers above 0, inf")]
    [InlineData("x -> PixelUnshuffle(0)", "LUC2401", "pixel_unshuffle: downscale_factor is 0, expected 1 or more")]
    [InlineData("x -> Upsample()", "LUC1205", "Upsample: scale_factor is None, expected size or scale_factor")]
    [InlineData("grid_sample(x, x, 'trilinear')", "LUC2412", "grid_sample: mode 'trilinear' is unknown, expected one of bilinear, nearest, bicubic")]
    [InlineData("grid_sample(x, x, 'bicubic', 'border')", "LUC2412", "grid_sample: padding_mode 'border' is unknown, expected one of zeros with bicubic")]
    [InlineData("dropout(x, training=True)", "LUC1205", "dropout: training is True, expected False: Lucid is inference only")]
    public void What_does_not_fit_is_refused(string line, string id, string message)
    {
        Diagnostic error = Sources.Error("output y = " + line, "x: f32[1, 4, h, w]");
        Assert.Equal((id, message), (error.Id, error.Message));
    }

    private static readonly Dictionary<string, Module> Modules = new()
    {
        ["ReflectionPad3d(1)"] = new ReflectionPad3d(1),
        ["ReplicationPad1d((2, 1))"] = new ReplicationPad1d((2, 1)),
        ["ReplicationPad2d(2)"] = new ReplicationPad2d(2),
        ["ReplicationPad3d(1)"] = new ReplicationPad3d(1),
        ["ConstantPad1d(1, 0.5)"] = new ConstantPad1d(1, 0.5),
        ["ConstantPad2d((1, 2, 3, 4), -1.5)"] = new ConstantPad2d(IntTuple.Of(1, 2, 3, 4), -1.5),
        ["ConstantPad3d(1, 2.0)"] = new ConstantPad3d(1, 2),
        ["PixelUnshuffle(3)"] = new PixelUnshuffle(3),
        ["ChannelShuffle(2)"] = new ChannelShuffle(2),
        ["Softmax(1)"] = new Softmax(1),
        ["LogSoftmax(-1)"] = new LogSoftmax(-1),
        ["Softmin(2)"] = new Softmin(2),
        ["Softmax2d()"] = new Softmax2d(),
        ["LogSigmoid()"] = new LogSigmoid(),
        ["Tanhshrink()"] = new Tanhshrink(),
        ["Hardtanh()"] = new Hardtanh(),
        ["Hardtanh(-2.0, 0.5, True)"] = new Hardtanh(-2, 0.5, true),
        ["Hardshrink()"] = new Hardshrink(),
        ["Softshrink(0.1)"] = new Softshrink(0.1),
        ["Threshold(0.5, 20.0)"] = new Threshold(0.5, 20),
        ["Threshold(0.5, 20.0, True)"] = new Threshold(0.5, 20, true),
        ["Dropout1d()"] = new Dropout1d(),
        ["Dropout2d(0.25)"] = new Dropout2d(0.25),
        ["Dropout3d(0.5, True)"] = new Dropout3d(0.5, true),
        ["AlphaDropout()"] = new AlphaDropout(),
        ["FeatureAlphaDropout(0.1)"] = new FeatureAlphaDropout(0.1),
        ["UpsamplingNearest2d(scale_factor=2)"] = new UpsamplingNearest2d(2),
        ["UpsamplingBilinear2d(scale_factor=(1.5, 2.0))"] = new UpsamplingBilinear2d((1.5, 2.0)),
        ["Upsample(scale_factor=1.5, mode='bicubic')"] = new Upsample(1.5, mode: "bicubic"),
        ["Embedding(10, 3)"] = new Embedding(10, 3),
        ["Embedding(10, 3, 2)"] = new Embedding(10, 3, 2),
        ["AdaptiveAvgPool2d((None, 3))"] = new AdaptiveAvgPool2d((-1, 3)),
    };
}
