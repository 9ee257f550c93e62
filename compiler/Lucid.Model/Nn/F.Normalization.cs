using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Normalisations.</content>
public static partial class F
{
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

    /// <summary>torch.nn.functional.layer_norm: (x - μ) / √(v + eps) · weight + bias, statistics over the last axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="normalizedShape">The extents of the last axes.</param>
    /// <param name="weight">The scale [*normalized_shape].</param>
    /// <param name="bias">The shift [*normalized_shape].</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var LayerNorm(Var input, IntTuple normalizedShape, Var? weight = null, Var? bias = null, double eps = 1e-5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        CheckLast(here, "layer_norm", normalizedShape);
        Var scale = weight ?? here.Scalar(1);
        return here.Apply(new LayerNormalization(here.Rank - normalizedShape.Items.Count, eps), bias is null ? [scale] : [scale, bias]);
    }

    /// <summary>torch.nn.functional.rms_norm: x / √(mean of x² + eps) · weight, the mean over the last axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="normalizedShape">The extents of the last axes.</param>
    /// <param name="weight">The scale [*normalized_shape].</param>
    /// <param name="eps">Added to the mean; by default the distance from 1 to the next float32, 1.1920929e-07.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var RmsNorm(Var input, IntTuple normalizedShape, Var? weight = null, double? eps = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        RmsNorm(input, normalizedShape, weight, eps, NnModel.Caller(file, line));

    /// <summary>torch.nn.functional.group_norm: input (N, C, *), statistics over the channels of a group and all positions; weight and bias (C).</summary>
    public static Var GroupNorm(Var input, long numGroups, Var? weight = null, Var? bias = null, double eps = 1e-5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new GroupNormalization(numGroups, eps), PerChannel(here, weight, 1), PerChannel(here, bias, 0));
    }

    /// <summary>torch.nn.functional.instance_norm: input (N, C, *), statistics of every channel's positions; weight and bias (C).</summary>
    /// <param name="input">The input.</param>
    /// <param name="runningMean">Stored means (C), with <paramref name="useInputStats"/> false.</param>
    /// <param name="runningVar">Stored variances (C), likewise.</param>
    /// <param name="weight">The scale.</param>
    /// <param name="bias">The shift.</param>
    /// <param name="useInputStats">Whether the statistics are the input's own.</param>
    /// <param name="momentum">What training updated stored statistics with; without effect here.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var InstanceNorm(
        Var input, Var? runningMean = null, Var? runningVar = null, Var? weight = null, Var? bias = null, bool useInputStats = true, double momentum = 0.1, double eps = 1e-5,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        if (useInputStats) return here.Apply(new InstanceNormalization(eps), PerChannel(here, weight, 1), PerChannel(here, bias, 0));
        if (runningMean is null || runningVar is null)
            throw here.Error(DiagnosticDescriptors.WordRefused, "instance_norm", "running_mean, running_var", "None", "stored statistics, or use_input_stats=True");
        return BatchNorm(here, runningMean, runningVar, weight, bias, training: false, momentum, eps, file, line);
    }

    /// <summary>torch.nn.functional.normalize: x / max(‖x‖ₚ, eps) along an axis.</summary>
    public static Var Normalize(Var input, double p = 2, int dim = 1, double eps = 1e-12, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here / Clamp(Norm(here, p, dim, keepdim: true, file, line), eps, double.PositiveInfinity, file, line);
    }

    internal static Var RmsNorm(Var input, IntTuple normalizedShape, Var? weight, double? eps, SourceSpan span)
    {
        Var here = input.At(span);
        CheckLast(here, "rms_norm", normalizedShape);
        int first = here.Rank - normalizedShape.Items.Count;
        Var mean = (here * here).Apply(new Reduce(ReduceKind.Mean, Enumerable.Range(first, here.Rank - first).Select(axis => (long)axis).ToValueList()));
        Var normal = here / (mean + (eps ?? Math.ScaleB(1, -23))).Apply(Pointwise.Of(PointwiseKind.Sqrt));
        return weight is null ? normal : normal * weight;
    }

    private static Var PerChannel(Var input, Var? given, double value)
    {
        if (given is not null) return given;
        if (input.Rank < 2) throw input.Error(DiagnosticDescriptors.RankRefused, "input", input.Type, "2 or more");
        return input.Scalar(value).Apply(new Expand(new SymbolicShape(input.Shape[1])));
    }

    private static void CheckLast(Var input, string function, IntTuple normalizedShape)
    {
        int count = normalizedShape.Items.Count;
        if (input.Rank < count) throw input.Error(DiagnosticDescriptors.RankRefused, $"{function}: input", input.Type, $"{count} or more");
        for (int i = 0; i < count; i++)
        {
            IntExpr extent = input.Shape[input.Rank - count + i];
            if (!extent.Equals((IntExpr)normalizedShape.Items[i])) throw input.Error(DiagnosticDescriptors.LastExtentsDiffer, function, normalizedShape, input.Type);
        }
    }
}
