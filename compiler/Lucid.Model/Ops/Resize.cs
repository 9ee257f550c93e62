using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>
/// The operand sampled on another grid, axis by axis: out[o] = Σ w · in[i] over the neighbours i of the position that the coordinate mode gives o
/// (ONNX Resize, Upsample; torch.nn.functional.interpolate, torch.nn.Upsample).
/// </summary>
/// <remarks>
/// Any rank; every axis whose size or position differs is resampled. The scale s of an axis is its entry in scales, else size / extent. A neighbour outside
/// the operand is the outermost element, or with exclude_outside is left out and the other weights are divided by their sum. A weight of 0
/// adds nothing, whatever it would multiply. The cubic weight at distance d is (a+2)d³ - (a+3)d² + 1 up to 1, ad³ - 5ad² + 8ad - 4a up to 2.
/// Antialiased, an axis with s &lt; 1 takes the weight of distance s·d for all neighbours within reach, divided by their sum. Mode nearest takes
/// any element type, the others floats; antialias needs a weight and so linear or cubic.
/// </remarks>
/// <param name="Mode">How values between elements are made.</param>
/// <param name="Coordinates">Which position of the operand an output position stands for.</param>
/// <param name="Rounding">Which element mode nearest takes.</param>
/// <param name="Sizes">Extents of the output, one entry an axis.</param>
/// <param name="Scales">Scales of the coordinate map, one entry an axis; empty where they are size / extent.</param>
/// <param name="CubicA">The parameter a of the cubic weight.</param>
/// <param name="ExcludeOutside">Whether neighbours outside the operand are left out.</param>
/// <param name="Antialias">Whether weights are widened where an axis shrinks.</param>
/// <param name="Extrapolation">The value outside the operand, for tf_crop_and_resize.</param>
/// <param name="Roi">For tf_crop_and_resize, begins, then ends of the region read as fractions of the axes; else empty.</param>
public sealed record Resize(
    ResizeMode Mode, CoordinateMode Coordinates, NearestRounding Rounding, ValueList<IntExpr> Sizes, ValueList<double> Scales, double CubicA,
    bool ExcludeOutside, bool Antialias, double Extrapolation, ValueList<double> Roi) : Op
{
    private static readonly ValueList<double> None = [];

    /// <inheritdoc/>
    public override string Name => "resize";

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
    [
        new("mode", ModeText(Mode)), new("coordinates", CoordinatesText(Coordinates), CoordinatesText(CoordinateMode.HalfPixel)),
        new("rounding", RoundingText(Rounding), RoundingText(NearestRounding.RoundPreferFloor)), new("sizes", Sizes), new("scales", Scales, None),
        new("cubic_a", CubicA, -0.75), new("exclude_outside", ExcludeOutside, false), new("antialias", Antialias, false),
        new("extrapolation", Extrapolation, 0.0), new("roi", Roi, None),
    ];

    /// <summary>The name of a mode in the text form.</summary>
    public static string ModeText(ResizeMode mode) => mode switch
    {
        ResizeMode.Nearest => "nearest",
        ResizeMode.Linear => "linear",
        ResizeMode.Cubic => "cubic",
    };

    /// <summary>The name of a coordinate mode in the text form, which is ONNX'.</summary>
    public static string CoordinatesText(CoordinateMode mode) => mode switch
    {
        CoordinateMode.HalfPixel => "half_pixel",
        CoordinateMode.HalfPixelSymmetric => "half_pixel_symmetric",
        CoordinateMode.PytorchHalfPixel => "pytorch_half_pixel",
        CoordinateMode.AlignCorners => "align_corners",
        CoordinateMode.Asymmetric => "asymmetric",
        CoordinateMode.TfHalfPixelForNn => "tf_half_pixel_for_nn",
        CoordinateMode.TfCropAndResize => "tf_crop_and_resize",
    };

    /// <summary>The name of a rounding in the text form, which is ONNX'.</summary>
    public static string RoundingText(NearestRounding rounding) => rounding switch
    {
        NearestRounding.RoundPreferFloor => "round_prefer_floor",
        NearestRounding.RoundPreferCeil => "round_prefer_ceil",
        NearestRounding.Floor => "floor",
        NearestRounding.Ceil => "ceil",
    };

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(1, 1)) return null;
        TensorType input = context.Inputs[0];
        if (!context.Length("sizes", Sizes.Count, input.Rank) || (Scales.Count != 0 && !context.Length("scales", Scales.Count, input.Rank))
            || !context.Length("roi", Roi.Count, Coordinates == CoordinateMode.TfCropAndResize ? 2 * input.Rank : 0))
            return null;
        if (Mode != ResizeMode.Nearest && !context.Float("input", input)) return null;
        if (Mode == ResizeMode.Nearest && Antialias) return context.Error(DiagnosticDescriptors.AntialiasRefused);
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (Scales.Count > 0 && !(Scales[axis] > 0 && double.IsFinite(Scales[axis]))) return context.Error(DiagnosticDescriptors.ScaleRefused, axis, Scales[axis]);
            (IntExpr extent, IntExpr size) = (input.Shape[axis], Sizes[axis]);
            // An axis that keeps its extent may be empty: a batch of none.
            if (size.Equals(extent)) continue;
            if (!context.Require(IntExpr.LessOrEqual(1, extent), DiagnosticDescriptors.ResizeRefused, axis, extent, size)
                || !context.Require(IntExpr.LessOrEqual(1, size), DiagnosticDescriptors.ResizeRefused, axis, extent, size))
                return null;
        }

        return [new TensorType(input.Element, new SymbolicShape(Sizes.AsSpan()))];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        ReferenceTensor input = context.Inputs[0];
        Shape shape = context.OutputShape(this);
        if (shape.ElementCount == 0) return [input.Element.IsFloat() ? new(shape, Array.Empty<double>(), input.Element) : new ReferenceTensor(shape, Array.Empty<long>(), input.Element)];
        ResizeAxis[] axes = [.. Enumerable.Range(0, shape.Rank).Select(axis => new ResizeAxis(this, axis, input.Shape[axis], shape[axis]))];
        (double[] floats, long[] integers) = (input.Floats, input.Integers);
        long[] extents = [.. input.Shape.Extents];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            if (!axes[axis].IsIdentity)
            {
                int inner = extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * (int)extent);
                if (Mode != ResizeMode.Nearest) floats = axes[axis].Sum(floats, inner);
                else (floats, integers) = (axes[axis].Take(floats, inner), axes[axis].Take(integers, inner));
            }

            extents[axis] = shape[axis];
        }

        if (axes.Any(axis => axis.LeavesOperand)) FillOutside(shape, axes, floats, integers);
        return [input.Element.IsFloat() ? new(shape, floats, input.Element) : new ReferenceTensor(shape, integers, input.Element)];
    }

    private void FillOutside(Shape shape, ResizeAxis[] axes, double[] floats, long[] integers)
    {
        long[] strides = shape.RowMajorStrides();
        for (long at = 0; at < shape.ElementCount; at++)
        {
            bool outside = false;
            for (int axis = 0; axis < axes.Length; axis++) outside |= axes[axis].IsOutside(at / strides[axis] % shape[axis]);
            if (!outside) continue;
            if (floats.Length > 0) floats[at] = Extrapolation;
            else integers[at] = (long)Extrapolation;
        }
    }
}
