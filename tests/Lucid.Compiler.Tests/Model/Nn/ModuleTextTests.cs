using System.Text.Json;
using Lucid.Model.Nn;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

public sealed class ModuleTextTests
{
    [Fact]
    public void Every_layer_of_the_golden_models_prints_as_torch_prints_it()
    {
        int compared = 0;
        HashSet<string> notBuilt = [];
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.Combine("tests/golden/models"), "model.json", SearchOption.AllDirectories))
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonElement layer in manifest.RootElement.GetProperty("layers").EnumerateArray())
            {
                (string type, string arguments) = (layer.Text("type"), layer.Text("args"));
                if (TorchArguments.Make(type, arguments) is not { } module)
                {
                    notBuilt.Add(type);
                    continue;
                }

                Assert.Equal(arguments, module.ToString());
                compared++;
            }
        }

        Assert.Empty(notBuilt);
        Assert.True(compared > 200, $"only {compared} layers");
    }

    [Fact]
    public void The_documented_example_prints_as_documented() =>
        Assert.Equal("16, 33, kernel_size=(3, 5), stride=(2, 1), padding=(4, 2)", new ConvTranspose2d(16, 33, (3, 5), stride: (2, 1), padding: (4, 2)).ToString());

    [Fact]
    public void Everything_that_is_no_default_is_printed_in_torchs_order() => Assert.Equal(
        "4, 6, kernel_size=(3,), stride=(2,), padding=(1,), dilation=(3,), output_padding=(2,), groups=2, bias=False",
        new ConvTranspose1d(4, 6, 3, stride: 2, padding: 1, outputPadding: 2, groups: 2, bias: false, dilation: 3).ToString());

    [Fact]
    public void A_lazy_layer_prints_0_channels_and_its_kind_until_it_knows_them()
    {
        LazyConvTranspose2d layer = new(64, 4, stride: 2, padding: 1);
        Assert.Equal("LazyConvTranspose2d(0, 64, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))", layer.Repr());
        layer.Forward(new NnModel("m").Input("x", "4,128,8,8"));
        Assert.Equal("ConvTranspose2d(128, 64, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))", layer.Repr());
        Assert.Equal("LazyLinear(in_features=0, out_features=3, bias=False)", new LazyLinear(3, bias: false).Repr());
    }

    [Fact]
    public void Normalisations_print_as_torch_prints_them()
    {
        Assert.Equal("(10,), eps=1e-05, elementwise_affine=True", new LayerNorm(10).ToString());
        Assert.Equal("(3, 4), eps=0.001, elementwise_affine=False", new LayerNorm((3, 4), eps: 1e-3, elementwiseAffine: false).ToString());
        Assert.Equal("8, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False", new InstanceNorm2d(8).ToString());
        Assert.Equal("dim=-1", new GLU().ToString());
    }

    [Fact]
    public void Containers_print_their_children_indented() => Assert.Equal(
        "Sequential(\n  (0): ConvTranspose2d(1, 2, kernel_size=(2, 2), stride=(2, 2))\n  (1): Sequential(\n    (act): ReLU(inplace=True)\n  )\n)",
        new Sequential(new ConvTranspose2d(1, 2, 2, stride: 2), new Sequential(("act", new ReLU(inplace: true)))).Repr());

    [Theory]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.0, "0.0")]
    [InlineData(1e100, "1e+100")]
    [InlineData(double.PositiveInfinity, "inf")]
    public void Numbers_print_as_Python_prints_them(double value, string text) => Assert.Equal($"negative_slope={text}", new LeakyReLU(value).ToString());
}
