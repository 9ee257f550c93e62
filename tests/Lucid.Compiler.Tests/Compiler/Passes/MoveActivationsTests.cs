using Lucid.Compiler.Passes;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Activations go where a kernel applies them for nothing, and nowhere else.</summary>
public sealed class MoveActivationsTests
{
    [Fact]
    public void Activations_behind_a_movement_go_into_the_layer_before_it() => PassCheck.Becomes("move_activations/into_layers", MoveActivations.Run, """
        input %x: f32[N,1,h,w]
        const %w: f32[4,1,1,1] = {1, -2, 3, -4}
        const %two: f32[] = {2}
        %c: f32[N,4,h,w] = conv(%x, %w, stride=[1,1])
        %d: f32[N,1,2*h,2*w] = depth_to_space(%c, block_size=2, column_row_depth=true)
        %m: f32[N,1,2*h,2*w] = mul(%two, %d)
        %y: f32[N,1,2*h,2*w] = sigmoid(%m)
        output "y" = %y
        """);

    [Fact]
    public void An_activation_before_a_pad_that_repeats_goes_behind_it() => PassCheck.Becomes("move_activations/behind_pads", MoveActivations.Run, """
        input %x: f32[N,2,l]
        %a: f32[N,2,l] = leaky_relu(%x, alpha=0.2)
        %y: f32[N,2,l+2] = pad(%a, mode=reflect, begin=[0,0,1], end=[0,0,1])
        output "y" = %y
        output "x" = %x
        """);

    [Fact]
    public void A_reshape_behind_a_narrow_layer_goes_before_it() => PassCheck.Becomes("move_activations/reshapes", MoveActivations.Run, """
        input %x: f32[N,2,6]
        input %skip: f32[N,1,2,3]
        const %w: f32[1,2,1] = {1, -2}
        const %b: f32[1] = {0.5}
        %c: f32[N,1,6] = conv(%x, %w, %b, stride=[1])
        %r: f32[N,1,2,3] = reshape(%c, shape=[N,1,2,3])
        %y: f32[N,1,2,3] = add(%r, %skip)
        output "y" = %y
        """);

    [Fact]
    public void What_others_read_too_or_pads_of_a_constant_stay() => PassCheck.Stays(MoveActivations.Run, """
        input %x: f32[N,1,h,w]
        const %w: f32[4,1,1,1] = {1, -2, 3, -4}
        %c: f32[N,4,h,w] = conv(%x, %w, stride=[1,1])
        %d: f32[N,1,2*h,2*w] = depth_to_space(%c, block_size=2)
        %y: f32[N,1,2*h,2*w] = sigmoid(%d)
        %a: f32[N,1,h,w] = exp(%x)
        %p: f32[N,1,h+1,w] = pad(%a, begin=[0,0,1,0], end=[0,0,0,0])
        output "y" = %y
        output "d" = %d
        output "p" = %p
        """);
}
