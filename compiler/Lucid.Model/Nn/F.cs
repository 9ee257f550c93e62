using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>
/// Functions on values with the names, order and defaults of torch and torch.nn.functional. Weights and biases may be any values:
/// constants, graph inputs or computed. The last two arguments of each are filled in by the compiler.
/// </summary>
/// <remarks>Every function throws a <see cref="ModelException"/> where its operands do not fit, with what was found and expected.</remarks>
public static partial class F
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
