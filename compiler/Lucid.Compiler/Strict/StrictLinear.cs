using System.Numerics;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Strict;

/// <summary>
/// Linear layers in the one order of section 4: for each output blocks of four input channels, taps ascending in the kernel index, channels of the block.
/// Several output channels are summed side by side, each in its own lane of a vector.
/// </summary>
internal static class StrictLinear
{
    // Products of numbers whose product is at least this are no subnormals, nor are sums of such products.
    private const float Safe = 7.88860905221e-31f;

    /// <summary>An element along an axis: kernel index and input index, for each output, ascending in the kernel index.</summary>
    private sealed record Axis(long Input, long Output, long Kernel, (int Kernel, int Input)[][] Taps);

    public static ReferenceTensor Convolution(Node node, EvaluationContext context, StrictArithmetic arithmetic)
    {
        (ReferenceTensor input, ReferenceTensor weight) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(node.Op);
        bool transposed = node.Op is ConvTranspose;
        (ValueList<long> stride, ValueList<IntExpr> begin, ValueList<long> dilation, long groups) = node.Op switch
        {
            Conv conv => (conv.Stride, conv.PadsBegin, conv.Dilation, conv.Groups),
            ConvTranspose conv => (conv.Stride, conv.PadsBegin, conv.Dilation, conv.Groups),
            _ => throw new System.Diagnostics.UnreachableException($"{node.Op.Name} is no convolution"),
        };
        int rank = stride.Count, first = input.Shape.Rank - rank;
        Axis[] axes = [.. Enumerable.Range(0, 3).Select(i => i < 3 - rank
            ? AxisOf(false, 1, 1, 1, 1, 1, 0)
            : AxisOf(transposed, input.Shape[first + i - 3 + rank], shape[first + i - 3 + rank], weight.Shape[2 + i - 3 + rank], stride[i - 3 + rank], dilation[i - 3 + rank],
                context.Value(begin[i - 3 + rank])))];
        long images = first == 2 ? input.Shape[0] : 1;
        int inputs = (int)(input.Shape[first - 1] / groups), outputs = (int)(shape[first - 1] / groups);
        int kernel = (int)(axes[0].Kernel * axes[1].Kernel * axes[2].Kernel);
        // (group, input channel, kernel, output channel)
        float[] packed = new float[weight.Floats.Length];
        for (long g = 0; g < groups; g++)
        for (long c = 0; c < inputs; c++)
        for (long k = 0; k < kernel; k++)
        for (long o = 0; o < outputs; o++)
        {
            long from = transposed ? (((((g * inputs) + c) * outputs) + o) * kernel) + k : (((((g * outputs) + o) * inputs) + c) * kernel) + k;
            packed[(((((g * inputs) + c) * kernel) + k) * outputs) + o] = (float)weight.Floats[from];
        }

        return Sum(shape, images, groups, inputs, outputs, axes, Floats(input), packed, context.Inputs.Length > 2 ? Floats(context.Inputs[2]) : null, arithmetic, input.Element);
    }

    public static ReferenceTensor Linear(Node node, EvaluationContext context, StrictArithmetic arithmetic)
    {
        (ReferenceTensor input, ReferenceTensor weight) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(node.Op);
        (int outputs, int depth) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        float[] packed = new float[outputs * depth];
        for (int o = 0; o < outputs; o++)
        for (int k = 0; k < depth; k++) packed[(k * outputs) + o] = (float)weight.Floats[(o * depth) + k];
        float[] x = Floats(input), bias = context.Inputs.Length > 2 ? Floats(context.Inputs[2]) : [];
        double[] output = new double[shape.ElementCount];
        bool watch = Watches(x, packed);
        Parallel.For(0, output.Length / Math.Max(1, outputs), row =>
        {
            float[] sums = new float[outputs];
            for (int k = 0; k < depth; k++) Add(sums, x[(row * depth) + k], packed.AsSpan(k * outputs, outputs), watch, arithmetic);
            for (int o = 0; o < outputs; o++) output[(row * outputs) + o] = bias.Length == 0 ? sums[o] : arithmetic.Add(sums[o], bias[o]);
        });
        return new ReferenceTensor(shape, output, input.Element);
    }

