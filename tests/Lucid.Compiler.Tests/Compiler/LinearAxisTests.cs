using Lucid.Compiler.Kernels;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler;

/// <summary>
/// Phases and taps against the definition, one axis at a time: the set of (output, input, kernel element) triples must be the same.
/// The definition of a transposed convolution scatters input i by kernel element k to s·i - p + d·k; a convolution reads s·o - p + d·k.
/// </summary>
public sealed class LinearAxisTests
{
    private const int Trials = 20_000;

    [Fact]
    public void A_transposed_convolution_meets_exactly_the_products_of_its_definition()
    {
        Random random = new(20261121);
        for (int trial = 0; trial < Trials; trial++)
        {
            long input = random.Next(1, 9), stride = random.Next(1, 7), kernel = random.Next(1, 9), dilation = random.Next(1, 7);
            // Negative padding, and crops beyond the kernel's own footprint.
            long padding = random.Next(-3, (int)(dilation * (kernel - 1)) + 4);
            long outputPadding = random.Next(0, (int)Math.Max(stride, dilation));
            long output = ((input - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + outputPadding + 1;
            if (output < 1) continue;
            LinearAxis axis = LinearAxis.TransposedConvolution(stride, dilation, kernel, padding, input, output);
            var expected =
                from i in Range(input)
                from k in Range(kernel)
                let o = (stride * i) - padding + (dilation * k)
                where o >= 0 && o < output
                select (o, i, k);
            AssertSame(expected, axis, input, output, $"trial {trial}: in {input} s {stride} k {kernel} d {dilation} p {padding} op {outputPadding}");
        }
    }

    [Fact]
    public void A_convolution_meets_exactly_the_products_of_its_definition()
    {
        Random random = new(20261122);
        for (int trial = 0; trial < Trials; trial++)
        {
            long input = random.Next(1, 12), stride = random.Next(1, 5), kernel = random.Next(1, 6), dilation = random.Next(1, 5), padding = random.Next(-2, 7);
            long span = input + (2 * padding) - (dilation * (kernel - 1)) - 1;
            if (span < 0) continue;
            long output = (span / stride) + 1;
            LinearAxis axis = LinearAxis.Convolution(stride, dilation, kernel, padding, input, output);
            var expected =
                from o in Range(output)
                from k in Range(kernel)
                let i = (stride * o) - padding + (dilation * k)
                where i >= 0 && i < input
                select (o, i, k);
            AssertSame(expected, axis, input, output, $"trial {trial}: in {input} s {stride} k {kernel} d {dilation} p {padding}");
        }
    }

    [Theory]
    [InlineData(4, 2, 1, "r=0: k0@0 k2@-1; r=1: k1@0 k3@-1")]
    [InlineData(2, 2, 1, "r=0: k0@0; r=1: k1@0")]
    [InlineData(3, 2, 1, "r=0: k0@0 k2@-1; r=1: k1@0")]
    [InlineData(2, 4, 1, "r=0: k0@0; r=1: k1@0; r=2: -; r=3: -")]
    [InlineData(3, 2, 2, "r=0: k0@0 k1@-1 k2@-2; r=1: -")]
    [InlineData(3, 2, 3, "r=0: k0@0 k2@-3; r=1: k1@-1")]
    public void The_taps_of_small_layers_are_these(long kernel, long stride, long dilation, string expected)
    {
        LinearAxis axis = LinearAxis.TransposedConvolution(stride, dilation, kernel, 0, 8, 8);
        string text = string.Join("; ", Range(stride).Select(r =>
            $"r={r}: " + (axis.Taps(r).Any() ? string.Join(' ', axis.Taps(r).Select(t => $"k{t.Kernel}@{t.Offset}")) : "-")));
        Assert.Equal(expected, text);
    }

    private static void AssertSame(IEnumerable<(long O, long I, long K)> expected, LinearAxis axis, long input, long output, string what)
    {
        long pout = axis.Pout.ConstantValue, pin = axis.Pin.ConstantValue;
        List<(long O, long I, long K)> got = [];
        for (long r = 0; r < axis.Os; r++)
        {
            // The first m of the phase whose output is inside, as the kernels compute it.
            long low = -FloorDivide(r - pout, axis.Os);
            for (long m = low; m < low + axis.M.ConstantValue; m++)
            {
                long o = (axis.Os * m) + r - pout;
                if (o < 0 || o >= output) continue;
                foreach ((long k, long offset) in axis.Taps(r))
                {
                    long i = (axis.Is * m) + offset - pin;
                    if (i >= 0 && i < input) got.Add((o, i, k));
                }
            }
        }

        Assert.True(expected.Order().SequenceEqual(got.Order()), what);
    }

    private static long FloorDivide(long value, long divisor) => (long)Math.Floor((double)value / divisor);

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(value => (long)value);
}
