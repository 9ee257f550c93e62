using Lucid.Import.Onnx.Symbolic;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Resize and Upsample: output extents are computed here, as expressions; what the coordinates mean is the op's business.</summary>
internal static class Resampling
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Resize", 4, "mode coordinate_transformation_mode@11-21 cubic_coeff_a@11-21 exclude_outside@11-21 extrapolation_value@11-21 nearest_mode@11-21 "
            + "antialias@18-21 axes@18-21 keep_aspect_ratio_policy@18-21", Resize) { Limits = "scales and sizes that follow from sizes; keep_aspect_ratio_policy only where they are known when the model is compiled", Since = 10 },
        new("Upsample", 2, "mode scales@7-8", Upsample) { Limits = "scales that follow from sizes", Since = 7, Until = 9 },
    ];

    private enum AspectRatio
    {
        Stretch,
        NotLarger,
        NotSmaller,
    }

    /// <summary>The form before Resize: positions o / scale, the nearest one rounded down.</summary>
    private static void Upsample(NodeLowering node)
    {
        ImportedValue x = node.Operand(0, "X");
        Ratio[] scales = node.Opset < 9
            ? [.. (node.Attributes.Floats("scales") ?? throw node.Attributes.Missing("scales")).Select(scale => FromFloat(node, scale))]
            : node.Elements(node.Operand(1, "scales"), "scales");
        node.Output(Old(node, x, scales, NearestRounding.Floor));
    }

    private static ImportedValue Old(NodeLowering node, ImportedValue x, Ratio[] scales, NearestRounding rounding)
    {
        ResizeMode mode = node.Attributes.Choice("mode", "nearest", ("nearest", ResizeMode.Nearest), ("linear", ResizeMode.Linear));
        Target target = ByScales(node, x.Type.Shape, scales, [.. Enumerable.Range(0, x.Type.Rank)]);
        return target.IsWhole(x) ? x : node.Emit(new Resize(mode, CoordinateMode.Asymmetric, rounding, target.Sizes, target.Scales, -0.75, false, false, 0, []), x);
    }

    /// <summary>Opset 10 does not say which element is the nearest; its test data and its runtimes take the one before where an axis grows, and the one behind where it shrinks.</summary>
    private static ImportedValue OfOpset10(NodeLowering node, ImportedValue x, Ratio[] scales)
    {
        Ratio one = IntExpr.One;
        Ratio[] Only(bool shrinking) => [.. scales.Select(scale => (scale.IsConstant && scale.ConstantValue < 1) == shrinking ? scale : one)];
        return node.Attributes.Text("mode", "nearest") == "nearest"
            ? Old(node, Old(node, x, Only(shrinking: true), NearestRounding.Ceil), Only(shrinking: false), NearestRounding.Floor)
            : Old(node, x, scales, NearestRounding.Floor);
    }

    private static void Resize(NodeLowering node)
    {
        ImportedValue x = node.Operand(0, "X");
        if (node.Opset < 11)
        {
            node.Output(OfOpset10(node, x, node.Elements(node.Operand(1, "scales"), "scales")));
            return;
        }

        NodeAttributes attributes = node.Attributes;
        ResizeMode mode = attributes.Choice("mode", "nearest", ("nearest", ResizeMode.Nearest), ("linear", ResizeMode.Linear), ("cubic", ResizeMode.Cubic));
        CoordinateMode coordinates = attributes.Choice("coordinate_transformation_mode", "half_pixel",
            ("half_pixel", CoordinateMode.HalfPixel), ("half_pixel_symmetric", CoordinateMode.HalfPixelSymmetric), ("pytorch_half_pixel", CoordinateMode.PytorchHalfPixel),
            ("align_corners", CoordinateMode.AlignCorners), ("asymmetric", CoordinateMode.Asymmetric), ("tf_half_pixel_for_nn", CoordinateMode.TfHalfPixelForNn),
            ("tf_crop_and_resize", CoordinateMode.TfCropAndResize));
        NearestRounding rounding = attributes.Choice("nearest_mode", "round_prefer_floor",
            ("round_prefer_floor", NearestRounding.RoundPreferFloor), ("round_prefer_ceil", NearestRounding.RoundPreferCeil), ("floor", NearestRounding.Floor), ("ceil", NearestRounding.Ceil));

        int rank = x.Type.Rank;
        int[] axes = attributes.Ints("axes") is { Length: > 0 } given ? node.Axes(given, rank) : [.. Enumerable.Range(0, rank)];
        Target target = Targets(node, x.Type.Shape, axes);
        ValueList<double> region = coordinates == CoordinateMode.TfCropAndResize ? Region(node, axes, rank) : [];
        Resize op = new(mode, coordinates, rounding, target.Sizes, target.Scales, attributes.Float("cubic_coeff_a", -0.75), attributes.Flag("exclude_outside", false),
            attributes.Flag("antialias", false), attributes.Float("extrapolation_value", 0), region);
        node.Output(target.IsWhole(x) && region.Count == 0 ? x : node.Emit(op, x));
    }

    /// <summary>Extents of the output and the factors of the coordinate map; no factors where they are output over input.</summary>
    private sealed record Target(ValueList<IntExpr> Sizes, ValueList<double> Scales)
    {
        public bool IsWhole(ImportedValue x) => new SymbolicShape(Sizes.AsSpan()) == x.Type.Shape && Scales.All(scale => scale == 1);
    }

    private static Target Targets(NodeLowering node, SymbolicShape shape, int[] axes)
    {
        // An operand without elements counts as left out: files of opset 11 and 12 could not leave it out.
        ImportedValue? scales = NotEmpty(node.Optional(2)), sizes = NotEmpty(node.Optional(3));
        if (scales is null == sizes is null) throw node.Fail(ImportDiagnostics.FormUnsupported, scales is null ? "neither scales nor sizes" : "both scales and sizes", "; expected one of them");
        if (scales is not null) return ByScales(node, shape, node.Elements(scales, "scales"), axes);

        IntExpr[] wanted = node.Integers(sizes!, "sizes");
        if (wanted.Length != axes.Length) throw node.Fail(ImportDiagnostics.OperandRefused, "sizes", $"of {wanted.Length} entries", $"{axes.Length}");
        AspectRatio policy = node.Attributes.Choice("keep_aspect_ratio_policy", "stretch",
            ("stretch", AspectRatio.Stretch), ("not_larger", AspectRatio.NotLarger), ("not_smaller", AspectRatio.NotSmaller));
        if (policy != AspectRatio.Stretch) return Proportional(node, shape, wanted, axes, policy);
        IntExpr[] extents = [.. shape.Extents];
        for (int i = 0; i < axes.Length; i++) extents[axes[i]] = wanted[i];
        return new Target(extents.ToValueList(), []);

        static ImportedValue? NotEmpty(ImportedValue? value) => value is null || value.Type.Shape.ElementCount.Equals(IntExpr.Zero) ? null : value;
    }

    /// <summary>out = floor(in · scale).</summary>
    private static Target ByScales(NodeLowering node, SymbolicShape shape, Ratio[] scales, int[] axes)
    {
        if (scales.Length != axes.Length) throw node.Fail(ImportDiagnostics.OperandRefused, "scales", $"of {scales.Length} entries", $"{axes.Length}");
        IntExpr[] extents = [.. shape.Extents];
        double[] factors = [.. Enumerable.Repeat(1.0, shape.Rank)];
        for (int i = 0; i < axes.Length; i++)
        {
            if (scales[i].IsConstant && scales[i].ConstantValue <= 0) throw node.Fail(ImportDiagnostics.OperandRefused, "scales", scales[i].ConstantValue, "a positive number");
            extents[axes[i]] = (extents[axes[i]] * scales[i]).Floor();
            if (scales[i].IsConstant) factors[axes[i]] = (float)scales[i].ConstantValue;
        }

        // A factor computed from sizes is output over input, which is what no factors mean.
        return new Target(extents.ToValueList(), scales.All(scale => scale.IsConstant) ? factors.ToValueList() : []);
    }

    /// <summary>One factor for all axes, the least or the greatest of wanted / in; out = round(in · factor), halves up.</summary>
    private static Target Proportional(NodeLowering node, SymbolicShape shape, IntExpr[] wanted, int[] axes, AspectRatio policy)
    {
        Ratio? factor = null;
        for (int i = 0; i < axes.Length; i++)
        {
            Ratio own = Ratio.Divide(wanted[i], shape[axes[i]]) ?? throw node.Fail(ImportDiagnostics.SizeRefused, $"{wanted[i]} / {shape[axes[i]]}");
            factor = factor is not { } known ? own : policy == AspectRatio.NotLarger ? Ratio.Min(known, own) : Ratio.Max(known, own);
        }

        if (factor is not { IsConstant: true } scale) throw node.Unsupported("keep_aspect_ratio_policy with symbolic sizes", "fix them with --shape");
        IntExpr[] extents = [.. shape.Extents];
        double[] factors = [.. Enumerable.Repeat(1.0, shape.Rank)];
        foreach (int axis in axes)
        {
            extents[axis] = ((extents[axis] * scale) + Ratio.Of(1, 2)!.Value).Floor();
            factors[axis] = scale.ConstantValue;
        }

        return new Target(extents.ToValueList(), factors.ToValueList());
    }

    /// <summary>The region read, as fractions of the extents: beginnings, then ends; whole axes where none is given.</summary>
    private static ValueList<double> Region(NodeLowering node, int[] axes, int rank)
    {
        double[] given = node.ConstantFloats(node.Operand(1, "roi"), "roi");
        if (given.Length != 2 * axes.Length) throw node.Fail(ImportDiagnostics.OperandRefused, "roi", $"of {given.Length} entries", $"{2 * axes.Length}");
        double[] region = [.. Enumerable.Repeat(0.0, rank), .. Enumerable.Repeat(1.0, rank)];
        for (int i = 0; i < axes.Length; i++) (region[axes[i]], region[rank + axes[i]]) = (given[i], given[axes.Length + i]);
        return region.ToValueList();
    }

    private static Ratio FromFloat(NodeLowering node, double value) =>
        Ratio.FromFloat(value) ?? throw node.Fail(ImportDiagnostics.OperandRefused, "scales", value, "a number");
}
