using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Nn;

/// <summary>Adaptive pools against their definition: output i of o over n elements is made of those from ⌊i·n/o⌋ up to ⌈(i+1)·n/o⌉.</summary>
public sealed class AdaptivePoolTests
{
    [Theory]
    [InlineData(7, 9, 3, 4)]
    [InlineData(6, 8, 3, 4)]
    [InlineData(5, 6, 1, 6)]
    [InlineData(3, 4, 5, 7)]
    [InlineData(6, 5, 2, 3)]
    public void Windows_are_those_of_the_definition(int height, int width, int outHeight, int outWidth)
    {
        float[] x = [.. Enumerable.Range(0, 2 * height * width).Select(i => (i * 37 % 101) / 16f)];
        foreach (bool mean in (bool[])[true, false])
        {
            NnModel model = new("m");
            Var input = model.Input("x", $"1,2,{height},{width}");
            model.Output("y", mean ? F.AdaptiveAvgPool2d(input, (outHeight, outWidth)) : F.AdaptiveMaxPool2d(input, (outHeight, outWidth)));
            ReferenceTensor y = ReferenceInterpreter.Run(model.Build(), new Dictionary<string, HostTensor> { ["x"] = HostTensor.Of(new Shape(1, 2, height, width), x) }).Outputs["y"];
            Assert.Equal(new Shape(1, 2, outHeight, outWidth), y.Shape);
            int at = 0;
            for (int c = 0; c < 2; c++)
            {
                for (int i = 0; i < outHeight; i++)
                {
                    for (int j = 0; j < outWidth; j++)
                    {
                        List<double> window = [];
                        for (int h = i * height / outHeight; h < (((i + 1) * height) + outHeight - 1) / outHeight; h++)
                        {
                            for (int w = j * width / outWidth; w < (((j + 1) * width) + outWidth - 1) / outWidth; w++) window.Add(x[(((c * height) + h) * width) + w]);
                        }

                        Assert.Equal(mean ? window.Average() : window.Max(), y.Floats[at++], 5);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_size_that_is_open_suits_an_output_of_one_alone()
    {
        Var x = new NnModel("m").Input("x", "N,8,h,w");
        Assert.Equal("f32[N,8,1,1]", new AdaptiveAvgPool2d(1).Forward(x).Type.ToString());
        Assert.Contains("LUC2414: AdaptiveAvgPool2d: the windows of axis 2 follow from its extent, and h is known only when the model runs",
            Assert.Throws<ModelException>(() => new AdaptiveAvgPool2d((2, 1)).Forward(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Contains("LUC2105", Assert.Throws<ModelException>(() => new AdaptiveMaxPool3d((2, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("LUC2401", Assert.Throws<ModelException>(() => new AdaptiveMaxPool1d(0)).Message, StringComparison.Ordinal);
        Assert.Contains("LUC2013", Assert.Throws<ModelException>(() => new AdaptiveMaxPool1d(2).Forward(new NnModel("m").Input("x", "1,2,3,4"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gated_axis_of_odd_extent_is_named_with_its_extent() => Assert.Contains(
        "LUC2413: glu: axis 1 of f32[1,5,8] is halved; its extent is 5, expected an even one",
        Assert.Throws<ModelException>(() => F.Glu(new NnModel("m").Input("x", "1,5,8"), 1)).Message, StringComparison.Ordinal);
}
