using System.Collections.Immutable;

using Lucid.Pictures.Checkerboards;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Pictures;

public sealed class CheckerboardSvgTests
{
    [Fact]
    public void Layers_of_every_kind_are_drawn_as_their_golden_text() => Golden.Match("pictures/checkerboard/three_layers", CheckerboardSvg.Draw("three <layers>", [Uneven, Holes, Even]));

    [Fact]
    public void The_verdict_follows_from_the_products_of_each_residue()
    {
        Assert.Equal(OverlapVerdict.Uneven, Uneven.Verdict);
        Assert.Equal("2/1 × 2/1", Uneven.Pattern);
        Assert.Equal(OverlapVerdict.Holes, Holes.Verdict);
        Assert.Equal(OverlapVerdict.Even, Even.Verdict);
        Assert.Equal("", Even.Remedy);
    }

    [Fact]
    public void The_padding_moves_the_pattern()
    {
        OverlapAxis axis = new(Kernel: 3, Stride: 2, Dilation: 1, Padding: 1);
        Assert.Equal([1L, 2, 1, 2], Enumerable.Range(0, 4).Select(o => axis.At(o)));
        Assert.Equal(1, new OverlapAxis(3, 2, 1, Padding: -1).At(0));
    }

    [Fact]
    public void A_remedy_is_one()
    {
        Assert.StartsWith("kernel 4×4 ", Uneven.Remedy, StringComparison.Ordinal);
        OverlapLayer remedied = new("remedied", [new(4, 2, 1, 0), new(4, 2, 1, 0)]);
        Assert.Equal(OverlapVerdict.Even, remedied.Verdict);
        // Dilation 2 and stride 2: no kernel reaches the odd outputs.
        Assert.StartsWith("a dilation without", new OverlapLayer("d", [new(8, 2, 2, 0)]).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Strides_and_kernels_beyond_any_real_one_cost_nothing() =>
        Assert.NotEmpty(CheckerboardSvg.Draw("huge", [new("h", [new(long.MaxValue / 4, long.MaxValue / 4, 1, 0)])]));

    [Fact]
    public void A_model_without_such_layers_says_so() =>
        Assert.Contains("no transposed convolution", CheckerboardSvg.Draw("none", ImmutableArray<OverlapLayer>.Empty), StringComparison.Ordinal);

    private static readonly OverlapLayer Uneven = new("up<1>", [new(3, 2, 1, 1), new(3, 2, 1, 1)]);
    private static readonly OverlapLayer Holes = new("up2", [new(2, 3, 1, 0)]);
    private static readonly OverlapLayer Even = new("up3", [new(2, 2, 1, 0), new(4, 2, 1, 1), new(4, 2, 1, 1)]);
}
