using Lucid.Compiler.Passes;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>What exporters write out is found again.</summary>
public sealed class RecognitionTests
{
    [Fact]
    public void Activations_that_are_written_as_products() => PassCheck.Becomes("recognize_activations/products", RecognizeActivations.Run, """
        input %x: f32[N,2]
        const %half: f32[] = {0.5}
        const %one: f32[] = {1}
        const %three: f32[] = {3}
        const %six: f32[] = {6}
        const %root: f32[] = {1.4142135}
        const %slope: f32[] = {0.7978846}
        const %cubic: f32[] = {0.044715}
        %s: f32[N,2] = sigmoid(%x)
        %silu: f32[N,2] = mul(%s, %x)
        %h1: f32[N,2] = add(%x, %three)
        %h2: f32[N,2] = clip(%h1, min=0, max=6)
        %h3: f32[N,2] = mul(%x, %h2)
        %swish: f32[N,2] = div(%h3, %six)
        %g1: f32[N,2] = div(%x, %root)
        %g2: f32[N,2] = erf(%g1)
        %g3: f32[N,2] = add(%g2, %one)
        %g4: f32[N,2] = mul(%x, %g3)
        %gelu: f32[N,2] = mul(%g4, %half)
        %t1: f32[N,2] = pow(%x, %three)
        %t2: f32[N,2] = mul(%t1, %cubic)
        %t3: f32[N,2] = add(%x, %t2)
        %t4: f32[N,2] = mul(%t3, %slope)
        %t5: f32[N,2] = tanh(%t4)
        %t6: f32[N,2] = add(%one, %t5)
        %t7: f32[N,2] = mul(%half, %x)
        %tanh: f32[N,2] = mul(%t7, %t6)
        output "silu" = %silu
        output "swish" = %swish
        output "gelu" = %gelu
        output "tanh" = %tanh
        """);

    [Fact]
    public void Products_that_are_something_else_stay() => PassCheck.Stays(RecognizeActivations.Run, """
        input %x: f32[N,2]
        input %y: f32[N,2]
        const %two: f32[] = {2}
        %s: f32[N,2] = sigmoid(%x)
        %gated: f32[N,2] = mul(%s, %y)
        %r: f32[N,2] = sigmoid(%y)
        %p: f32[N,2] = mul(%r, %y)
        %twice: f32[N,2] = mul(%p, %two)
        output "gated" = %gated
        output "r" = %r
        output "twice" = %twice
        """);

    [Fact]
    public void Attention_that_is_written_as_products_around_a_softmax() => PassCheck.Becomes("recognize_attention/products", RecognizeAttention.Run, """
        input %q: f32[N,2,5,8]
        input %k: f32[N,2,8,6]
        input %v: f32[N,2,6,3]
        const %root: f32[] = {2.828427}
        %p: f32[N,2,5,6] = matmul(%q, %k)
        %t: f32[N,2,5,6] = div(%p, %root)
        %w: f32[N,2,5,6] = softmax(%t, axis=3)
        %y: f32[N,2,5,3] = matmul(%w, %v)
        output "y" = %y
        """);

    [Fact]
    public void Attention_over_more_keys_than_a_kernel_walks_or_unknown_ones_stays() => PassCheck.Stays(RecognizeAttention.Run, """
        input %q: f32[N,5,8]
        input %k: f32[N,8,20000]
        input %v: f32[N,20000,3]
        input %a: f32[N,8,s]
        input %b: f32[N,s,3]
        %p: f32[N,5,20000] = matmul(%q, %k)
        %w: f32[N,5,20000] = softmax(%p, axis=2)
        %y: f32[N,5,3] = matmul(%w, %v)
        %r: f32[N,5,s] = matmul(%q, %a)
        %u: f32[N,5,s] = softmax(%r, axis=2)
        %z: f32[N,5,3] = matmul(%u, %b)
        output "y" = %y
        output "z" = %z
        """);

    [Fact]
    public void Products_of_turned_rows_are_convolutions() => PassCheck.Becomes("turn_products_into_convolutions/bias", TurnProductsIntoConvolutions.Run, """
        input %x: f32[N,2,l]
        const %w: f32[2,3] = {1, 2, 3, 4, 5, 6}
        const %b: f32[3] = {0.5, -0.5, 0.25}
        const %v: f32[1,3] = {1, -1, 2}
        %t: f32[N,l,2] = transpose(%x, permutation=[0,2,1])
        %p: f32[N,l,3] = matmul(%t, %w)
        %s: f32[N,l,3] = add(%b, %p)
        %y: f32[N,3,l] = transpose(%s, permutation=[0,2,1])
        %u: f32[N,l,3] = transpose(%y, permutation=[0,2,1])
        %q: f32[N,l,1] = linear(%u, %v)
        %z: f32[N,1,l] = transpose(%q, permutation=[0,2,1])
        output "y" = %y
        output "z" = %z
        """);

    [Fact]
    public void Rows_that_something_reads_as_rows_stay() => PassCheck.Stays(TurnProductsIntoConvolutions.Run, """
        input %x: f32[N,2,l]
        const %w: f32[2,3] = {1, 2, 3, 4, 5, 6}
        %t: f32[N,l,2] = transpose(%x, permutation=[0,2,1])
        %p: f32[N,l,3] = matmul(%t, %w)
        %y: f32[N,l,3] = relu(%p)
        output "y" = %y
        """);

    [Fact]
    public void A_pixel_shuffle_of_two_axes() => PassCheck.Becomes("recognize_pixel_shuffle/two_axes", RecognizePixelShuffle.Run, """
        input %x: f32[N,12,h,w]
        %a: f32[N,3,2,2,h,w] = reshape(%x, shape=[N,3,2,2,h,w])
        %b: f32[N,3,h,2,w,2] = transpose(%a, permutation=[0,1,4,2,5,3])
        %y: f32[N,3,2*h,2*w] = reshape(%b, shape=[N,3,2*h,2*w])
        output "y" = %y
        """);

    [Fact]
    public void Blocks_before_channels() => PassCheck.Becomes("recognize_pixel_shuffle/blocks_first", RecognizePixelShuffle.Run, """
        input %x: f32[2,12,4,5]
        %a: f32[2,2,2,3,4,5] = reshape(%x, shape=[2,2,2,3,4,5])
        %b: f32[2,3,4,2,5,2] = transpose(%a, permutation=[0,3,4,1,5,2])
        %y: f32[2,3,8,10] = reshape(%b, shape=[2,3,8,10])
        output "y" = %y
        """);

    [Fact]
    public void Another_order_of_axes_stays() => PassCheck.Stays(RecognizePixelShuffle.Run, """
        input %x: f32[2,12,4,5]
        %a: f32[2,3,2,2,4,5] = reshape(%x, shape=[2,3,2,2,4,5])
        %b: f32[2,3,4,2,5,2] = transpose(%a, permutation=[0,1,4,3,5,2])
        %y: f32[2,3,8,10] = reshape(%b, shape=[2,3,8,10])
        output "y" = %y
        """);
}
