using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The operand read at positions that are data: out[n,c,o] = Σ w · in[n,c,i] over the neighbours i of the position grid[n,o]
/// (ONNX GridSample; torch.nn.functional.grid_sample).
/// </summary>
/// <remarks>
/// Operands: input <c>[N,C,*S]</c> with r = 1 to 3 spatial axes; grid <c>[N,*out,r]</c>, whose last axis names the spatial axes from the last to the first.
/// Output <c>[N,C,*out]</c>. A coordinate g stands for the position ((g + 1)·extent - 1)/2, so that -1 and 1 are the outer borders of the outermost
/// elements; with align_corners for (g + 1)/2·(extent - 1), so that they are their centres. A position beyond the borders is first brought inside:
/// to the outermost element (border) or mirrored (reflection). Nearest rounds a half to even, with three axes away from 0, as torch does. The cubic
/// weight is that of resize with a = -0.75. A weight of 0 adds nothing. A coordinate that is NaN, or infinite under reflection, reads the first element; under zeros nothing.
/// </remarks>
/// <param name="Mode">How values between elements are made.</param>
/// <param name="Padding">What lies outside of the operand.</param>
/// <param name="AlignCorners">Whether -1 and 1 are the centres of the outermost elements.</param>
public sealed record GridSample(ResizeMode Mode, GridPadding Padding, bool AlignCorners) : Op
{
    /// <inheritdoc/>
    public override string Name => "grid_sample";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
        [new("mode", Resize.ModeText(Mode)), new("padding", PaddingText(Padding), PaddingText(GridPadding.Zeros)), new("align_corners", AlignCorners, false)];

    /// <summary>The name of a padding in the text form.</summary>
    public static string PaddingText(GridPadding padding) => padding switch
    {
        GridPadding.Zeros => "zeros",
        GridPadding.Border => "border",
        GridPadding.Reflection => "reflection",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(2, 2)) return null;
        (TensorType input, TensorType grid) = (context.Inputs[0], context.Inputs[1]);
        if (!context.Float("input", input) || !context.Float("grid", grid)) return null;
        if (input.Rank is < 3 or > 5) return context.Error(DiagnosticDescriptors.RankRefused, "input", input, "3 to 5");
        int axes = input.Rank - 2;
        if (!context.Rank("grid", grid, input.Rank, input.Rank)) return null;
        if (!context.Require(IntExpr.Equal(grid.Shape[0], input.Shape[0]), DiagnosticDescriptors.GridRefused, grid, input.Shape[0], axes)
            || !context.Require(IntExpr.Equal(grid.Shape[input.Rank - 1], axes), DiagnosticDescriptors.GridRefused, grid, input.Shape[0], axes))
            return null;
        for (int axis = 0; axis < axes; axis++)
        {
            if (!context.Require(IntExpr.LessOrEqual(1, input.Shape[2 + axis]), DiagnosticDescriptors.EmptyInput, axis, input.Shape[2 + axis])) return null;
        }

        IntExpr[] extents = [input.Shape[0], input.Shape[1], .. grid.Shape.Extents.Skip(1).SkipLast(1)];
        return [new TensorType(input.Element, new SymbolicShape(extents))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        (ReferenceTensor input, ReferenceTensor grid) = (context.Inputs[0], context.Inputs[1]);
        Shape shape = context.OutputShape(this);
        double[] output = new double[shape.ElementCount];
        if (output.Length == 0) return [new ReferenceTensor(shape, output, input.Element)];
        long channels = shape[1], points = output.Length / (shape[0] * channels);
        long[] extents = [.. input.Shape.Extents.Skip(2)];
        long plane = extents.Aggregate(1L, (product, extent) => product * extent);
        Parallel.For(0, shape[0] * points, at =>
        {
            (long n, long point) = Math.DivRem(at, points);
            List<(long Offset, double Weight)> terms = [(0, 1)];
            for (int axis = 0; axis < extents.Length; axis++)
            {
                double coordinate = grid.Floats[((at + 1) * extents.Length) - 1 - axis];
                var neighbours = Neighbours(coordinate, extents[axis], extents.Length);
                terms = [.. terms.SelectMany(term => neighbours.Select(own => ((term.Offset * extents[axis]) + own.Index, term.Weight * own.Weight)))];
            }

            for (long c = 0; c < channels; c++)
            {
                long image = (n * channels) + c;
                foreach ((long offset, double weight) in terms) output[(image * points) + point] += weight * input.Floats[(image * plane) + offset];
            }
        });
        return [new ReferenceTensor(shape, output, input.Element)];
    }

    /// <summary>The elements of an axis that exist and their weights, for one coordinate.</summary>
    private List<(long Index, double Weight)> Neighbours(double coordinate, long extent, int axes)
    {
        // Mirrored positions repeat with a period of 4; far coordinates would lose theirs to rounding. The sign stays.
        if (Padding == GridPadding.Reflection && Math.Abs(coordinate) > 1 << 20) coordinate = (coordinate % 4) + (4 * Math.Sign(coordinate));
        (double low, double high) = AlignCorners ? (0, extent - 1) : (-0.5, extent - 0.5);
        double x = AlignCorners ? (coordinate + 1) / 2 * (extent - 1) : (((coordinate + 1) * extent) - 1) / 2;
        if (double.IsNaN(x) || (double.IsInfinity(x) && Padding == GridPadding.Reflection)) return Padding == GridPadding.Zeros ? [] : [(0, 1)];
        if (Mode == ResizeMode.Nearest) x = Math.Round(x, axes == 3 ? MidpointRounding.AwayFromZero : MidpointRounding.ToEven);
        if (x < low || x > high)
        {
            if (Padding == GridPadding.Border) x = Math.Clamp(x, 0, extent - 1);
            else if (Padding == GridPadding.Reflection) x = Mirrored(x, low, high);
            else if (x < -3 || x > extent + 3) return [];
        }

        if (Mode == ResizeMode.Nearest) return Existing((long)Math.Round(x), 1, low, high, extent) is { } only ? [only] : [];
        List<(long Index, double Weight)> found = [];
        int reach = Mode == ResizeMode.Cubic ? 2 : 1;
        for (long i = (long)Math.Floor(x) + 1 - reach; i <= (long)Math.Floor(x) + reach; i++)
        {
            if (Weight(Math.Abs(x - i)) is var weight and not 0 && Existing(i, weight, low, high, extent) is { } neighbour) found.Add(neighbour);
        }

        return found;
    }

    private (long Index, double Weight)? Existing(long i, double weight, double low, double high, long extent)
    {
        if (i >= 0 && i < extent) return (i, weight);
        return Padding switch
        {
            GridPadding.Zeros => null,
            GridPadding.Border => (Math.Clamp(i, 0, extent - 1), weight),
            GridPadding.Reflection => (Math.Clamp((long)Math.Round(Mirrored(i, low, high)), 0, extent - 1), weight),
        };
    }

    /// <summary>The position mirrored at the borders until it lies between them; the one there is, where they coincide.</summary>
    private static double Mirrored(double x, double low, double high)
    {
        double range = high - low;
        if (range == 0) return low;
        double beyond = Math.Abs(x - low) % (2 * range);
        return beyond <= range ? low + beyond : high - (beyond - range);
    }

    private double Weight(double d) => Mode == ResizeMode.Linear ? Math.Max(1 - d, 0) : ResizeAxis.CubicWeight(d, -0.75);
}
