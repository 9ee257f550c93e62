using Lucid.Compiler.Passes;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Steps behind a concatenation go into the kernels that make its parts.</summary>
public sealed class MoveActivationsBeforeJoinsTests
{
    [Fact]
    public void Scale_shift_and_activation_behind_a_join_of_layers_go_into_both() => PassCheck.Becomes("move_activations_before_joins/into_layers", MoveActivationsBeforeJoins.Run, """
        input %x: f32[N,1,h]
        const %w: f32[2,1,1] = {1, -2}
        const %v: f32[1,1,1] = {3}
        const %scale: f32[3,1] = {2, 3, 4}
        const %shift: f32[1,3,1] = {5, 6, 7}
        %a: f32[N,2,h] = conv(%x, %w, stride=[1])
        %b: f32[N,1,h] = conv(%x, %v, stride=[1])
        %c: f32[N,3,h] = concat(%a, %b, axis=1)
        %m: f32[N,3,h] = mul(%c, %scale)
        %s: f32[N,3,h] = add(%shift, %m)
        %y: f32[N,3,h] = relu(%s)
        output "y" = %y
        """);

    [Fact]
    public void An_activation_of_joined_inputs_goes_into_the_kernels_that_copy_them() => PassCheck.Becomes("move_activations_before_joins/inputs", MoveActivationsBeforeJoins.Run, """
        input %x: f32[N,1,h]
        input %z: f32[N,2,h]
        %c: f32[N,3,h] = concat(%x, %z, axis=1)
        %y: f32[N,3,h] = leaky_relu(%c, alpha=0.2)
        output "y" = %y
        """);

    [Fact]
    public void Where_more_than_one_part_would_need_a_kernel_or_others_read_the_join_it_stays() => PassCheck.Stays(MoveActivationsBeforeJoins.Run, """
        input %x: f32[N,1,h]
        const %w: f32[2,1,1] = {1, -2}
        const %wide: f32[1,1,4] = {1, 2, 3, 4}
        %a: f32[N,2,h] = conv(%x, %w, stride=[1])
        %b: f32[N,2,h] = conv(%x, %w, stride=[1])
        %c: f32[N,4,h] = concat(%a, %b, axis=1)
        %y: f32[N,4,h] = relu(%c)
        %d: f32[N,4,h] = concat(%a, %a, axis=1)
        %z: f32[N,4,h] = relu(%d)
        %e: f32[N,2,h] = conv(%x, %w, stride=[1])
        %f: f32[N,4,h] = concat(%e, %a, axis=1)
        %g: f32[N,4,h] = sigmoid(%f)
        output "a" = %a
        output "b" = %b
        output "y" = %y
        output "z" = %z
        output "f" = %f
        output "g" = %g
        """);

    [Fact]
    public void Any_chain_behind_any_join_gives_the_same()
    {
        int moved = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            GraphBuilder builder = new("case");
            ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(2, 3, 4)));
            int axis = random.Next(1, 3);
            List<ValueId> parts = [];
            for (int i = random.Next(1, 4); i >= 0; i--)
            {
                ValueId part = builder.Add(new Conv([1], [0], [0], [1], 1), [x, Numbers(axis == 1 ? random.Next(1, 6) : 4, 3, 1)])!.Value;
                if (random.Next(3) == 0) part = builder.Add(Pointwise.Of(PointwiseKind.Tanh), [part])!.Value;
                parts.Add(random.Next(5) == 0 && parts.Count > 0 && axis == 2 ? parts[0] : random.Next(6) == 0 && (axis == 1) ? x : part);
            }

            ValueId y = builder.Add(new Concat(axis), [.. parts])!.Value;
            long extent = builder.TypeOf(y).Shape[axis].ConstantValue;
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                long[] along = axis == 1 ? [extent, 1] : [extent];
                ValueId factor = random.Next(3) == 0 ? Numbers(1) : Numbers(along);
                y = random.Next(4) switch
                {
                    0 => builder.Add(Pointwise.Of(PointwiseKind.Sigmoid), [y])!.Value,
                    1 => builder.Add(new Pointwise(PointwiseKind.Sub), [factor, y])!.Value,
                    2 => builder.Add(new Pointwise(PointwiseKind.Max), [y, factor])!.Value,
                    _ => builder.Add(new Pointwise(PointwiseKind.Mul), [y, factor])!.Value,
                };
            }

            builder.AddOutput("y", y);
            if (random.Next(5) == 0) builder.AddOutput("part", parts[0]);
            Graph graph = builder.Build();
            Graph after = MoveActivationsBeforeJoins.Run(graph);
            if (!ReferenceEquals(graph, after)) moved++;
            PassCheck.SameResults(graph, after, seed, "joins");

            ValueId Numbers(params long[] extents)
            {
                Shape shape = new(extents);
                float[] values = new float[shape.ElementCount];
                for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 2) - 1);
                return builder.AddConstant("c", HostTensor.Of(shape, values));
            }
        }

        Assert.InRange(moved, 60, 200);
    }
}
