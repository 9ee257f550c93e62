using System.Numerics;

using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The sizes of one convolution for the reference loops, lifted to three spatial axes: an axis that a layer lacks has
/// extent, kernel, stride and dilation 1 and padding 0, so that one set of loops says the definition for 1D, 2D and 3D.
/// </summary>
internal sealed record ConvolutionSizes(
    long Batch, long InputChannels, long OutputChannels, long Groups,
    long[] Input, long[] Output, long[] Kernel, long[] Stride, long[] PadBegin, long[] Dilation)
{
    public long InputPlane => Input[0] * Input[1] * Input[2];

    public long OutputPlane => Output[0] * Output[1] * Output[2];

    public long KernelVolume => Kernel[0] * Kernel[1] * Kernel[2];

    public static ConvolutionSizes Of(
        Shape input, Shape weight, Shape output, ValueList<long> stride, ReadOnlySpan<long> padsBegin, ValueList<long> dilation, long groups)
    {
        int rank = stride.Count;
        int batched = input.Rank - rank - 1;
        return new(
            batched == 0 ? 1 : input[0], input[batched], output[batched], groups,
            Lift(input.Extents.AsSpan()[(batched + 1)..], 1), Lift(output.Extents.AsSpan()[(batched + 1)..], 1),
            Lift(weight.Extents.AsSpan()[2..], 1), Lift(stride.AsSpan(), 1), Lift(padsBegin, 0), Lift(dilation.AsSpan(), 1));
    }

    private static long[] Lift(ReadOnlySpan<long> spatial, long neutral)
    {
        long[] lifted = [neutral, neutral, neutral];
        spatial.CopyTo(lifted.AsSpan(3 - spatial.Length));
        return lifted;
    }
}

/// <summary>The inner statement of every reference product: y[i] += w · x[i], each product and sum rounded once to float64.</summary>
internal static class ScaledSum
{
    /// <summary>Adds <paramref name="w"/> times <paramref name="x"/> to <paramref name="y"/>, element by element.</summary>
    public static void Add(double w, ReadOnlySpan<double> x, Span<double> y)
    {
        int i = 0;
        Vector<double> factor = new(w);
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Span<double> target = y[i..];
            (new Vector<double>(target) + (factor * new Vector<double>(x[i..]))).CopyTo(target);
        }

        for (; i < x.Length; i++) y[i] += w * x[i];
    }
}
