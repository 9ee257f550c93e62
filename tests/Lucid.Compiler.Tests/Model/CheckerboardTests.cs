using Lucid.Model;
using Lucid.Model.Nn;
using Xunit;

namespace Lucid.Compiler.Tests.Model;

public sealed class CheckerboardTests
{
    [Theory]
    [InlineData(4, 2, 1, "2/2")]
    [InlineData(3, 2, 1, "2/1")]
    [InlineData(2, 3, 1, "1/1/0")]
    [InlineData(3, 2, 2, "3/0")]
    [InlineData(4, 2, 3, "2/2")]
    [InlineData(5, 1, 4, "5")]
    [InlineData(4, 4, 2, "2/0/2/0")]
    public void Each_residue_sums_the_positions_that_reach_it(long kernel, long stride, long dilation, string products) =>
        Assert.Equal(products, string.Join("/", Checkerboard.ProductsPerResidue(kernel, stride, dilation)));

    [Theory]
    [InlineData(4, 2, 1, null)]
    [InlineData(5, 1, 1, null)]
    [InlineData(3, 2, 1, "LUC2430")]
    [InlineData(5, 2, 1, "LUC2430")]
    [InlineData(2, 3, 1, "LUC2431")]
    [InlineData(3, 2, 2, "LUC2431")]
    public void Uneven_counts_are_a_checkerboard_empty_residues_are_holes_and_stride_1_is_neither(int kernel, int stride, int dilation, string? id)
    {
        NnModel model = new("m");
        ConvTranspose1d layer = new(1, 1, kernel, stride: stride, dilation: dilation);
        layer.Initialize(0);
        model.Output("y", layer.Forward(model.Input("x", "N,1,l")));
        model.Build();
        Assert.Equal(id, model.Diagnostics.SingleOrDefault()?.Id);
    }

    [Fact]
    public void What_is_warned_of_is_there()
    {
        // The output of ones through a kernel of ones is the number of products of each position, away from the borders.
        for (int kernel = 1; kernel < 7; kernel++)
        for (int stride = 1; stride < 5; stride++)
        for (int dilation = 1; dilation < 4; dilation++)
        {
            double[] y = Evaluation.Run(
                new Lucid.Model.Ops.ConvTranspose([stride], [0], [0], [0], [dilation], 1), Ones(40), Ones(kernel)).ToDoubles();
            long[] counts = [.. Checkerboard.ProductsPerResidue(kernel, stride, dilation)];
            for (int o = dilation * kernel; o < y.Length - (dilation * kernel); o++) Assert.Equal(counts[o % stride], y[o]);
        }
    }

    private static Lucid.Tensors.HostTensor Ones(int length) => Lucid.Tensors.HostTensor.Of(new(1, 1, length), [.. Enumerable.Repeat(1f, length)]);
}
