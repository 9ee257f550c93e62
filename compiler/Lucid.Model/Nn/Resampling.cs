using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What torch.nn.functional.interpolate and torch.nn.Upsample do with the spatial axes of an input (N, C, *).</summary>
/// <param name="What">Who asks, for messages.</param>
/// <param name="Size">The extents wanted, a single one for all axes; or</param>
/// <param name="Factor">factors.</param>
/// <param name="Mode">torch's mode.</param>
/// <param name="AlignCorners">Whether the outermost elements stay outermost.</param>
/// <param name="Recompute">Whether positions follow from the sizes, not from the factors.</param>
/// <param name="Antialias">Whether the filter is widened where an axis shrinks.</param>
/// <param name="Span">Where it is asked for.</param>
internal sealed record Resampling(
    string What, ValueList<IntExpr>? Size, ScaleFactor? Factor, string Mode, bool AlignCorners, bool Recompute, bool Antialias, SourceSpan Span)
{
    // A factor is taken for the fraction p/q that equals it, q up to here; extents that are not numbers need one.
    private const int MostParts = 1024;

    private static readonly string[] LinearModes = ["linear", "bilinear", "trilinear"];

    public Var Of(Var input, string? nodeName)
    {
        if (input.Rank is < 3 or > 5) throw input.Error(DiagnosticDescriptors.RankRefused, $"{What}: input", input.Type, "3 to 5");
        if (Size.HasValue == Factor.HasValue) throw input.Error(DiagnosticDescriptors.WordRefused, What, "size, scale_factor", Size.HasValue ? "both" : "neither", "one of the two");
        int rank = input.Rank - 2;
        string linear = LinearModes[rank - 1];
        string[] modes = ["nearest", "nearest-exact", linear, .. rank == 2 ? (string[])["bicubic"] : [], "area"];
        if (!modes.Contains(Mode)) throw input.Error(DiagnosticDescriptors.WordRefused, What, "mode", Mode, string.Join(", ", modes));
        if (Antialias && Mode is not ("bilinear" or "bicubic")) throw input.Error(DiagnosticDescriptors.WordRefused, What, "antialias", "True", "False for every mode but bilinear and bicubic");
        if (AlignCorners && Mode is ("nearest" or "nearest-exact" or "area"))
            throw input.Error(DiagnosticDescriptors.WordRefused, What, "align_corners", "True", "False for every mode but the linear ones and bicubic");
        double[] factors = Factor is { } factor ? [.. Each("scale_factor", factor.Items, factor.IsSingle, rank, input)] : [];
        IntExpr[] spatial = Size is { } size ? [.. Each("size", size, size.Count == 1, rank, input)] : [.. factors.Select((by, axis) => Scaled(input, 2 + axis, by))];
        return Mode == "area" ? Area(input, spatial) : input.Model.Apply(Resize(input, spatial, factors), Span, nodeName, input);
    }

    private Resize Resize(Var input, IntExpr[] spatial, double[] factors)
    {
        ResizeMode mode = Mode switch
        {
            "nearest" or "nearest-exact" => ResizeMode.Nearest,
            "bicubic" => ResizeMode.Cubic,
            _ => ResizeMode.Linear,
        };
        // torch: nearest takes element ⌊o/s⌋, nearest-exact the one under the middle, ⌊(o + 1/2)/s⌋.
        CoordinateMode coordinates = Mode == "nearest" ? CoordinateMode.Asymmetric : AlignCorners ? CoordinateMode.AlignCorners : CoordinateMode.HalfPixel;
        NearestRounding rounding = Mode switch
        {
            "nearest" => NearestRounding.Floor,
            "nearest-exact" => NearestRounding.RoundPreferCeil,
            _ => NearestRounding.RoundPreferFloor,
        };
        // Of whole factors sizes say the same.
        bool byFactor = !Recompute && !AlignCorners && factors.Any(by => by != Math.Floor(by));
        return new Resize(
            mode, coordinates, rounding, [input.Shape[0], input.Shape[1], .. spatial], byFactor ? [1, 1, .. factors] : [],
            // torch's widened cubic is the one of image libraries.
            CubicA: Antialias ? -0.5 : -0.75, ExcludeOutside: Antialias, Antialias, Extrapolation: 0, []);
    }

    // The mean of the elements from ⌊i·n/o⌋ up to ⌈(i+1)·n/o⌉, as torch's adaptive pools.
    private Var Area(Var input, IntExpr[] spatial)
    {
        long[] sizes = new long[spatial.Length];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (!spatial[axis].TryGetConstant(out sizes[axis])) throw input.Error(DiagnosticDescriptors.ExtentOpen, $"{What}: area", 2 + axis, input.Shape[2 + axis]);
        }

        return sizes.Length switch
        {
            1 => new AdaptiveAvgPool1d(sizes).Forward(input),
            2 => new AdaptiveAvgPool2d(sizes).Forward(input),
            _ => new AdaptiveAvgPool3d(sizes).Forward(input),
        };
    }

    private IEnumerable<T> Each<T>(string name, IReadOnlyList<T> items, bool isSingle, int rank, Var input)
        where T : notnull => isSingle ? Enumerable.Repeat(items[0], rank)
        : items.Count == rank ? items
        : throw input.Error(DiagnosticDescriptors.TupleLength, $"{What}: {name}", items.Count, rank);

    private IntExpr Scaled(Var input, int axis, double by)
    {
        IntExpr extent = input.Shape[axis];
        if (!(by > 0 && by <= 1 << 20)) throw input.Error(DiagnosticDescriptors.WordRefused, What, "scale_factor", PythonText.Float(by), "numbers above 0, up to 2^20");
        if (by == Math.Floor(by)) return extent * (long)by;
        if (extent.TryGetConstant(out long known)) return (long)Math.Floor(known * by);
        for (long parts = 2; parts <= MostParts; parts++)
        {
            long whole = (long)Math.Round(by * parts);
            if ((double)whole / parts == by) return IntExpr.FloorDiv(extent * whole, parts);
        }

        throw input.Error(DiagnosticDescriptors.ExtentOpen, $"{What}: scale_factor {PythonText.Float(by)}", axis, extent);
    }
}
