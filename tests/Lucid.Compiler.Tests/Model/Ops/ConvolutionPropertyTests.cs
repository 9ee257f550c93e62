using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Model.Ops;

/// <summary>What holds for every convolution and its transpose, over random attributes in one to three axes.</summary>
public sealed class ConvolutionPropertyTests
{
    private const int Seed = 31337;

    [Fact]
    public void The_transpose_is_the_adjoint()
    {
        Random random = new(Seed);
        for (int round = 0; round < 400; round++)
        {
            Attributes a = Attributes.Draw(random);
            // Conv takes Cin to Cout with a weight [Cout, Cin/g, *K]; its transpose reads the same weight as [its input channels, outputs/g, *K].
            ReferenceTensor x = Random(random, [1, a.InChannels, .. a.Input]);
            ReferenceTensor w = Random(random, [a.OutChannels, a.InChannels / a.Groups, .. a.Kernel]);
            ReferenceTensor cx = Evaluate(new Conv(a.Stride, a.PadsBegin, a.PadsEnd, a.Dilation, a.Groups), x, w);
            ReferenceTensor y = Random(random, [.. cx.Shape.Extents]);
            ConvTranspose transpose = new(a.Stride, a.PadsBegin, a.PadsEnd, a.MissingExtents(cx.Shape), a.Dilation, a.Groups);
            ReferenceTensor ty = Evaluate(transpose, y, w);

            Assert.Equal(x.Shape, ty.Shape);
            (double left, double right) = (Dot(cx, y), Dot(x, ty));
            double scale = Math.Sqrt(Dot(cx, cx) * Dot(y, y)) + Math.Sqrt(Dot(x, x) * Dot(ty, ty)) + 1e-300;
            Assert.True(Math.Abs(left - right) <= 1e-12 * scale, $"seed {Seed}, round {round}: {a}: ⟨conv(x),y⟩ = {left}, ⟨x,convT(y)⟩ = {right}");
        }
    }

    [Fact]
    public void With_the_missing_extent_as_output_padding_shapes_are_inverse()
    {
        Random random = new(Seed + 1);
        for (int round = 0; round < 2000; round++)
        {
            Attributes a = Attributes.Draw(random);
            string types = $"f32[2,{a.InChannels},{string.Join(',', a.Input)}]";
            string weight = $"f32[{a.OutChannels},{a.InChannels / a.Groups},{string.Join(',', a.Kernel)}]";
            string down = Evaluation.TypeOf(new Conv(a.Stride, a.PadsBegin, a.PadsEnd, a.Dilation, a.Groups), types, weight).Type;
            ConvTranspose transpose = new(a.Stride, a.PadsBegin, a.PadsEnd, a.MissingExtents(Evaluation.Type(down).Shape.ToShape()), a.Dilation, a.Groups);
            Assert.Equal(types, Evaluation.TypeOf(transpose, down, weight).Type);
        }
    }

    [Fact]
    public void Values_are_not_inverse()
    {
        ReferenceTensor x = new(new Shape(1, 1, 4), [1.0, 2, 3, 4]);
        ReferenceTensor w = new(new Shape(1, 1, 2), [1.0, 1]);
        ReferenceTensor down = Evaluate(new Conv([2], [0], [0], [1], 1), x, w);
        ReferenceTensor up = Evaluate(new ConvTranspose([2], [0], [0], [0], [1], 1), down, w);
        Assert.Equal([3.0, 3, 7, 7], up.Floats);
    }

    [Fact]
    public void Reversing_the_kernel_and_inserting_zeros_gives_the_transpose()
    {
        // A third derivation: convT with stride s is a plain convolution of the input with s-1 zeros between samples by the reversed kernel.
        Random random = new(Seed + 2);
        for (int round = 0; round < 300; round++)
        {
            (long s, long k, long d, long n) = (random.Next(1, 5), random.Next(1, 6), random.Next(1, 4), random.Next(1, 7));
            double[] x = [.. Enumerable.Range(0, (int)n).Select(_ => random.NextDouble() - 0.5)];
            double[] w = [.. Enumerable.Range(0, (int)k).Select(_ => random.NextDouble() - 0.5)];
            double[] spread = new double[((n - 1) * s) + 1];
            for (int i = 0; i < n; i++) spread[i * s] = x[i];
            ReferenceTensor expected = Evaluate(
                new Conv([1], [d * (k - 1)], [d * (k - 1)], [d], 1), new(new Shape(1, 1, spread.Length), spread), new(new Shape(1, 1, k), [.. w.Reverse()]));
            ReferenceTensor got = Evaluate(new ConvTranspose([s], [0], [0], [0], [d], 1), new(new Shape(1, 1, n), x), new(new Shape(1, 1, k), w));
            Assert.Equal(expected.Shape, got.Shape);
            Assert.All(expected.Floats.Zip(got.Floats), pair => Assert.Equal(pair.First, pair.Second, 12));
        }
    }

    private static ReferenceTensor Evaluate(Op op, params ReferenceTensor[] inputs) => op.Evaluate(new EvaluationContext(inputs, new Dictionary<string, long>()))[0];

    private static ReferenceTensor Random(Random random, long[] extents)
    {
        Shape shape = new(extents);
        return new(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (random.NextDouble() * 2) - 1)]);
    }

    private static double Dot(ReferenceTensor a, ReferenceTensor b) => a.Floats.Zip(b.Floats, (x, y) => x * y).Sum();

    private sealed record Attributes(
        long[] Input, long[] Kernel, ValueList<long> Stride, ValueList<IntExpr> PadsBegin, ValueList<IntExpr> PadsEnd, ValueList<long> Dilation,
        long Groups, long InChannels, long OutChannels)
    {
        public static Attributes Draw(Random random)
        {
            while (true)
            {
                int rank = random.Next(1, 4);
                long[] List(int low, int high) => [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(low, high))];
                (long[] input, long[] kernel, long[] stride, long[] dilation) = (List(1, rank == 3 ? 6 : 10), List(1, 5), List(1, 5), List(1, 4));
                // Cropping on one side or the other, and paddings beyond the kernel.
                (long[] begin, long[] end) = (List(-2, 5), List(-2, 5));
                bool fits = Enumerable.Range(0, rank).All(axis => input[axis] + begin[axis] + end[axis] >= (dilation[axis] * (kernel[axis] - 1)) + 1);
                if (!fits) continue;
                long groups = random.Next(1, 4);
                return new(input, kernel, [.. stride], begin.Select(p => (IntExpr)p).ToValueList(), end.Select(p => (IntExpr)p).ToValueList(), [.. dilation],
                    groups, groups * random.Next(1, 3), groups * random.Next(1, 3));
            }
        }

        /// <summary>What the floor in Conv's extent dropped; always less than the stride.</summary>
        public ValueList<IntExpr> MissingExtents(Shape output) => Enumerable.Range(0, Input.Length)
            .Select(axis => Input[axis] + PadsBegin[axis] + PadsEnd[axis] - (Dilation[axis] * (Kernel[axis] - 1)) - 1 - ((output[axis + 2] - 1) * Stride[axis]))
            .ToValueList();
    }
}
