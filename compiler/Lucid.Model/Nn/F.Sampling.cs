using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Sampling on other grids.</content>
public static partial class F
{
    /// <summary>torch.nn.functional.interpolate: spatial axes of input (N, C, *) of other extents.</summary>
    /// <param name="input">The input.</param>
    /// <param name="size">The extents wanted, one a spatial axis or a single one for all; or</param>
    /// <param name="scaleFactor">factors: an extent n becomes ⌊n·factor⌋.</param>
    /// <param name="mode">nearest, nearest-exact, linear, bilinear, trilinear (after the number of spatial axes), bicubic (two) or area.</param>
    /// <param name="alignCorners">For the linear modes and bicubic, whether the outermost elements stay outermost.</param>
    /// <param name="recomputeScaleFactor">Whether positions follow from the sizes, not from the factors, where these are no whole numbers.</param>
    /// <param name="antialias">Whether the filter of bilinear and bicubic is widened where an axis shrinks.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Interpolate(
        Var input, ValueList<IntExpr>? size = null, ScaleFactor? scaleFactor = null, string mode = "nearest", bool alignCorners = false, bool recomputeScaleFactor = false,
        bool antialias = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new Resampling("interpolate", size, scaleFactor, mode, alignCorners, recomputeScaleFactor, antialias, NnModel.Caller(file, line)).Of(input, null);

    /// <summary>torch.nn.functional.grid_sample: the input read at positions that are data.</summary>
    /// <param name="input">(N, C, H, W) or (N, C, D, H, W).</param>
    /// <param name="grid">(N, Hout, Wout, 2) or (N, Dout, Hout, Wout, 3): x, y (and z) of each output, -1 to 1 from end to end.</param>
    /// <param name="mode">bilinear, nearest or bicubic.</param>
    /// <param name="paddingMode">zeros, border or reflection: what lies outside.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outermost elements, not their outer borders.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var GridSample(Var input, Var grid, string mode = "bilinear", string paddingMode = "zeros", bool alignCorners = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        ResizeMode how = mode switch
        {
            "bilinear" => ResizeMode.Linear,
            "nearest" => ResizeMode.Nearest,
            "bicubic" => ResizeMode.Cubic,
            _ => throw here.Error(DiagnosticDescriptors.WordRefused, "grid_sample", "mode", mode, "bilinear, nearest, bicubic"),
        };
        GridPadding outside = paddingMode switch
        {
            "zeros" => GridPadding.Zeros,
            "border" => GridPadding.Border,
            "reflection" => GridPadding.Reflection,
            _ => throw here.Error(DiagnosticDescriptors.WordRefused, "grid_sample", "padding_mode", paddingMode, "zeros, border, reflection"),
        };
        // torch brings a cubic filter's neighbours inside one by one, the op (as ONNX) the position; only without either are they the same.
        if (how == ResizeMode.Cubic && outside != GridPadding.Zeros) throw here.Error(DiagnosticDescriptors.WordRefused, "grid_sample", "padding_mode", paddingMode, "zeros with bicubic");
        return here.Apply(new GridSample(how, outside, alignCorners), grid);
    }
}
