using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// Functions on values with the names, order and defaults of torch and torch.nn.functional. Weights and biases may be any values:
/// constants, graph inputs or computed. The last two arguments of each are filled in by the compiler.
/// </summary>
/// <remarks>Every function throws a <see cref="ModelException"/> where its operands do not fit, with what was found and expected.</remarks>
public static class F
{
    /// <summary>torch.nn.functional.conv1d: input (N, Cin, *) or (Cin, *), weight (Cout, Cin/groups, *kernel), bias (Cout).</summary>
    public static Var Conv1d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? dilation = null, long groups = 1,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Conv(1, input, weight, bias, stride, padding, dilation, groups, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.conv2d: input (N, Cin, *) or (Cin, *), weight (Cout, Cin/groups, *kernel), bias (Cout).</summary>
    public static Var Conv2d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? dilation = null, long groups = 1,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Conv(2, input, weight, bias, stride, padding, dilation, groups, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.conv3d: input (N, Cin, *) or (Cin, *), weight (Cout, Cin/groups, *kernel), bias (Cout).</summary>
    public static Var Conv3d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? dilation = null, long groups = 1,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Conv(3, input, weight, bias, stride, padding, dilation, groups, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.conv_transpose1d: input (N, Cin, *) or (Cin, *), weight (Cin, Cout/groups, *kernel), bias (Cout).</summary>
    public static Var ConvTranspose1d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? outputPadding = null, long groups = 1,
        IntTuple? dilation = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ConvTranspose(1, input, weight, bias, stride, padding, outputPadding, groups, dilation, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.conv_transpose2d: input (N, Cin, *) or (Cin, *), weight (Cin, Cout/groups, *kernel), bias (Cout).</summary>
    public static Var ConvTranspose2d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? outputPadding = null, long groups = 1,
        IntTuple? dilation = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ConvTranspose(2, input, weight, bias, stride, padding, outputPadding, groups, dilation, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.conv_transpose3d: input (N, Cin, *) or (Cin, *), weight (Cin, Cout/groups, *kernel), bias (Cout).</summary>
    public static Var ConvTranspose3d(
        Var input, Var weight, Var? bias = null, IntTuple? stride = null, Padding? padding = null, IntTuple? outputPadding = null, long groups = 1,
        IntTuple? dilation = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        ConvTranspose(3, input, weight, bias, stride, padding, outputPadding, groups, dilation, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.linear: x·Wᵀ + b over the last axis; weight (out, in), bias (out).</summary>
    public static Var Linear(Var input, Var weight, Var? bias = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Ops.Linear(), bias is null ? [weight] : [weight, bias]);

    /// <summary>torch.matmul: the last two axes are matrices, the axes before them broadcast.</summary>
    public static Var MatMul(Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(new MatMul(), other);

    /// <summary>torch.nn.functional.batch_norm with stored statistics, each of one entry a channel.</summary>
    public static Var BatchNorm(
        Var input, Var runningMean, Var runningVar, Var? weight = null, Var? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        _ = momentum;
        if (training) throw here.Error(DiagnosticDescriptors.InferenceOnly, "batch_norm", "training=True", "leave it out");
        Var ones = weight ?? (runningVar * 0.0) + 1.0;
        return here.Apply(new BatchNormalization(eps), ones, bias ?? runningMean * 0.0, runningMean, runningVar);
    }

    /// <summary>torch.cat: values one after another along an axis.</summary>
    public static Var Cat(IReadOnlyList<Var> tensors, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tensors.Count);
        Var first = tensors[0].At(file, line);
        return first.Apply(new Concat(first.Axis(dim)), [.. tensors.Skip(1)]);
    }

    /// <summary>
    /// torch.nn.functional.pad: pairs of numbers from the last axis backwards, (left, right, top, bottom, …); a negative number crops.
    /// Modes: constant, reflect, replicate, circular.
    /// </summary>
    public static Var Pad(Var input, ValueList<IntExpr> pad, string mode = "constant", double value = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Pad(input, pad, mode, value, NnModel.Caller(file, line), null);

    /// <summary>torch.reshape: the same elements under another shape; one extent may be -1 and takes what is left.</summary>
    public static Var Reshape(Var input, ValueList<IntExpr> shape, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int open = shape.ToList().FindIndex(extent => extent.Equals(-1));
        if (open < 0) return here.Apply(new Reshape(new SymbolicShape(shape.AsSpan())));
        IntExpr rest = shape.Where((_, axis) => axis != open).Aggregate(IntExpr.One, (product, extent) => product * extent);
        IntExpr[] extents = [.. shape];
        extents[open] = IntExpr.FloorDiv(here.Shape.ElementCount, rest);
        return here.Apply(new Reshape(new SymbolicShape(extents)));
    }

    /// <summary>torch.flatten: the axes from one to another become a single one.</summary>
    public static Var Flatten(Var input, int startDim = 0, int endDim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        if (here.Rank == 0) return here.Apply(new Reshape(new SymbolicShape(1)));
        (int first, int last) = (here.Axis(startDim), here.Axis(endDim));
        if (first > last) throw here.Error(DiagnosticDescriptors.AxisRefused, endDim, here.Type);
        IntExpr flat = here.Shape.Extents.Skip(first).Take(last - first + 1).Aggregate(IntExpr.One, (product, extent) => product * extent);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Take(first), flat, .. here.Shape.Extents.Skip(last + 1)])));
    }

    /// <summary>torch.unsqueeze: a new axis of extent 1.</summary>
    public static Var Unsqueeze(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = dim < 0 ? dim + here.Rank + 1 : dim;
        if (axis < 0 || axis > here.Rank) throw here.Error(DiagnosticDescriptors.AxisRefused, dim, here.Type);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Take(axis), IntExpr.One, .. here.Shape.Extents.Skip(axis)])));
    }

