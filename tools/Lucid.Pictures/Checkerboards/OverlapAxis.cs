using System.Globalization;
using System.Numerics;

using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Pictures.Checkerboards;

/// <summary>One axis of a transposed convolution.</summary>
public sealed record OverlapAxis(long Kernel, long Stride, long Dilation, long Padding)
{
    // Strides and kernels beyond any real one would only make long lists.
    private const long MostStride = 4096, MostKernel = 1 << 20;

    /// <summary>Kernel positions that an output sums, by its residue: output o has residue (o + padding) mod stride.</summary>
    public ValueList<long> Products { get; } =
        Stride <= MostStride && Kernel <= MostKernel ? Checkerboard.ProductsPerResidue(Kernel, Stride, Dilation) : [1];

    /// <summary>Whether stride and dilation have a factor in common: then no kernel reaches every output.</summary>
    public bool SharesFactor => BigInteger.GreatestCommonDivisor(Stride, Dilation) > 1;

    /// <summary>The products of one period, shortened where it is long.</summary>
    public string PatternText => Products.Count <= 8
        ? string.Join("/", Products)
        : string.Create(CultureInfo.InvariantCulture, $"{Products.Min()}..{Products.Max()} over {Products.Count}");

    /// <summary>Products of the output at a position.</summary>
    public long At(long output)
    {
        long residue = (output + Padding) % Products.Count;
        return Products[(int)(residue < 0 ? residue + Products.Count : residue)];
    }
}
