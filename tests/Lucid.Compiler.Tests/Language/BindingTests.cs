using Lucid.Language;
using Lucid.Model;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Language;

public sealed class BindingTests
{
    [Theory]
    [InlineData("output y = x -> up: ConvTranspose2d(8, 4, stride=2, padding=1)", "[1,8,16,16]")]
    [InlineData("output y = x -> up: ConvTranspose2d(4, 8, 4, stride=2, padding=1)", "[1,8,16,16]")]
    [InlineData("output y = x -> up: ConvTranspose2d(kernel_size=4, out_channels=8, in_channels=4)", "[1,8,11,11]")]
    [InlineData("output y = x -> up: LazyConvTranspose2d(8, (2, 3), (2, 1))", "[1,8,16,10]")]
    [InlineData("output y = x -> down: Conv2d(8, 3, padding=((0, 1), (2, 0)))", "[1,8,7,8]")]
    [InlineData("output y = x -> up: ConvTranspose2d(8, 3, stride=2, padding=((0, 1), (1, 0)))", "[1,8,16,16]")]
    [InlineData("h = x -> d: Conv2d(8, 3, stride=2, padding=1)\noutput y = h -> up: ConvTranspose2d(4, 3, stride=2, padding=1, output_size=x)", "[1,4,8,8]")]
    [InlineData("output y = x -> up: ConvTranspose2d(4, 3, stride=2, output_size=(18, 17))", "[1,4,18,17]")]
    [InlineData("up = ConvTranspose2d(4, 3, stride=2)\noutput y = up(x, [1, 4, 18, 17])", "[1,4,18,17]")]
    [InlineData("output y = conv_transpose2d(x, x.reshape(4, 8, 2, 4), stride=(2, 1))", "[1,8,16,11]")]
    [InlineData("output y = x[:, 1:-1, ..., ::3]", "[1,2,8,3]")]
    [InlineData("output y = x[0, -1]", "[8,8]")]
    [InlineData("a, b = x.chunk(2, dim=1)\noutput y = cat([a, b, b], dim=-1)", "[1,2,8,24]")]
    [InlineData("output y = (x, x) -> cat(dim=1) -> view(1, -1, 8) -> permute(0, 2, 1)", "[1,8,64]")]
    [InlineData("output y = x -> net: Sequential(Conv2d(8, 3), ReLU(), last: Conv2d(2, 1), relu)", "[1,2,6,6]")]
    [InlineData("output y = x.flatten(1) -> Linear(10)", "[1,10]")]
    [InlineData("output y = x -> MaxPool2d(2) -> Upsample(scale_factor=3) -> PixelShuffle(2)", "[1,1,24,24]")]
    [InlineData("output y = x -> norm: GroupNorm(2) -> AvgPool2d(3, stride=2, padding=1) -> softmax(1)", "[1,4,4,4]")]
    [InlineData("output y = x -> Upsample(scale_factor=2, mode='bilinear')", "[1,4,16,16]")]
    [InlineData("output y = x @ x", "[1,4,8,8]")]
    [InlineData("output y = x -> InstanceNorm2d() -> norm: InstanceNorm2d(affine=True)", "[1,4,8,8]")]
    [InlineData("output y = x -> norm: LayerNorm((8, 8)) -> LayerNorm(8, elementwise_affine=False)", "[1,4,8,8]")]
    [InlineData("output y = x -> GLU(1) -> glu", "[1,2,8,4]")]
    [InlineData("output y = interpolate(x, scale_factor=3) -> interpolate((5, 7), mode='bilinear')", "[1,4,5,7]")]
    [InlineData("output y = x -> pixel_shuffle(2)", "[1,1,16,16]")]
    [InlineData("output y = x -> Upsample(5)", "[1,4,5,5]")]
    [InlineData("output y = x -> Upsample((5, 7), mode='bilinear') -> interpolate(3)", "[1,4,3,3]")]
    [InlineData("output y = max_pool2d(x, 2) + avg_pool2d(x, 2) + adaptive_avg_pool2d(x, 4) + adaptive_max_pool2d(x, (4, 4))", "[1,4,4,4]")]
    [InlineData("output y = x -> AdaptiveAvgPool2d((3, 1)) -> AdaptiveMaxPool2d(2)", "[1,4,2,2]")]
    [InlineData("output y = x -> a: LazyInstanceNorm2d(track_running_stats=False) -> b: LazyInstanceNorm2d() -> c: InstanceNorm2d(4, track_running_stats=True)", "[1,4,8,8]")]
    [InlineData("for i, c in enumerate([3, 5], 1) {\nx = x -> Conv2d(c, i)\n}\noutput y = x", "[1,5,7,7]")]
    [InlineData("output y = where(x > 0.0, x, -x) ** 2.0", "[1,4,8,8]")]
    [InlineData("y, z = x.chunk(2, dim=1)\noutput y, z", "[1,2,8,8]")]
    [InlineData("output z, y = (x, x -> MaxPool2d(2))", "[1,4,4,4]")]
    [InlineData("b, c, h, w = x.shape\noutput y = x.reshape(b, c, h * w)", "[1,4,64]")]
    public void A_body_gives_a_shape(string body, string shape) => Assert.Equal(shape, Sources.ShapeOf(Sources.Body(body)));

