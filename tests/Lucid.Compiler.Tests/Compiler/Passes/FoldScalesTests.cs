using Lucid.Compiler.Passes;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Scales and shifts by channel go into the weights of the layer before or behind them.</summary>
public sealed class FoldScalesTests
{
    [Fact]
    public void Batch_normalization_after_a_convolution() => PassCheck.Becomes("fold_scales_after_layers/convolution", FoldScalesAfterLayers.Run, """
        input %x: f32[N,2,h]
        const %w: f32[2,2,2] = {1, 2, 3, 4, 5, 6, 7, 8}
        const %scale: f32[2] = {2, 3}
        const %bias: f32[2] = {0.5, 0.25}
        const %mean: f32[2] = {1, -1}
        const %variance: f32[2] = {3, 15}
        %y: f32[N,2,h-1] = conv(%x, %w, stride=[1])
        %z: f32[N,2,h-1] = batch_normalization(%y, %scale, %bias, %mean, %variance, epsilon=1)
        output "z" = %z
        """);

    [Fact]
    public void A_chain_behind_a_grouped_transposed_convolution_with_bias() => PassCheck.Becomes("fold_scales_after_layers/transposed_groups", FoldScalesAfterLayers.Run, """
        input %x: f32[1,2,h]
        const %w: f32[2,2,2] = {1, 2, 3, 4, 5, 6, 7, 8}
        const %b: f32[4] = {1, 2, 3, 4}
        const %s: f32[4,1] = {1, 10, 100, 1000}
        const %one: f32[] = {1}
        const %half: f32[1] = {2}
        %y: f32[1,4,2*h] = conv_transpose(%x, %w, %b, stride=[2], groups=2)
        %scaled: f32[1,4,2*h] = mul(%s, %y)
        %turned: f32[1,4,2*h] = sub(%one, %scaled)
        %z: f32[1,4,2*h] = div(%turned, %half)
        output "z" = %z
        """);

    [Fact]
    public void A_matrix_product_takes_a_scale_but_no_shift() => PassCheck.Becomes("fold_scales_after_layers/matrix_product", FoldScalesAfterLayers.Run, """
        input %x: f32[N,2]
        const %w: f32[2,3] = {1, 2, 3, 4, 5, 6}
        const %s: f32[3] = {2, 3, 4}
        %y: f32[N,3] = matmul(%x, %w)
        %scaled: f32[N,3] = mul(%y, %s)
        %z: f32[N,3] = add(%scaled, %s)
        output "z" = %z
        """);

    [Fact]
    public void What_others_read_is_not_folded() => PassCheck.Stays(FoldScalesAfterLayers.Run, """
        input %x: f32[1,1,h]
        const %w: f32[1,1,1] = {1}
        const %s: f32[] = {2}
        %y: f32[1,1,h] = conv(%x, %w, stride=[1])
        %z: f32[1,1,h] = mul(%y, %s)
        output "y" = %y
        output "z" = %z
        """);

    [Fact]
    public void Weights_that_two_layers_share_stay_shared() => PassCheck.Stays(FoldScalesAfterLayers.Run, """
        input %x: f32[1,1,h]
        const %w: f32[1,1,1] = {3}
        const %s: f32[] = {2}
        %y: f32[1,1,h] = conv(%x, %w, stride=[1])
        %z: f32[1,1,h] = mul(%y, %s)
        %u: f32[1,1,h] = conv(%z, %w, stride=[1])
        output "u" = %u
        """);

    [Fact]
    public void Weights_that_are_not_finite_stay() => PassCheck.Stays(FoldScalesAfterLayers.Run, """
        input %x: f32[1,1,h]
        const %w: f32[1,1,1] = {inf}
        const %s: f32[] = {0}
        %y: f32[1,1,h] = conv(%x, %w, stride=[1])
        %z: f32[1,1,h] = mul(%y, %s)
        output "z" = %z
        """);

    [Fact]
    public void A_scale_that_overflows_the_weights_stays() => PassCheck.Stays(FoldScalesAfterLayers.Run, """
        input %x: f32[1,1,h]
        const %w: f32[1,1,1] = {1e30}
        const %s: f32[] = {1e30}
        %y: f32[1,1,h] = conv(%x, %w, stride=[1])
        %z: f32[1,1,h] = mul(%y, %s)
        output "z" = %z
        """);

    [Fact]
    public void A_scale_before_a_padded_convolution() => PassCheck.Becomes("fold_scales_before_layers/scale", FoldScalesBeforeLayers.Run, """
        input %x: f32[N,2,h]
        const %w: f32[1,2,2] = {1, 2, 3, 4}
        const %s: f32[2,1] = {10, 100}
        %scaled: f32[N,2,h] = mul(%x, %s)
        %y: f32[N,1,h+1] = conv(%scaled, %w, stride=[1], pads_begin=[1], pads_end=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_shift_before_a_layer_without_padding() => PassCheck.Becomes("fold_scales_before_layers/shift", FoldScalesBeforeLayers.Run, """
        input %x: f32[N,2,h]
        const %w: f32[1,2,2] = {1, 2, 3, 4}
        const %b: f32[1] = {5}
        const %mean: f32[2,1] = {1, 2}
        const %deviation: f32[2,1] = {2, 4}
        %moved: f32[N,2,h] = sub(%x, %mean)
        %normal: f32[N,2,h] = div(%moved, %deviation)
        %y: f32[N,1,h-1] = conv(%normal, %w, %b, stride=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_shift_before_padding_stays() => PassCheck.Stays(FoldScalesBeforeLayers.Run, """
        input %x: f32[N,1,h]
        const %w: f32[1,1,2] = {1, 2}
        const %mean: f32[1,1] = {1}
        %moved: f32[N,1,h] = sub(%x, %mean)
        %y: f32[N,1,h] = conv(%moved, %w, stride=[1], pads_begin=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_shift_before_a_transposed_convolution_stays() => PassCheck.Stays(FoldScalesBeforeLayers.Run, """
        input %x: f32[N,1,h]
        const %w: f32[1,1,2] = {1, 2}
        const %mean: f32[1,1] = {1}
        %moved: f32[N,1,h] = sub(%x, %mean)
        %y: f32[N,1,2*h] = conv_transpose(%moved, %w, stride=[2])
        output "y" = %y
        """);
}
