using Lucid.Compiler.Passes;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Movements that move nothing, and what is computed twice.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public void Pairs_of_movements() => PassCheck.Becomes("simplify_movements/pairs", SimplifyMovements.Run, """
        input %x: f32[2,3,4]
        %r1: f32[6,4] = reshape(%x, shape=[6,4])
        %r2: f32[3,8] = reshape(%r1, shape=[3,8])
        %t1: f32[4,2,3] = transpose(%x, permutation=[2,0,1])
        %t2: f32[3,4,2] = transpose(%t1, permutation=[2,0,1])
        %s1: f32[2,3,2] = slice(%x, starts=[0,0,3], lengths=[2,3,2], steps=[1,1,-2])
        %s2: f32[1,2,1] = slice(%s1, starts=[1,1,1], lengths=[1,2,1])
        output "r" = %r2
        output "t" = %t2
        output "s" = %s2
        """);

    [Fact]
    public void Chains_that_end_where_they_began() => PassCheck.Becomes("simplify_movements/nothing", SimplifyMovements.Run, """
        input %x: f32[2,1,4]
        const %zero: f32[] = {0}
        const %one: f32[1] = {1}
        %r1: f32[8] = reshape(%x, shape=[8])
        %r2: f32[2,1,4] = reshape(%r1, shape=[2,1,4])
        %t1: f32[4,1,2] = transpose(%r2, permutation=[2,1,0])
        %t2: f32[2,1,4] = transpose(%t1, permutation=[2,1,0])
        %c: f32[2,1,4] = cast(%t2, to=f32)
        %p: f32[2,1,4] = pad(%c, mode=edge, begin=[0,0,0], end=[0,0,0])
        %e: f32[2,1,4] = expand(%p, shape=[2,1,4])
        %s: f32[2,1,4] = slice(%e, starts=[0,0,0], lengths=[2,1,4])
        %j: f32[2,1,4] = concat(%s, axis=1)
        %a: f32[2,1,4] = add(%j, %zero)
        %m: f32[2,1,4] = mul(%a, %one)
        %y: f32[2,1,4] = relu(%m)
        output "y" = %y
        """);

    [Fact]
    public void A_transposition_of_axes_of_one_is_a_reshape() => PassCheck.Becomes("simplify_movements/units", SimplifyMovements.Run, """
        input %x: f32[2,1,4,1]
        %t: f32[1,2,1,4] = transpose(%x, permutation=[1,0,3,2])
        output "t" = %t
        """);

    [Fact]
    public void Movements_that_move_stay() => PassCheck.Stays(SimplifyMovements.Run, """
        input %x: f32[2,2,4]
        const %one: f32[1,1,1,1] = {1}
        %t: f32[2,2,4] = transpose(%x, permutation=[1,0,2])
        %s: f32[2,2,4] = slice(%x, starts=[1,0,0], lengths=[2,2,4], steps=[-1,1,1])
        %m: f32[1,2,2,4] = mul(%x, %one)
        output "t" = %t
        output "s" = %s
        output "m" = %m
        """);

    [Fact]
    public void A_weight_that_two_layers_share_is_stored_once_whatever_the_passes_make_of_it()
    {
        Graph graph = GraphParser.Parse("""
            lucid-graph 1
            graph "shared"
            input %x: f32[N,1,h]
            input %z: f32[N,1,h]
            const %w: f32[1,1,3] = {1, 10, 100}
            %u: f32[N,1,2*h] = resize(%x, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[N,1,2*h])
            %v: f32[N,1,2*h] = resize(%z, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[N,1,2*h])
            %a: f32[N,1,2*h] = conv(%u, %w, stride=[1], pads_begin=[1], pads_end=[1])
            %b: f32[N,1,2*h] = conv(%v, %w, stride=[1], pads_begin=[1], pads_end=[1])
            output "a" = %a
            output "b" = %b
            """, new Dictionary<string, HostTensor>(StringComparer.Ordinal));
        HostTensor stored = Assert.Single(ModelCompiler.Compile(graph).Constants).Value;
        Assert.Equal([100, 110, 11, 1], stored.ToDoubles());
    }

    [Fact]
    public void Equal_constants_and_equal_nodes_are_one() => PassCheck.Becomes("share_equal_nodes/twice", ShareEqualNodes.Run, """
        input %x: f32[N,2]
        const %a: f32[2] = {1, 2}
        const %b: f32[2] = {1, 2}
        const %c: f32[2] = {1, 3}
        %p: f32[N,2] = add(%x, %a)
        %q: f32[N,2] = add(%x, %b)
        %r: f32[N,2] = add(%x, %c)
        %u: f32[N,2] = leaky_relu(%p, alpha=0.1)
        %v: f32[N,2] = leaky_relu(%q, alpha=0.1)
        %w: f32[N,2] = leaky_relu(%q, alpha=0.2)
        output "u" = %u
        output "v" = %v
        output "w" = %w
        output "r" = %r
        """);
}
