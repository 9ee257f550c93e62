using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Upsample by factors or to a size: input <c>(N, C, *)</c>.</summary>
/// <param name="scaleFactor">One number for all spatial axes or one an axis; an extent n becomes ⌊n·factor⌋.</param>
/// <param name="mode">
/// <c>nearest</c>, or between elements <c>linear</c>, <c>bilinear</c>, <c>trilinear</c> after the number of axes, or <c>bicubic</c>; as <see cref="F.Interpolate"/>.
/// </param>
/// <param name="alignCorners">For the modes between elements, whether the outermost ones stay outermost.</param>
/// <param name="recomputeScaleFactor">Whether positions follow from the sizes, not from the factors, where these are no whole numbers.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Upsample(
    ScaleFactor scaleFactor, string mode = "nearest", bool alignCorners = false, bool recomputeScaleFactor = false,
    [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    private readonly IntTuple? _size;

    /// <summary>By one factor for all spatial axes.</summary>
    /// <param name="scaleFactor">The factor.</param>
    /// <param name="mode">As of the other form.</param>
    /// <param name="alignCorners">As of the other form.</param>
    /// <param name="recomputeScaleFactor">As of the other form.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Upsample(
        double scaleFactor, string mode = "nearest", bool alignCorners = false, bool recomputeScaleFactor = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : this((ScaleFactor)scaleFactor, mode, alignCorners, recomputeScaleFactor, file, line)
    {
    }

    /// <summary>To a size instead of by a factor.</summary>
    /// <param name="size">The spatial extents of the output; a single number for all of them.</param>
    /// <param name="mode">As of the other form.</param>
    /// <param name="alignCorners">As of the other form.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Upsample(IntTuple size, string mode = "nearest", bool alignCorners = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : this((ScaleFactor)1.0, mode, alignCorners, false, file, line) => _size = size;

    /// <inheritdoc/>
    public override Var Forward(Var input) => new Resampling(
        nameof(Upsample), _size is { } size ? size.Items.Select(extent => (IntExpr)extent).ToValueList() : null, _size is null ? scaleFactor : null, mode, alignCorners,
        recomputeScaleFactor, Antialias: false, NnModel.Caller(file, line)).Of(input, FullName);

    /// <inheritdoc/>
    public override string ToString() => _size is { } size
        ? $"size={(size.IsSingle ? PythonText.Tuple(size.Items)[1..^2] : size.ToString())}, mode={mode}"
        : $"scale_factor={scaleFactor}, mode={mode}";
}