    public static ReferenceTensor Product(Node node, EvaluationContext context, StrictArithmetic arithmetic)
    {
        (ReferenceTensor left, ReferenceTensor right) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(node.Op);
        long[] a = left.Shape.Rank == 1 ? [1, left.Shape[0]] : [.. left.Shape.Extents], b = right.Shape.Rank == 1 ? [right.Shape[0], 1] : [.. right.Shape.Extents];
        (int rows, int depth, int columns) = ((int)a[^2], (int)a[^1], (int)b[^1]);
        int matrixAxes = (left.Shape.Rank > 1 ? 1 : 0) + (right.Shape.Rank > 1 ? 1 : 0);
        Shape batch = new([.. shape.Extents.Take(shape.Rank - matrixAxes)]);
        long[] lefts = Strides.Broadcast(new Shape(a.AsSpan()[..^2]), batch), rights = Strides.Broadcast(new Shape(b.AsSpan()[..^2]), batch);
        float[] x = Floats(left), y = Floats(right);
        double[] output = new double[shape.ElementCount];
        bool watch = Watches(x, y);
        Parallel.For(0, (int)batch.ElementCount * rows, at =>
        {
            (int n, int row) = Math.DivRem(at, rows);
            float[] sums = new float[columns];
            int from = (int)((lefts[n] * rows) + row) * depth, to = (int)rights[n] * depth * columns;
            for (int k = 0; k < depth; k++) Add(sums, x[from + k], y.AsSpan(to + (k * columns), columns), watch, arithmetic);
            for (int column = 0; column < columns; column++) output[(at * columns) + column] = sums[column];
        });
        return new ReferenceTensor(shape, output, left.Element);
    }

    private static float[] Floats(ReferenceTensor tensor) => Array.ConvertAll(tensor.Floats, x => (float)x);

    private static Axis AxisOf(bool transposed, long input, long output, long kernel, long stride, long dilation, long padding)
    {
        var taps = new (int, int)[output][];
        for (long o = 0; o < output; o++)
        {
            List<(int, int)> found = [];
            for (long k = 0; k < kernel; k++)
            {
                // Transposed: output o is stride·i - padding + dilation·k.
                long at = transposed ? o + padding - (dilation * k) : (stride * o) - padding + (dilation * k);
                if (transposed && at % stride != 0) continue;
                long i = transposed ? at / stride : at;
                if (at >= 0 && i < input) found.Add(((int)k, (int)i));
            }

            taps[o] = [.. found];
        }

        return new Axis(input, output, kernel, taps);
    }

    private static ReferenceTensor Sum(
        Shape shape, long images, long groups, int inputs, int outputs, Axis[] axes, float[] input, float[] packed, float[]? bias, StrictArithmetic arithmetic, ElementType element)
    {
        int plane = (int)(axes[0].Input * axes[1].Input * axes[2].Input), outPlane = (int)(axes[0].Output * axes[1].Output * axes[2].Output);
        int kernel = (int)(axes[0].Kernel * axes[1].Kernel * axes[2].Kernel);
        double[] output = new double[shape.ElementCount];
        bool watch = Watches(input, packed);
        long rows = axes[0].Output * axes[1].Output;
        Parallel.For(0, images * groups * rows, at =>
        {
            (long layer, long row) = Math.DivRem(at, rows);
            (long image, long group) = Math.DivRem(layer, groups);
            (long z, long y) = Math.DivRem(row, axes[1].Output);
            float[] sums = new float[outputs];
            for (int x = 0; x < axes[2].Output; x++)
            {
                Array.Clear(sums);
                for (int block = 0; block < inputs; block += 4)
                {
                    foreach ((int kz, int iz) in axes[0].Taps[z])
                    foreach ((int ky, int iy) in axes[1].Taps[y])
                    foreach ((int kx, int ix) in axes[2].Taps[x])
                    {
                        int k = (int)((((kz * axes[1].Kernel) + ky) * axes[2].Kernel) + kx);
                        int place = (int)((((iz * axes[1].Input) + iy) * axes[2].Input) + ix);
                        for (int c = block; c < Math.Min(block + 4, inputs); c++)
                        {
                            float value = input[((((image * groups) + group) * inputs) + c) * plane + place];
                            Add(sums, value, packed.AsSpan((int)((((((group * inputs) + c) * kernel) + k) * outputs)), outputs), watch, arithmetic);
                        }
                    }
                }

                for (int o = 0; o < outputs; o++)
                {
                    long channel = (group * outputs) + o;
                    float sum = bias is null ? sums[o] : arithmetic.Add(sums[o], bias[channel]);
                    output[(((image * groups * outputs) + channel) * outPlane) + (row * axes[2].Output) + x] = sum;
                }
            }
        });
        return new ReferenceTensor(shape, output, element);
    }

    /// <summary>sums[i] + value·weights[i], each product and each sum rounded on its own.</summary>
    private static void Add(float[] sums, float value, ReadOnlySpan<float> weights, bool watch, StrictArithmetic arithmetic)
    {
        int i = 0;
        if (!watch)
        {
            Vector<float> factor = new(value);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
                (new Vector<float>(sums, i) + (factor * new Vector<float>(weights[i..]))).CopyTo(sums, i);
            for (; i < weights.Length; i++) sums[i] += value * weights[i];
            return;
        }

        for (; i < weights.Length; i++) sums[i] = arithmetic.Add(sums[i], arithmetic.Mul(value, weights[i]));
    }

    private static bool Watches(float[] x, float[] y) => !(Least(x) * Least(y) >= Safe);

    private static float Least(float[] values)
    {
        float least = 1;
        foreach (float value in values)
        {
            float magnitude = StrictFunctions.Abs(value);
            if (magnitude < least && magnitude != 0) least = magnitude;
        }

        return least;
    }
}
