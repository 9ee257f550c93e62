using Lucid.Compiler.Passes;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Pads before layers and crops on either side of them become padding of the layers.</summary>
public sealed class FoldWindowsTests
{
    [Fact]
    public void Zero_padding_before_a_strided_convolution() => PassCheck.Becomes("fold_pads_into_layers/convolution", FoldPadsIntoLayers.Run, """
        input %x: f32[N,1,h,w]
        const %k: f32[1,1,2,2] = {1, 2, 3, 4}
        %p: f32[N,1,h+3,w] = pad(%x, mode=constant, begin=[0,0,1,2], end=[0,0,2,-2])
        %y: f32[N,1,h//2+2,w//2] = conv(%p, %k, stride=[2,2], pads_begin=[1,0])
        output "y" = %y
        """);

    [Fact]
    public void Two_crops_before_a_convolution() => PassCheck.Becomes("fold_pads_into_layers/crops", FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h+8]
        const %k: f32[1,1,3] = {1, 2, 3}
        %a: f32[1,1,h+4] = slice(%x, starts=[0,0,3], lengths=[1,1,h+4])
        %b: f32[1,1,h+2] = pad(%a, mode=edge, begin=[0,0,-1], end=[0,0,-1])
        %y: f32[1,1,h] = conv(%b, %k, stride=[1])
        output "y" = %y
        """);

    [Fact]
    public void Zero_padding_before_a_transposed_convolution() => PassCheck.Becomes("fold_pads_into_layers/transposed", FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h]
        const %k: f32[1,1,4] = {1, 2, 3, 4}
        %p: f32[1,1,h+3] = pad(%x, mode=constant, begin=[0,0,1], end=[0,0,2])
        %y: f32[1,1,2*h+6] = conv_transpose(%p, %k, stride=[2], pads_begin=[1], pads_end=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_crop_that_padding_would_read_again_stays() => PassCheck.Stays(FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h+4]
        const %k: f32[1,1,3] = {1, 2, 3}
        %a: f32[1,1,h+2] = slice(%x, starts=[0,0,1], lengths=[1,1,h+2])
        %y: f32[1,1,h+2] = conv(%a, %k, stride=[1], pads_begin=[1], pads_end=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_crop_before_a_transposed_convolution_stays() => PassCheck.Stays(FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h+4]
        const %k: f32[1,1,3] = {1, 2, 3}
        %a: f32[1,1,h+2] = slice(%x, starts=[0,0,1], lengths=[1,1,h+2])
        %y: f32[1,1,h+4] = conv_transpose(%a, %k, stride=[1])
        output "y" = %y
        """);

    [Fact]
    public void Padding_of_another_value_or_mode_or_axis_stays() => PassCheck.Stays(FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h+4]
        const %k: f32[1,1,3] = {1, 2, 3}
        const %k2: f32[1,2,3] = {1, 2, 3, 4, 5, 6}
        %a: f32[1,1,h+5] = pad(%x, mode=constant, begin=[0,0,1], end=[0,0,0], value=1)
        %b: f32[1,1,h+5] = pad(%x, mode=reflect, begin=[0,0,1], end=[0,0,0])
        %c: f32[1,2,h+4] = pad(%x, mode=constant, begin=[0,1,0], end=[0,0,0])
        %ya: f32[1,1,h+3] = conv(%a, %k, stride=[1])
        %yb: f32[1,1,h+3] = conv(%b, %k, stride=[1])
        %yc: f32[1,1,h+2] = conv(%c, %k2, stride=[1])
        output "a" = %ya
        output "b" = %yb
        output "c" = %yc
        """);

    [Fact]
    public void Zeros_before_weights_that_are_not_finite_stay() => PassCheck.Stays(FoldPadsIntoLayers.Run, """
        input %x: f32[1,1,h]
        const %k: f32[1,1,2] = {inf, 2}
        %p: f32[1,1,h+1] = pad(%x, mode=constant, begin=[0,0,1], end=[0,0,0])
        %y: f32[1,1,h] = conv(%p, %k, stride=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_crop_behind_a_transposed_convolution_and_its_activation() => PassCheck.Becomes("fold_crops_into_layers/transposed", FoldCropsIntoLayers.Run, """
        input %x: f32[N,1,h]
        const %k: f32[1,2,4] = {1, 2, 3, 4, 5, 6, 7, 8}
        const %slope: f32[2,1] = {0.25, 0.5}
        %y: f32[N,2,2*h+2] = conv_transpose(%x, %k, stride=[2])
        %a: f32[N,2,2*h+2] = prelu(%y, %slope)
        %b: f32[N,2,2*h+2] = tanh(%a)
        %z: f32[N,2,2*h] = slice(%b, starts=[0,0,1], lengths=[N,2,2*h])
        output "z" = %z
        """);

    [Fact]
    public void A_crop_behind_a_strided_dilated_convolution() => PassCheck.Becomes("fold_crops_into_layers/convolution", FoldCropsIntoLayers.Run, """
        input %x: f32[N,1,30]
        const %k: f32[1,1,3] = {1, 2, 3}
        %y: f32[N,1,10] = conv(%x, %k, stride=[3], pads_begin=[2], pads_end=[1], dilation=[2])
        %z: f32[N,1,6] = pad(%y, mode=constant, begin=[0,0,-1], end=[0,0,-3])
        output "z" = %z
        """);

    [Fact]
    public void A_crop_of_what_others_read_stays() => PassCheck.Stays(FoldCropsIntoLayers.Run, """
        input %x: f32[N,1,h]
        const %k: f32[1,1,3] = {1, 2, 3}
        %y: f32[N,1,h+2] = conv(%x, %k, stride=[1], pads_begin=[2], pads_end=[2])
        %z: f32[N,1,h] = slice(%y, starts=[0,0,1], lengths=[N,1,h])
        output "y" = %y
        output "z" = %z
        """);

    [Fact]
    public void A_crop_behind_a_function_of_the_position_stays() => PassCheck.Stays(FoldCropsIntoLayers.Run, """
        input %x: f32[1,1,4]
        const %k: f32[1,1,3] = {1, 2, 3}
        const %ramp: f32[6] = {1, 2, 3, 4, 5, 6}
        %y: f32[1,1,6] = conv(%x, %k, stride=[1], pads_begin=[2], pads_end=[2])
        %a: f32[1,1,6] = add(%y, %ramp)
        %z: f32[1,1,4] = slice(%a, starts=[0,0,1], lengths=[1,1,4])
        output "z" = %z
        """);
}
