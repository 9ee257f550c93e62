using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>What operators do: on tensors they make nodes, on sizes expressions, on numbers they compute as Python does.</summary>
internal static class Operators
{
    public static Value Apply(Token sign, SourceSpan span, Value left, Value right, BindingContext context)
    {
        if (left is PoisonValue || right is PoisonValue) throw new EvaluationFault();
        if (left is TensorValue || right is TensorValue) return OnTensors(sign, span, left, right, context);
        if (left is SizeValue a && right is SizeValue b)
            return context.At(span, () => OnSizes(sign.Kind, a.Size, b.Size, span, context)) ?? OnNumbers(sign, span, left, right, context);
        if (left is ListValue first && right is ListValue second && sign.Kind == TokenKind.Plus) return Limited([.. first.Items, .. second.Items], span, context);
        if (left is ListValue list && right is SizeValue { Size: var times } && sign.Kind == TokenKind.Star && times.TryGetConstant(out long count) && count is >= 0 and <= SourceLimits.ListLength
            && list.Items.Count * count <= SourceLimits.ListLength)
            return new ListValue([.. Enumerable.Repeat(list.Items, (int)count).SelectMany(items => items)]);
        return OnNumbers(sign, span, left, right, context);
    }

    public static Value Negate(Value value, SourceSpan span, BindingContext context) => value switch
    {
        PoisonValue => throw new EvaluationFault(),
        TensorValue tensor => new TensorValue(context.At(span, () => -tensor.Tensor)),
        SizeValue size => new SizeValue(context.At(span, () => -size.Size)),
        RealValue real => new RealValue(-real.Real),
        _ => throw context.Fault(LanguageDiagnostics.OperandRefused, span, "-", value.Description),
    };

    /// <summary>A list that is not too long.</summary>
    public static ListValue Limited(Value[] items, SourceSpan span, BindingContext context) => items.Length <= SourceLimits.ListLength
        ? new ListValue(items)
        : throw context.Fault(LanguageDiagnostics.TooMuchWork, span, SourceLimits.ListLength, "entries in a list");

    private static TensorValue OnTensors(Token sign, SourceSpan span, Value left, Value right, BindingContext context)
    {
        if (sign.Kind == TokenKind.AtSign && left is TensorValue matrix && right is TensorValue other) return new TensorValue(context.At(span, () => F.MatMul(matrix.Tensor, other.Tensor)));
        PointwiseKind? kind = sign.Kind switch
        {
            TokenKind.Plus => PointwiseKind.Add,
            TokenKind.Minus => PointwiseKind.Sub,
            TokenKind.Star => PointwiseKind.Mul,
            TokenKind.Slash => PointwiseKind.Div,
            TokenKind.DoubleStar => PointwiseKind.Pow,
            TokenKind.Less => PointwiseKind.Less,
            TokenKind.LessOrEqual => PointwiseKind.LessOrEqual,
            TokenKind.Greater => PointwiseKind.Greater,
            TokenKind.GreaterOrEqual => PointwiseKind.GreaterOrEqual,
            TokenKind.Equal => PointwiseKind.Equal,
            TokenKind.Percent => PointwiseKind.Mod,
            _ => null,
        };
        Var like = left is TensorValue one ? one.Tensor : ((TensorValue)right).Tensor;
        if (kind is not { } function || Operand(left, like, span, context) is not { } x || Operand(right, like, span, context) is not { } y)
            throw context.Fault(LanguageDiagnostics.OperandsRefused, span, sign.Text, left.Description, right.Description, string.Empty);
        return new TensorValue(context.At(span, () => context.Model.Apply(Pointwise.Of(function), x, y)[0]));
    }

    // A number beside a tensor is a constant of its element type.
    private static Var? Operand(Value value, Var like, SourceSpan span, BindingContext context)
    {
        if (value is TensorValue tensor) return tensor.Tensor;
        if (value is SizeValue { Size: { IsConstant: false } size }) throw context.Fault(LanguageDiagnostics.SizeAsData, span, size);
        ElementType element = like.Type.Element;
        if (value is SizeValue { Size: var whole } && whole.TryGetConstant(out long number) && !element.IsFloat())
            return element == ElementType.Bool ? null : context.Model.Constant("scalar", HostTensor.FromInt64s(element, new Shape(), [number]));
        return BoundArguments.Number(value) is { } real && element.IsFloat() ? context.Model.Constant("scalar", HostTensor.FromDoubles(element, new Shape(), [real])) : null;
    }

    private static Value? OnSizes(TokenKind sign, IntExpr left, IntExpr right, SourceSpan span, BindingContext context)
    {
        if (sign is TokenKind.DoubleSlash or TokenKind.Percent or TokenKind.Slash && right.Equals(IntExpr.Zero)) throw context.Fault(LanguageDiagnostics.DivisionByZero, span);
        return sign switch
        {
            TokenKind.Plus => new SizeValue(left + right),
            TokenKind.Minus => new SizeValue(left - right),
            TokenKind.Star => new SizeValue(left * right),
            TokenKind.DoubleSlash => new SizeValue(IntExpr.FloorDiv(left, right)),
            TokenKind.Percent => new SizeValue(IntExpr.Mod(left, right)),
            TokenKind.Less => Truth(IntExpr.Less(left, right)),
            TokenKind.LessOrEqual => Truth(IntExpr.LessOrEqual(left, right)),
            TokenKind.Greater => Truth(IntExpr.Less(right, left)),
            TokenKind.GreaterOrEqual => Truth(IntExpr.LessOrEqual(right, left)),
            TokenKind.Equal => Truth(IntExpr.Equal(left, right)),
            TokenKind.NotEqual => Truth(IntExpr.Not(IntExpr.Equal(left, right))),
            TokenKind.DoubleStar when left.TryGetConstant(out long x) && right.TryGetConstant(out long exponent) && exponent is >= 0 and < 64 => new SizeValue(Power(x, exponent)),
            TokenKind.Slash when left.TryGetConstant(out long n) && right.TryGetConstant(out long d) => new RealValue((double)n / d),
            _ => null,
        };
    }

    // A comparison of sizes stays one, for require.
    private static SizeValue Truth(IntExpr truth) => new(truth);

    private static long Power(long x, long exponent)
    {
        long power = 1;
        for (long i = 0; i < exponent; i++) power = checked(power * x);
        return power;
    }

    private static RealValue OnNumbers(Token sign, SourceSpan span, Value left, Value right, BindingContext context)
    {
        if (BoundArguments.Number(left) is { } x && BoundArguments.Number(right) is { } y)
        {
            if (sign.Kind is TokenKind.Slash or TokenKind.DoubleSlash or TokenKind.Percent && y == 0) throw context.Fault(LanguageDiagnostics.DivisionByZero, span);
            double? result = sign.Kind switch
            {
                TokenKind.Plus => x + y,
                TokenKind.Minus => x - y,
                TokenKind.Star => x * y,
                TokenKind.Slash => x / y,
                TokenKind.DoubleSlash => Math.Floor(x / y),
                TokenKind.Percent => x - (y * Math.Floor(x / y)),
                TokenKind.DoubleStar => Math.Pow(x, y),
                _ => null,
            };
            if (result is { } real) return new RealValue(real);
        }

        string hint = sign.Kind == TokenKind.Slash && left is SizeValue && right is SizeValue ? "; sizes are whole: write //" : string.Empty;
        throw context.Fault(LanguageDiagnostics.OperandsRefused, span, sign.Text, left.Description, right.Description, hint);
    }
}