    [Fact]
    public void Two_sequences_without_names_are_told_to_take_one() => Assert.Equal(
        "'0' cannot name a layer: another Sequential has a part of that number; give one of them a name: net: Sequential(…)",
        Sources.Error("x = x -> Sequential(Conv2d(8, 1))\noutput y = x -> Sequential(Conv2d(8, 1))").Message);

    [Fact]
    public void Of_an_unpacked_list_one_entry_that_is_used_is_enough()
    {
        Assert.Empty(Sources.Check("b, c, h, w = x.shape\noutput y = x.reshape(b, -1)"));
        Assert.Equal(["LUC1401", "LUC1401"], Sources.Check("a, b = x.chunk(2, 1)\noutput y = x").Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("output y, z = x", "LUC1210", "what is unpacked is a tensor f32[1,4,8,8], expected a list of 2")]
    [InlineData("output y, z = x.chunk(4, 1)", "LUC1211", "4 values for 2 names")]
    [InlineData("output y, y = x.chunk(2, 1)", "LUC1103", "output 'y' is defined twice; first in line 2")]
    public void Several_outputs_are_checked_as_one_is(string body, string id, string message)
    {
        Diagnostic error = Sources.Error(body);
        Assert.Equal((id, message), (error.Id, error.Message));
    }

    [Fact]
    public void Unbatched_inputs_give_unbatched_outputs() =>
        Assert.Equal("[8,16,16]", Sources.ShapeOf(Sources.Body("output y = x -> up: ConvTranspose2d(8, 4, stride=2, padding=1)", "x: f32[4, 8, 8]")));

    [Fact]
    public void Sizes_are_expressions_and_a_join_that_may_not_fit_is_a_guard()
    {
        Graph graph = Sources.Body("h = x -> d: Conv2d(8, 2, stride=2)\nu = h -> up: ConvTranspose2d(4, 2, stride=2)\noutput y = x + u", "x: f32[N, 4, H, W]");
        Assert.Equal("[N,4,H,W]", Sources.ShapeOf(graph).Replace("2*(H//2)", "H", StringComparison.Ordinal).Replace("2*(W//2)", "W", StringComparison.Ordinal));
        Assert.Contains(graph.Guards, guard => guard.Span == new SourceSpan("test.lucid", 4, 14));
    }

    [Fact]
    public void Weights_are_called_as_a_state_dict_calls_them()
    {
        Graph graph = Sources.Build("""
            block res(channels)(x) {
                for i, d in enumerate([1, 3]) {
                    x = x + (x -> LeakyReLU(0.1) -> convs.{i}.0: Conv1d(channels, 3, padding=d, dilation=d))
                }
                return x
            }
            model vocoder(mel: f32[N, 80, t]) {
                x = mel -> conv_pre: Conv1d(16, 7, padding=3)
                for i, (rate, kernel) in enumerate([(8, 16), (2, 4)]) {
                    x = x -> ups{i}: ConvTranspose1d(16 // 2 ** i, kernel, stride=rate, padding=(kernel - rate) // 2)
                          -> blocks.{i}: res(16 // 2 ** i)
                }
                head = Conv1d(1, 7)
                output audio = tanh(head(x))
            }
            """);
        Assert.Equal(
            "blocks.0.convs.0.0.weight blocks.0.convs.1.0.weight blocks.1.convs.0.0.weight blocks.1.convs.1.0.weight conv_pre.weight head.weight ups0.weight ups1.weight",
            string.Join(" ", graph.Values.Select(value => value.Name).Where(name => name.EndsWith(".weight", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_layer_that_is_applied_twice_has_its_weights_once()
    {
        Graph graph = Sources.Body("c = Conv2d(4, 3, padding=1)\noutput y = x -> c -> c");
        Assert.Single(graph.Values, value => value.Name == "c.weight");
        Assert.Equal(2, graph.Nodes.Length);
    }

    [Fact]
    public void A_block_that_is_applied_twice_has_its_weights_once()
    {
        Graph graph = Sources.Build("block b()(x) {\n    return x -> c: Conv2d(4, 3, padding=1)\n}\nmodel m(x: f32[1, 4, 8, 8]) {\n    twice = b()\n    output y = x -> twice -> twice\n}\n");
        Assert.Single(graph.Values, value => value.Name == "twice.c.weight");
    }

    [Fact]
    public void Weights_come_by_name_and_what_is_missing_has_the_nearest_name()
    {
        LucidSource source = LucidSource.Read("model m(x: f32[1, 2, 4]) {\n    output y = x -> up1: ConvTranspose1d(2, 2)\n}\n", "m.lucid");
        Dictionary<string, HostTensor> weights = new()
        {
            ["up1.weight"] = HostTensor.Of(new Shape(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8),
            ["up1.bais"] = HostTensor.Of(new Shape(2), 1, 2),
        };
        SourceException refused = Assert.Throws<SourceException>(() => source.Build(new LanguageOptions { Weights = _ => weights }));
        Assert.Equal(
            "m.lucid:2:21: error LUC1301: weight 'up1.bias' [2] is not in the weights given;\n  nearest: 'up1.bais'\n   2 |     output y = x -> up1: ConvTranspose1d(2, 2)\n     |                     ^^^",
            refused.Message.Split("\n\n")[0]);
        weights["up1.bias"] = weights["up1.bais"];
        List<Diagnostic> warnings = [];
        Graph graph = source.Build(new LanguageOptions { Weights = _ => weights, Report = warnings.Add });
        Assert.Equal(weights["up1.weight"].Bytes.ToArray(), graph.Constants[graph.Values.Single(value => value.Name == "up1.weight").Id].Bytes.ToArray());
        Assert.Equal("LUC1403", Assert.Single(warnings).Id);
    }

    [Fact]
    public void Fixed_shapes_make_symbols_numbers()
    {
        Graph graph = LucidSource.Read("model m(x: f32[N, 4, 2*h, w]) {\n    output y = relu(x)\n}\n", "m.lucid").Build(new LanguageOptions { Shapes = new Dictionary<string, Shape> { ["x"] = new(2, 4, 6, 5) } });
        Assert.Equal("[2,4,6,5]", Sources.ShapeOf(graph));
    }

    [Theory]
    [InlineData("output y = x -> a: Conv2d(4, 3) -> a: Conv2d(4, 3)", "LUC1104")]
    [InlineData("output y = f(x)", "LUC1101")]
    [InlineData("output y = onnx.reluu(x)", "LUC1102")]
    [InlineData("output y = onnx.leaky_relu(x, slope=1.0)", "LUC1214")]
    [InlineData("output y = relu(x, x)", "LUC1205")]
    [InlineData("output y = relu()", "LUC1202")]
    [InlineData("output y = relu(x, input=x)", "LUC1203")]
    [InlineData("output y = cat(tensors=[x], 1)", "LUC1206")]
    [InlineData("output y = x + [1, 2]", "LUC1207")]
    [InlineData("output y = 3(x)", "LUC1209")]
    [InlineData("a, b = [x, x, x]\noutput y = a + b", "LUC1211")]
    [InlineData("output y = [x][1]", "LUC1212")]
    [InlineData("c = Conv2d(4, 3)\noutput y = c(x, x)", "LUC1213")]
    [InlineData("const k: f32[2] = [1, 2, 3]\noutput y = x * k", "LUC1218")]
    [InlineData("output y = x * (1 // 0)", "LUC1220")]
    [InlineData("for i in range(60000) {\nfor j in range(60000) {\nz = i\n}\n}\noutput y = x", "LUC1221")]
    [InlineData("require 1 == 2, \"no\"\noutput y = x", "LUC1224")]
    [InlineData("output y = x\noutput y = x", "LUC1103")]
    [InlineData("output y = x -> a: Conv2d(4, 3, padding=1) -> a.b: Conv2d(4, 3)", "LUC1105")]
    [InlineData("z = x", "LUC1112")]
    public void A_mistake_has_its_id(string body, string id) => Assert.Equal(id, Sources.Error(body).Id);

    [Fact]
    public void A_block_that_contains_itself_is_refused()
    {
        Diagnostic error = Assert.Single(LucidSource.Read("block a()(x) {\n    return x -> b\n}\nblock b()(x) {\n    return x -> a\n}\nmodel m(x: f32[1]) {\n    output y = x -> a\n}\n", "m.lucid").Check());
        Assert.Equal("block 'a' contains itself: a → b → a", error.Message);
    }

    [Fact]
    public void Several_mistakes_are_reported_in_one_run()
    {
        string[] ids = [.. Sources.Check("a = relu(p)\nb = a + 1.0\nc = x -> Conv2d(4, 3, pad=1)\noutput y = q").Select(diagnostic => diagnostic.Id)];
        Assert.Equal(["LUC1101", "LUC1201", "LUC1101"], ids);
    }

    [Fact]
    public void What_no_output_needs_is_a_warning()
    {
        string[] messages = [.. Sources.Check("a = x -> dead: Conv2d(4, 3)\n_b = relu(x)\noutput y = x").Select(diagnostic => diagnostic.Message)];
        Assert.Equal(["'a' is never used", "no output depends on layer 'dead': its weights are dead"], messages);
    }
}
