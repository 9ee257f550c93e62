using Lucid.Verification;
using Lucid.Verification.Tests;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

public sealed class LimitsTests
{
    [Theory]
    [InlineData(ModelTestKind.TrainedModel, false, 5e-5)]
    [InlineData(ModelTestKind.TrainedModel, true, 2e-2)]
    [InlineData(ModelTestKind.OnnxNode, false, 1e-5)]
    [InlineData(ModelTestKind.OnnxNode, true, 5e-3)]
    [InlineData(ModelTestKind.OnnxTestFolder, false, 5e-5)]
    [InlineData(ModelTestKind.GoldenModel, false, 2e-5)]
    [InlineData(ModelTestKind.GoldenModel, true, 1e-2)]
    public void The_kind_of_a_test_decides_the_row_of_the_ruler(ModelTestKind kind, bool half, double expected) =>
        Assert.Equal(expected, new Limits(kind, null, half, null).Of("y").Relative);

    [Fact]
    public void Plain_onnx_folders_and_node_tests_pass_elementwise_too()
    {
        Assert.Equal(new ElementwiseLimit(1e-3, 1e-7), new Limits(ModelTestKind.OnnxTestFolder, null, false, null).Of("y").Elementwise);
        Assert.Equal(new ElementwiseLimit(1e-3, 1e-7), new Limits(ModelTestKind.OnnxNode, null, false, null).Of("y").Elementwise);
        Assert.Null(new Limits(ModelTestKind.TrainedModel, null, false, null).Of("y").Elementwise);
        // bfloat16 has 8 bits: the first column asks for more than it holds.
        Assert.Equal(5e-3, new Limits(ModelTestKind.OnnxNode, null, false, null).Of("y", Lucid.Tensors.ElementType.BF16).Relative);
    }

    [Fact]
    public void A_manifest_widens_the_limit_of_its_output_only()
    {
        GoldenManifest manifest = new(System.Collections.Immutable.ImmutableDictionary<string, (double, double)>.Empty.Add("y", (1e-5, 4e-3)));
        Assert.Equal(1e-4, new Limits(ModelTestKind.GoldenModel, manifest, false, null).Of("y").Relative!.Value, 12);
        Assert.Equal(2e-2, new Limits(ModelTestKind.GoldenModel, manifest, true, null).Of("y").Relative!.Value, 12);
        Assert.Equal(2e-5, new Limits(ModelTestKind.GoldenModel, manifest, false, null).Of("z").Relative);
    }

    [Fact]
    public void What_is_said_by_hand_overrides_all()
    {
        ComparisonLimit hand = ComparisonLimits.ByHand(0.1, 0.2);
        Limits limits = new(ModelTestKind.GoldenModel, null, false, hand);
        Assert.Equal([hand, hand, hand], [limits.Of("y"), limits.OfProbe(), limits.OfSigmoidOf(30)]);
    }
}