    /// <summary>torch.squeeze: an axis of extent 1 removed.</summary>
    public static Var Squeeze(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = here.Axis(dim);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Where((_, at) => at != axis)])));
    }

    /// <summary>torch.permute: axes in another order.</summary>
    public static Var Permute(Var input, ValueList<long> dims, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Transpose(dims.Select(dim => (long)here.Axis((int)dim)).ToValueList()));
    }

    /// <summary>torch.transpose: two axes exchanged.</summary>
    public static Var Transpose(Var input, int dim0, int dim1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        long[] order = [.. Enumerable.Range(0, here.Rank).Select(axis => (long)axis)];
        (order[here.Axis(dim0)], order[here.Axis(dim1)]) = (order[here.Axis(dim1)], order[here.Axis(dim0)]);
        return here.Apply(new Transpose([.. order]));
    }

    /// <summary>torch.Tensor.expand: axes of extent 1 repeated; -1 keeps an extent.</summary>
    public static Var Expand(Var input, ValueList<IntExpr> sizes, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int added = sizes.Count - here.Rank;
        IntExpr[] target = [.. sizes.Select((extent, axis) => extent.Equals(-1) && axis >= added ? here.Shape[axis - added] : extent)];
        return here.Apply(new Expand(new SymbolicShape(target)));
    }

    /// <summary>torch.narrow: <paramref name="length"/> positions of an axis from <paramref name="start"/> on.</summary>
    public static Var Narrow(Var input, int dim, IntExpr start, IntExpr length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = here.Axis(dim);
        IntExpr[] starts = [.. Enumerable.Repeat(IntExpr.Zero, here.Rank)];
        IntExpr[] lengths = [.. here.Shape.Extents];
        (starts[axis], lengths[axis]) = (start, length);
        return here.Apply(new Slice([.. starts], [.. lengths], OpCatalogue.Ones(here.Rank)));
    }

    /// <summary>torch.split with a list of sizes: parts of an axis one after another.</summary>
    public static IReadOnlyList<Var> Split(Var input, ValueList<IntExpr> sizes, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        List<Var> parts = [];
        IntExpr start = 0;
        foreach (IntExpr size in sizes)
        {
            parts.Add(Narrow(input, dim, start, size, file, line));
            start += size;
        }

        return parts;
    }

    /// <summary>torch.nn.functional.glu: the first half of an axis times the sigmoid of the second.</summary>
    public static Var Glu(Var input, int dim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        IntExpr half = IntExpr.FloorDiv(here.Size(dim), 2);
        if (!(half * 2).Equals(here.Size(dim))) throw here.Error(DiagnosticDescriptors.OddExtent, "glu", here.Axis(dim), here.Type, here.Size(dim));
        IReadOnlyList<Var> halves = Split(here, [half, half], dim, file, line);
        return halves[0] * Sigmoid(halves[1], file, line);
    }

    /// <summary>torch.nn.functional.max_pool1d; as <see cref="MaxPool1d"/>.</summary>
    public static Var MaxPool1d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool1d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool1d; as <see cref="AvgPool1d"/>.</summary>
    public static Var AvgPool1d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool1d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool1d; as <see cref="AdaptiveAvgPool1d"/>.</summary>
    public static Var AdaptiveAvgPool1d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool1d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool1d; as <see cref="AdaptiveMaxPool1d"/>.</summary>
    public static Var AdaptiveMaxPool1d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool1d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.max_pool2d; as <see cref="MaxPool2d"/>.</summary>
    public static Var MaxPool2d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool2d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool2d; as <see cref="AvgPool2d"/>.</summary>
    public static Var AvgPool2d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool2d; as <see cref="AdaptiveAvgPool2d"/>.</summary>
    public static Var AdaptiveAvgPool2d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool2d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool2d; as <see cref="AdaptiveMaxPool2d"/>.</summary>
    public static Var AdaptiveMaxPool2d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool2d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.max_pool3d; as <see cref="MaxPool3d"/>.</summary>
    public static Var MaxPool3d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, IntTuple? dilation = null, bool ceilMode = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new MaxPool3d(kernelSize, stride, padding, dilation, ceilMode, file, line).Forward(input);

    /// <summary>torch.nn.functional.avg_pool3d; as <see cref="AvgPool3d"/>.</summary>
    public static Var AvgPool3d(
        Var input, IntTuple kernelSize, IntTuple? stride = null, IntTuple? padding = null, bool ceilMode = false, bool countIncludePad = true,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new AvgPool3d(kernelSize, stride, padding, ceilMode, countIncludePad, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_avg_pool3d; as <see cref="AdaptiveAvgPool3d"/>.</summary>
    public static Var AdaptiveAvgPool3d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveAvgPool3d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.adaptive_max_pool3d; as <see cref="AdaptiveMaxPool3d"/>.</summary>
    public static Var AdaptiveMaxPool3d(Var input, IntTuple outputSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new AdaptiveMaxPool3d(outputSize, file, line).Forward(input);

    /// <summary>torch.nn.functional.interpolate: spatial axes of input (N, C, *) of other extents; modes nearest, linear, bilinear, trilinear.</summary>
    /// <param name="input">The input.</param>
    /// <param name="size">The extents wanted, one a spatial axis; or</param>
    /// <param name="scaleFactor">a whole factor for all of them.</param>
    /// <param name="mode">How elements between are found.</param>
    /// <param name="alignCorners">For the linear modes, whether the outermost elements stay outermost.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Interpolate(
        Var input, ValueList<IntExpr>? size = null, long? scaleFactor = null, string mode = "nearest", bool alignCorners = false,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        SourceSpan span = NnModel.Caller(file, line);
        if (size.HasValue == scaleFactor.HasValue) throw input.Error(DiagnosticDescriptors.WordRefused, "interpolate", "size, scale_factor", size.HasValue ? "both" : "neither", "one of the two");
        if (scaleFactor < 1) throw input.Error(DiagnosticDescriptors.ArgumentTooSmall, "interpolate", "scale_factor", scaleFactor, 1);
        return Upsample.Resized(input, "interpolate", extents => size is { } wanted ? [.. wanted] : [.. extents.Select(extent => extent * scaleFactor!.Value)], mode, alignCorners, span, null);
    }

    /// <summary>torch.nn.functional.pixel_shuffle: (N, C·r², H, W) becomes (N, C, H·r, W·r).</summary>
    public static Var PixelShuffle(Var input, long upscaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new DepthToSpace(upscaleFactor, ColumnRowDepth: true));

    /// <summary>torch.nn.functional.prelu: x where x ≥ 0, else weight·x; the weight has one entry, or one for each position of axis 1.</summary>
    public static Var PRelu(Var input, Var weight, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => PRelu(input, weight, NnModel.Caller(file, line), null);

    /// <summary>torch.nn.functional.softmax: eˣ / Σ eˣ along an axis.</summary>
    public static Var Softmax(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Softmax(here.Axis(dim)));
    }

    /// <summary>torch.clamp: x cut to min … max; a bound that is left out does not cut.</summary>
    public static Var Clamp(Var input, double min = double.NegativeInfinity, double max = double.PositiveInfinity, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Clip, min, max));

    /// <summary>torch.nn.functional.leaky_relu: x where x ≥ 0, else negative_slope·x.</summary>
    public static Var LeakyRelu(Var input, double negativeSlope = 0.01, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.LeakyRelu, negativeSlope));

    /// <summary>torch.nn.functional.elu: x where x ≥ 0, else alpha·(eˣ - 1).</summary>
    public static Var Elu(Var input, double alpha = 1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(new Pointwise(PointwiseKind.Elu, alpha));

    /// <summary>torch.where: x where the condition holds, else other.</summary>
    public static Var Where(Var condition, Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        condition.At(file, line).Apply(new Pointwise(PointwiseKind.Where), input, other);

    /// <summary>torch.relu: max(x, 0).</summary>
    public static Var Relu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Relu));

    /// <summary>torch.sigmoid: 1 / (1 + e⁻ˣ).</summary>
    public static Var Sigmoid(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Sigmoid));

    /// <summary>torch.tanh.</summary>
    public static Var Tanh(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Tanh));

    /// <summary>torch.nn.functional.silu: x / (1 + e⁻ˣ).</summary>
    public static Var Silu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Silu));

    /// <summary>torch.nn.functional.gelu: x·Φ(x).</summary>
    public static Var Gelu(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Gelu));

    /// <summary>torch.nn.functional.softplus: ln(1 + eˣ).</summary>
    public static Var Softplus(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Softplus));

    /// <summary>torch.exp.</summary>
    public static Var Exp(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Exp));

    /// <summary>torch.log.</summary>
    public static Var Log(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Log));

    /// <summary>torch.sqrt.</summary>
    public static Var Sqrt(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Sqrt));

    /// <summary>torch.abs.</summary>
    public static Var Abs(Var input, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => input.At(file, line).Apply(Pointwise.Of(PointwiseKind.Abs));

    /// <summary>torch.minimum: the smaller element.</summary>
    public static Var Minimum(Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Min), other);

    /// <summary>torch.maximum: the larger element.</summary>
    public static Var Maximum(Var input, Var other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Max), other);

    /// <summary>torch.pow: input to the power of exponent.</summary>
    public static Var Pow(Var input, Var exponent, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new Pointwise(PointwiseKind.Pow), exponent);

    internal static Var PRelu(Var input, Var weight, SourceSpan span, string? nodeName)
    {
        // The weight's one axis is the input's axis 1: [C] becomes [C,1,1].
        if (weight.Rank == 1 && input.Rank > 2 && !weight.Shape[0].Equals(IntExpr.One))
            weight = input.Model.Apply(new Reshape(new SymbolicShape([weight.Shape[0], .. Enumerable.Repeat(IntExpr.One, input.Rank - 2)])), span, null, weight);
        return input.Model.Apply(new Pointwise(PointwiseKind.PRelu), span, nodeName, input, weight);
    }

    internal static Var Pad(Var input, ValueList<IntExpr> pad, string mode, double value, SourceSpan span, string? nodeName)
    {
        PadMode? known = mode switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "replicate" => PadMode.Edge,
            "circular" => PadMode.Wrap,
            _ => null,
        };
        if (known is not { } padMode) throw input.Error(DiagnosticDescriptors.WordRefused, "pad", "mode", mode, "constant, reflect, replicate, circular");
        if (pad.Count % 2 != 0 || pad.Count > 2 * input.Rank) throw input.Error(DiagnosticDescriptors.TupleLength, "pad", pad.Count, $"an even number up to {2 * input.Rank}");
        IntExpr[] begin = [.. Enumerable.Repeat(IntExpr.Zero, input.Rank)];
        IntExpr[] end = [.. begin];
        for (int i = 0; i < pad.Count / 2; i++) (begin[^(i + 1)], end[^(i + 1)]) = (pad[2 * i], pad[(2 * i) + 1]);
        return input.Model.Apply(new Pad(padMode, [.. begin], [.. end], value), span, nodeName, input);
    }

    private static Var Conv(
        int rank, Var input, Var weight, Var? bias, IntTuple? stride, Padding? padding, IntTuple? dilation, long groups, SourceSpan span)
    {
        FunctionArguments arguments = new($"conv{rank}d", rank, span);
        (ValueList<IntExpr> begin, ValueList<IntExpr> end) = arguments.Padding(padding);
        Conv op = new(arguments.Read("stride", stride ?? 1), begin, end, arguments.Read("dilation", dilation ?? 1), groups);
        return input.Model.Apply(op, span, null, bias is null ? [input, weight] : [input, weight, bias]);
    }

    private static Var ConvTranspose(
        int rank, Var input, Var weight, Var? bias, IntTuple? stride, Padding? padding, IntTuple? outputPadding, long groups, IntTuple? dilation, SourceSpan span)
    {
        FunctionArguments arguments = new($"conv_transpose{rank}d", rank, span);
        (ValueList<IntExpr> begin, ValueList<IntExpr> end) = arguments.Padding(padding);
        ConvTranspose op = new(
            arguments.Read("stride", stride ?? 1), begin, end, arguments.Read("output_padding", outputPadding ?? 0).Select(p => (IntExpr)p).ToValueList(),
            arguments.Read("dilation", dilation ?? 1), groups);
        return input.Model.Apply(op, span, null, bias is null ? [input, weight] : [input, weight, bias]);
    }

    /// <summary>Tuples of the functional convolutions: an entry an axis, paddings not negative. Ranges are the op's to check.</summary>
    private sealed record FunctionArguments(string Function, int Rank, SourceSpan Span)
    {
        public ValueList<long> Read(string name, IntTuple value)
        {
            if (value.IsSingle) return Enumerable.Repeat(value.Items[0], Rank).ToValueList();
            return value.Items.Count == Rank ? value.Items
                : throw new ModelException([DiagnosticDescriptors.TupleLength.At(Span, $"{Function}: {name}", value.Items.Count, $"{Rank} or a single number")]);
        }

        public (ValueList<IntExpr> Begin, ValueList<IntExpr> End) Padding(Padding? padding)
        {
            if (padding?.Text is { } text)
                throw new ModelException([DiagnosticDescriptors.TextPadding.At(Span, Function, text, text == "valid" ? "write padding: 0" : "write numbers")]);
            ValueList<long> begin = Read("padding", padding?.Numbers ?? 0);
            ValueList<long> end = padding?.EndNumbers is { } numbers ? Read("padding", numbers) : begin;
            if (begin.Concat(end).Min() is var least and < 0)
                throw new ModelException([DiagnosticDescriptors.ArgumentTooSmall.At(Span, Function, "padding", least, 0)]);
            return (begin.Select(p => (IntExpr)p).ToValueList(), end.Select(p => (IntExpr)p).ToValueList());
        }
    }
}
