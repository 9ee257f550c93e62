using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>One axis of a <see cref="LinearForm"/>.</summary>
/// <param name="Os">Output stride: number of phases.</param>
/// <param name="Is">Input stride.</param>
/// <param name="Kernel">Kernel elements along the axis.</param>
/// <param name="Dilation">d of the layer.</param>
/// <param name="Gcd">g = gcd(Os, d).</param>
/// <param name="Period">T = Os/g: taps of a phase are Period kernel elements apart.</param>
/// <param name="Inverse">Inverse of d/g modulo T.</param>
/// <param name="Step">Input elements from a tap to the next: d for a convolution, -d/g for a transposed one.</param>
/// <param name="Pout">Low crop of the output (padding of a transposed convolution).</param>
/// <param name="Pin">Low padding of the input (padding of a convolution).</param>
/// <param name="In">Input extent.</param>
/// <param name="Out">Output extent.</param>
internal sealed record LinearAxis(
    long Os, long Is, long Kernel, long Dilation, long Gcd, long Period, long Inverse, long Step,
    IntExpr Pout, IntExpr Pin, IntExpr In, IntExpr Out)
{
    /// <summary>Extent of m: each phase has at most this many outputs.</summary>
    public IntExpr M => IntExpr.CeilDiv(Out, Os);

    /// <summary>Whether the axis does nothing: one element in, one out.</summary>
    public bool IsTrivial => In == IntExpr.One && Out == IntExpr.One && Kernel == 1 && Os == 1 && Is == 1 && Pin == IntExpr.Zero;

    public static LinearAxis Convolution(long stride, long dilation, long kernel, IntExpr padding, IntExpr input, IntExpr output) =>
        new(1, stride, kernel, dilation, 1, 1, 0, dilation, 0, padding, input, output);

    public static LinearAxis TransposedConvolution(long stride, long dilation, long kernel, IntExpr padding, IntExpr input, IntExpr output)
    {
        long gcd = Gcd2(stride, dilation);
        long period = stride / gcd;
        long reduced = dilation / gcd;
        return new(stride, 1, kernel, dilation, gcd, period, InverseModulo(reduced % period, period), -reduced, padding, 0, input, output);
    }

    /// <summary>The taps of a phase: kernel element and input offset (without <see cref="Pin"/>), ascending in the kernel.</summary>
    public IEnumerable<(long Kernel, long Offset)> Taps(long phase)
    {
        if (phase % Gcd != 0) yield break;
        long k0 = phase / Gcd % Period * Inverse % Period;
        long offset = Os == 1 ? 0 : (phase - (Dilation * k0)) / Os;
        for (long j = 0; k0 + (Period * j) < Kernel; j++) yield return (k0 + (Period * j), offset + (Step * j));
    }

    private static long Gcd2(long a, long b) => b == 0 ? a : Gcd2(b, a % b);

    private static long InverseModulo(long value, long modulus)
    {
        if (modulus == 1) return 0;
        (long previous, long current, long a, long b) = (0, 1, modulus, value);
        while (b > 1)
        {
            long quotient = a / b;
            (a, b) = (b, a % b);
            (previous, current) = (current, previous - (quotient * current));
        }

        return ((current % modulus) + modulus) % modulus;
    }
}
