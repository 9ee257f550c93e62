namespace Lucid.Model.Ops;

/// <summary>One axis of a <see cref="Resize"/>: for each output position, which elements are weighed how much.</summary>
internal sealed class ResizeAxis
{
    private readonly Resize _op;
    private readonly int _axis;
    private readonly long _in, _out;
    private readonly (long Index, double Weight)[][] _neighbours;
    private readonly bool[] _outside;

    public ResizeAxis(Resize op, int axis, long extent, long size)
    {
        (_op, _axis, _in, _out) = (op, axis, extent, size);
        // s = p / q: whole numbers where sizes give it, so that positions are rounded once and halves are exact.
        (double p, double q) = op.Scales.Count > 0 ? (op.Scales[axis], 1.0) : (size, (double)extent);
        double[] positions = [.. Enumerable.Range(0, (int)size).Select(o => Position(o, p, q))];
        _outside = [.. positions.Select(x => op.Coordinates == CoordinateMode.TfCropAndResize && (x < 0 || x > extent - 1))];
        _neighbours = [.. positions.Select(x => op.Mode == ResizeMode.Nearest ? [(Math.Clamp(Nearest(x), 0, _in - 1), 1)] : Neighbours(x, op.Antialias ? Math.Min(p / q, 1) : 1))];
    }

    /// <summary>Whether the output along the axis is the operand.</summary>
    public bool IsIdentity => _in == _out && !LeavesOperand && _neighbours.Select((all, o) => all is [(long index, 1.0)] && index == o).All(same => same);

    /// <summary>Whether some output lies outside the operand.</summary>
    public bool LeavesOperand => _outside.Contains(true);

    public bool IsOutside(long o) => _outside[o];

    /// <summary>The axis with each output the weighed sum of its neighbours; <paramref name="inner"/> elements lie from a position to the next.</summary>
    public double[] Sum(double[] input, int inner)
    {
        int outer = input.Length / ((int)_in * inner);
        double[] output = new double[checked(outer * (int)_out * inner)];
        Parallel.For(0, (long)outer * _out, row =>
        {
            (long before, long o) = Math.DivRem(row, _out);
            Span<double> target = output.AsSpan((int)row * inner, inner);
            foreach ((long index, double weight) in _neighbours[o]) ScaledSum.Add(weight, input.AsSpan((int)((before * _in) + index) * inner, inner), target);
        });
        return output;
    }

    /// <summary>The axis with each output its one neighbour.</summary>
    public T[] Take<T>(T[] input, int inner)
    {
        if (input.Length == 0) return input;
        int outer = input.Length / ((int)_in * inner);
        T[] output = new T[checked(outer * (int)_out * inner)];
        for (int row = 0; row < outer * (int)_out; row++)
        {
            (int before, int o) = Math.DivRem(row, (int)_out);
            input.AsSpan(((before * (int)_in) + (int)_neighbours[o][0].Index) * inner, inner).CopyTo(output.AsSpan(row * inner, inner));
        }

        return output;
    }

    /// <summary>The position of <see cref="CoordinateMode"/> for s = p/q; length - 1 = (p·in - q)/q.</summary>
    private double Position(long o, double p, double q)
    {
        double beyond = (p * _in) - q;
        return _op.Coordinates switch
        {
            CoordinateMode.HalfPixel => ((((2 * o) + 1) * q) - p) / (2 * p),
            CoordinateMode.HalfPixelSymmetric => (((_in - 1) * p) + (((2 * o) + 1 - _out) * q)) / (2 * p),
            CoordinateMode.PytorchHalfPixel => beyond <= 0 ? 0 : ((((2 * o) + 1) * q) - p) / (2 * p),
            CoordinateMode.AlignCorners => beyond <= 0 ? 0 : o * (_in - 1) * q / beyond,
            CoordinateMode.Asymmetric => o * q / p,
            CoordinateMode.TfHalfPixelForNn => ((2 * o) + 1) * q / (2 * p),
            CoordinateMode.TfCropAndResize => (_in - 1) * (beyond <= 0 ? (Begin + End) / 2 : ((((beyond / q) - o) * Begin) + (o * End)) / (beyond / q)),
        };
    }

    private double Begin => _op.Roi[_axis];

    private double End => _op.Roi[_op.Sizes.Count + _axis];

    private long Nearest(double x)
    {
        long below = (long)Math.Floor(x);
        double part = x - below;
        return below + _op.Rounding switch
        {
            NearestRounding.RoundPreferFloor => part > 0.5 ? 1 : 0,
            NearestRounding.RoundPreferCeil => part >= 0.5 ? 1 : 0,
            NearestRounding.Floor => 0,
            NearestRounding.Ceil => part > 0 ? 1 : 0,
        };
    }

    /// <summary>The neighbours of a position, weights of 0 left out; distances are multiplied by <paramref name="shrink"/>.</summary>
    private (long Index, double Weight)[] Neighbours(double x, double shrink)
    {
        double reach = (_op.Mode == ResizeMode.Cubic ? 2 : 1) / shrink;
        List<(long Index, double Weight)> weights = [];
        double sum = 0;
        for (long i = (long)Math.Floor(x - reach) + 1; i < x + reach; i++)
        {
            if (_op.ExcludeOutside && (i < 0 || i >= _in)) continue;
            double weight = Weight(Math.Abs(x - i) * shrink);
            if (weight == 0) continue;
            weights.Add((Math.Clamp(i, 0, _in - 1), weight));
            sum += weight;
        }

        bool divided = _op.ExcludeOutside || shrink < 1;
        return [.. weights.Select(pair => (pair.Index, divided ? pair.Weight / sum : pair.Weight))];
    }

    private double Weight(double d) => _op.Mode == ResizeMode.Linear ? Math.Max(1 - d, 0) : CubicWeight(d, _op.CubicA);

    /// <summary>Keys' weight at a distance, in factors, so that it is exactly 0 where it is 0.</summary>
    public static double CubicWeight(double d, double a) => d <= 1 ? (1 - d) * (1 + d - ((a + 2) * d * d)) : d < 2 ? a * (d - 1) * (2 - d) * (2 - d) : 0;
}
