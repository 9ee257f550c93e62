using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Upsample by a whole factor: input <c>(N, C, *)</c>, every spatial axis longer by it.</summary>
/// <param name="scaleFactor">The factor, 1 or more.</param>
/// <param name="mode"><c>nearest</c>, or linear between elements: <c>linear</c>, <c>bilinear</c>, <c>trilinear</c> after the number of axes.</param>
/// <param name="alignCorners">For the linear modes, whether the outermost elements stay outermost.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Upsample(long scaleFactor, string mode = "nearest", bool alignCorners = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    private static readonly string[] LinearModes = ["linear", "bilinear", "trilinear"];

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (scaleFactor < 1) throw input.Error(DiagnosticDescriptors.ArgumentTooSmall, nameof(Upsample), "scale_factor", scaleFactor, 1);
        return Resized(input, nameof(Upsample), extents => [.. extents.Select(extent => extent * scaleFactor)], mode, alignCorners, NnModel.Caller(file, line), FullName);
    }

    /// <inheritdoc/>
    public override string ToString() => $"scale_factor={PythonText.Float(scaleFactor)}, mode={mode}";

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
