using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>The windows of a <see cref="Pool"/>, lifted to three spatial axes as in <see cref="ConvolutionSizes"/>.</summary>
internal sealed class PoolWindows
{
    private readonly Shape _output;
    private readonly long[] _in, _out, _kernel, _stride, _dilation, _begin, _end;

    public PoolWindows(Pool pool, Shape input, Shape output, long[] padsBegin, long[] padsEnd)
    {
        int spatial = input.Rank - pool.Kernel.Count;
        _output = output;
        (_in, _out) = (Lift(input.Extents.AsSpan()[spatial..], 1), Lift(output.Extents.AsSpan()[spatial..], 1));
        (_kernel, _stride, _dilation) = (Lift(pool.Kernel.AsSpan(), 1), Lift(pool.Stride.AsSpan(), 1), Lift(pool.Dilation.AsSpan(), 1));
        (_begin, _end) = (Lift(padsBegin, 0), Lift(padsEnd, 0));
    }

    /// <summary>For each window, what is made of its elements, in ascending order, and of the number of its positions within the padded extent.</summary>
    public T[] Fold<T>(T[] input, Func<List<T>, long, T> fold)
    {
        T[] output = new T[_output.ElementCount];
        long inputPlane = _in[0] * _in[1] * _in[2], outputPlane = _out[0] * _out[1] * _out[2];
        Parallel.For(0, output.Length / outputPlane, image =>
        {
            List<T> values = [];
            long at = image * outputPlane;
            for (long z = 0; z < _out[0]; z++)
            for (long y = 0; y < _out[1]; y++)
            for (long x = 0; x < _out[2]; x++)
            {
                values.Clear();
                for (long kz = 0; kz < _kernel[0]; kz++)
                for (long ky = 0; ky < _kernel[1]; ky++)
                for (long kx = 0; kx < _kernel[2]; kx++)
                {
                    (long iz, long iy, long ix) = (Position(0, z, kz), Position(1, y, ky), Position(2, x, kx));
                    bool real = iz >= 0 && iz < _in[0] && iy >= 0 && iy < _in[1] && ix >= 0 && ix < _in[2];
                    if (real) values.Add(input[(image * inputPlane) + (((iz * _in[1]) + iy) * _in[2]) + ix]);
                }

                output[at++] = fold(values, Counted(0, z) * Counted(1, y) * Counted(2, x));
            }
        });
        return output;
    }

    private long Position(int axis, long o, long k) => (_stride[axis] * o) - _begin[axis] + (_dilation[axis] * k);

    /// <summary>Positions of a window within the padded extent.</summary>
    private long Counted(int axis, long o)
    {
        long counted = 0;
        for (long k = 0; k < _kernel[axis]; k++)
        {
            if (Position(axis, o, k) < _in[axis] + _end[axis]) counted++;
        }

        return counted;
    }

    private static long[] Lift(ReadOnlySpan<long> spatial, long neutral)
    {
        long[] lifted = [neutral, neutral, neutral];
        spatial.CopyTo(lifted.AsSpan(3 - spatial.Length));
        return lifted;
    }
}
