using Lucid.Tensors;

namespace Lucid.Import.Weights;

/// <summary>The formulas behind torch.nn.utils.weight_norm and spectral_norm, in float64, rounded once.</summary>
internal static class Reparametrisation
{
    /// <summary>w = g · v / ‖v‖ with the norm over all axes but the one along which g has its entries (all axes if g is one number).</summary>
    public static (HostTensor? Weight, string? Problem) WeightNorm(HostTensor g, HostTensor v)
    {
        int axis = -1;
        bool fits = g.Shape.Rank == v.Shape.Rank || g.Shape.ElementCount == 1;
        for (int i = 0; fits && i < g.Shape.Rank; i++)
        {
            if (g.Shape[i] == 1) continue;
            fits = axis < 0 && g.Shape[i] == v.Shape[i];
            axis = i;
        }

        if (!fits || !g.Element.IsFloat() || !v.Element.IsFloat()) return (null, $"{g} is no magnitude along one axis of {v}");
        (double[] magnitude, double[] direction) = (g.ToDoubles(), v.ToDoubles());
        long stride = axis < 0 ? 1 : v.Shape.RowMajorStrides()[axis];
        double[] squares = new double[magnitude.Length];
        for (int i = 0; i < direction.Length; i++) squares[Along(i)] += direction[i] * direction[i];
        double[] weight = new double[direction.Length];
        for (int i = 0; i < weight.Length; i++) weight[i] = magnitude[Along(i)] * direction[i] / Math.Sqrt(squares[Along(i)]);
        return (HostTensor.FromDoubles(v.Element, v.Shape, weight), null);

        long Along(int index) => axis < 0 ? 0 : index / stride % magnitude.Length;
    }

    /// <summary>
    /// w / σ with σ = uᵀ·W·v, where W is w as a matrix with the output channels in rows: axis 0, or axis 1 of a transposed convolution.
    /// </summary>
    public static (HostTensor? Weight, string? Problem) SpectralNorm(HostTensor original, HostTensor u, HostTensor v, bool transposed)
    {
        Shape shape = original.Shape;
        int axis = -1;
        foreach (int candidate in transposed ? [1, 0] : (ReadOnlySpan<int>)[0, 1])
        {
            bool fits = candidate < shape.Rank && shape[candidate] > 0 && u.Shape.ElementCount == shape[candidate]
                && v.Shape.ElementCount == shape.ElementCount / shape[candidate];
            if (fits && axis < 0) axis = candidate;
        }

        if (axis < 0 || !original.Element.IsFloat() || !u.Element.IsFloat() || !v.Element.IsFloat())
            return (null, $"{u} and {v} are no singular vectors of {original}");
        (double[] w, double[] left, double[] right) = (original.ToDoubles(), u.ToDoubles(), v.ToDoubles());
        long stride = shape.RowMajorStrides()[axis];
        double sigma = 0;
        for (long i = 0; i < w.Length; i++)
        {
            // Position in the matrix: the row along the axis, the column over the other axes in order.
            long row = i / stride % shape[axis];
            long column = (i / (stride * shape[axis]) * stride) + (i % stride);
            sigma += left[row] * w[i] * right[column];
        }

        return (HostTensor.FromDoubles(original.Element, shape, Array.ConvertAll(w, value => value / sigma)), null);
    }
}
