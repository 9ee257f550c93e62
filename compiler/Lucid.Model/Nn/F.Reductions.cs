using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Reductions: elements along axes taken together.</content>
public static partial class F
{
    /// <summary>torch.sum: Σ x over axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Sum(Var input, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.Sum, dim, keepdim);

    /// <summary>torch.mean: Σ x / n over axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Mean(Var input, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.Mean, dim, keepdim);

    /// <summary>torch.amax: the greatest over axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Amax(Var input, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.Max, dim, keepdim);

    /// <summary>torch.amin: the least over axes.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Amin(Var input, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.Min, dim, keepdim);

    /// <summary>torch.logsumexp: ln Σ eˣ over axes, without overflow.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var LogSumExp(Var input, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.LogSumExp, dim, keepdim);

    /// <summary>torch.prod: Π x over an axis, or over all.</summary>
    public static Var Prod(Var input, int? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Reduced(input.At(file, line), ReduceKind.Prod, dim is { } axis ? axis : default(IntTuple?), keepdim);

    /// <summary>torch.norm: (Σ |x|ᵖ)^(1/p) over axes; of p = ∞ the greatest |x|.</summary>
    /// <param name="input">The input.</param>
    /// <param name="p">The exponent, more than 0.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Norm(Var input, double p = 2, IntTuple? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        if (!(p > 0)) throw x.Error(DiagnosticDescriptors.WordRefused, "norm", "p", p, "numbers above 0, inf");
        if (p == 1) return Reduced(x, ReduceKind.L1, dim, keepdim);
        if (p == 2) return Reduced(x, ReduceKind.L2, dim, keepdim);
        Var size = Abs(x, file, line);
        if (double.IsPositiveInfinity(p)) return Reduced(size, ReduceKind.Max, dim, keepdim);
        return Pow(Reduced(Pow(size, x.Scalar(p), file, line), ReduceKind.Sum, dim, keepdim), x.Scalar(1 / p), file, line);
    }

    /// <summary>torch.var: Σ (x - μ)² / (n - correction) over axes, μ their mean and n the number of elements taken together.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dim">The axes; all where left out.</param>
    /// <param name="correction">1 for an estimate from a sample (the default), 0 for the mean of squares (unbiased=False in older PyTorch).</param>
    /// <param name="keepdim">Whether they stay, with extent 1.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Var(Var input, IntTuple? dim = null, long correction = 1, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var x = input.At(file, line);
        Var away = x - Reduced(x, ReduceKind.Mean, dim, true);
        if (correction == 0) return Reduced(away * away, ReduceKind.Mean, dim, keepdim);
        IntExpr count = Axes(x, dim).Aggregate(IntExpr.One, (product, axis) => product * x.Shape[(int)axis]);
        return Reduced(away * away, ReduceKind.Sum, dim, keepdim) / x.SizeScalar(IntExpr.Max(0, count - correction));
    }

    /// <summary>torch.std: the square root of <see cref="Var(Nn.Var, IntTuple?, long, bool, string, int)"/>.</summary>
    public static Var Std(Var input, IntTuple? dim = null, long correction = 1, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Sqrt(Var(input, dim, correction, keepdim, file, line), file, line);

    /// <summary>torch.argmax: where the greatest element along an axis stands, the first of equal ones; without an axis, its place among all elements.</summary>
    public static Var Argmax(Var input, int? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Place(input.At(file, line), true, dim, keepdim);

    /// <summary>torch.argmin: where the least element along an axis stands, the first of equal ones; without an axis, its place among all elements.</summary>
    public static Var Argmin(Var input, int? dim = null, bool keepdim = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Place(input.At(file, line), false, dim, keepdim);

    private static Var Place(Var input, bool max, int? dim, bool keepdim)
    {
        if (dim is { } axis) return input.Apply(new ArgReduce(max, input.Axis(axis), keepdim));
        Var flat = input.Apply(new Reshape(new SymbolicShape(input.Shape.ElementCount)));
        Var place = flat.Apply(new ArgReduce(max, 0, KeepDims: false));
        return keepdim ? place.Apply(new Reshape(new SymbolicShape([.. Enumerable.Repeat(IntExpr.One, input.Rank)]))) : place;
    }

    private static Var Reduced(Var input, ReduceKind kind, IntTuple? dim, bool keepdim) => input.Apply(new Reduce(kind, Axes(input, dim), keepdim));

    private static ValueList<long> Axes(Var input, IntTuple? dim) => dim is not { } axes
        ? Enumerable.Range(0, input.Rank).Select(axis => (long)axis).ToValueList()
        : axes.Items.Select(axis => (long)input.Axis(checked((int)axis))).Order().ToValueList();
}
