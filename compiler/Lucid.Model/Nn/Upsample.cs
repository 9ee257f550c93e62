using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Upsample by a whole factor or to a size: input <c>(N, C, *)</c>, every spatial axis longer by it.</summary>
/// <param name="scaleFactor">The factor, 1 or more.</param>
/// <param name="mode"><c>nearest</c>, or linear between elements: <c>linear</c>, <c>bilinear</c>, <c>trilinear</c> after the number of axes.</param>
/// <param name="alignCorners">For the linear modes, whether the outermost elements stay outermost.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Upsample(long scaleFactor, string mode = "nearest", bool alignCorners = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    private static readonly string[] LinearModes = ["linear", "bilinear", "trilinear"];

    private readonly IntTuple? _size;

    /// <summary>To a size instead of by a factor.</summary>
    /// <param name="size">The spatial extents of the output; a single number for all of them.</param>
    /// <param name="mode">As of the other form.</param>
    /// <param name="alignCorners">As of the other form.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Upsample(IntTuple size, string mode = "nearest", bool alignCorners = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        : this(1, mode, alignCorners, file, line) => _size = size;

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (scaleFactor < 1) throw input.Error(DiagnosticDescriptors.ArgumentTooSmall, nameof(Upsample), "scale_factor", scaleFactor, 1);
        return Resized(input, nameof(Upsample), Wanted, mode, alignCorners, NnModel.Caller(file, line), FullName);
    }

    /// <inheritdoc/>
    public override string ToString() => _size is { } size
        ? $"size={(size.IsSingle ? PythonText.Tuple(size.Items)[1..^2] : size.ToString())}, mode={mode}"
        : $"scale_factor={PythonText.Float(scaleFactor)}, mode={mode}";

    private IntExpr[] Wanted(IntExpr[] extents) => _size is not { } size ? [.. extents.Select(extent => extent * scaleFactor)]
        : size.IsSingle ? [.. extents.Select(_ => (IntExpr)size.Items[0])]
        : [.. size.Items.Select(extent => (IntExpr)extent)];

    /// <summary>Spatial axes of other extents, as torch.nn.functional.interpolate.</summary>
    internal static Var Resized(Var input, string what, Func<IntExpr[], IntExpr[]> resize, string mode, bool alignCorners, SourceSpan span, string? name)
    {
        if (input.Rank is < 3 or > 5) throw input.Error(DiagnosticDescriptors.RankRefused, $"{what}: input", input.Type, "3 to 5");
        string linear = LinearModes[input.Rank - 3];
        if (mode != "nearest" && mode != linear) throw input.Error(DiagnosticDescriptors.WordRefused, what, "mode", mode, $"nearest, {linear}");
        bool nearest = mode == "nearest";
        IntExpr[] spatial = resize([.. input.Shape.Extents.Skip(2)]);
        if (spatial.Length != input.Rank - 2) throw input.Error(DiagnosticDescriptors.TupleLength, $"{what}: size", spatial.Length, input.Rank - 2);
        ValueList<IntExpr> sizes = [input.Shape[0], input.Shape[1], .. spatial];
        // torch's nearest takes element floor(i · in/out).
        Resize op = new(
            nearest ? ResizeMode.Nearest : ResizeMode.Linear, nearest ? CoordinateMode.Asymmetric : alignCorners ? CoordinateMode.AlignCorners : CoordinateMode.HalfPixel,
            nearest ? NearestRounding.Floor : NearestRounding.RoundPreferFloor, sizes, [], CubicA: -0.75, ExcludeOutside: false, Antialias: false, Extrapolation: 0, []);
        return input.Model.Apply(op, span, name, input);
    }
}
