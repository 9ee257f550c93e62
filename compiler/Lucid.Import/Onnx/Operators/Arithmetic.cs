using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Elementwise arithmetic of one, two or any number of operands.</summary>
internal static class Arithmetic
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        Unary("Neg", PointwiseKind.Neg),
        Unary("Abs", PointwiseKind.Abs),
        Unary("Exp", PointwiseKind.Exp),
        Unary("Log", PointwiseKind.Log),
        Unary("Sqrt", PointwiseKind.Sqrt),
        Unary("Reciprocal", PointwiseKind.Reciprocal),
        Unary("Floor", PointwiseKind.Floor),
        Unary("Ceil", PointwiseKind.Ceil),
        Unary("Round", PointwiseKind.Round) with { Since = 11 },
        Unary("Sign", PointwiseKind.Sign) with { Since = 9 },
        Unary("Sin", PointwiseKind.Sin) with { Since = 7 },
        Unary("Cos", PointwiseKind.Cos) with { Since = 7 },
        Binary("Add", PointwiseKind.Add),
        Binary("Sub", PointwiseKind.Sub),
        Binary("Mul", PointwiseKind.Mul),
        Binary("Div", PointwiseKind.Div),
        new("Pow", 2, Broadcasting.Attributes, Pow),
        new("Mod", 2, "fmod", Mod) { Limits = "fmod = 1 for floats, as ONNX demands", Since = 10 },
        Variadic("Min", PointwiseKind.Min),
        Variadic("Max", PointwiseKind.Max),
        Variadic("Sum", PointwiseKind.Add),
        new("Mean", OnnxOperator.Variadic, "", Mean),
        new("Clip", 3, "max@6-10 min@6-10", Clip),
    ];

    private static OnnxOperator Unary(string name, PointwiseKind kind) => new(name, 1, "", node => node.Output(node.Pointwise(kind, node.Operand(0, "X"))));

    private static OnnxOperator Binary(string name, PointwiseKind kind) => new(name, 2, Broadcasting.Attributes, node =>
    {
        (ImportedValue left, ImportedValue right) = Broadcasting.Operands(node);
        node.Output(node.Pointwise(kind, left, right));
    });

    private static OnnxOperator Variadic(string name, PointwiseKind kind) =>
        new(name, OnnxOperator.Variadic, "", node => node.Output(Tree(node, kind)));

    /// <summary>The operands combined two by two, then the results: fewer roundings in a row than one after another.</summary>
    private static ImportedValue Tree(NodeLowering node, PointwiseKind kind)
    {
        ImportedValue[] values = node.Operands();
        while (values.Length > 1)
            values = [.. values.Chunk(2).Select(pair => pair.Length == 2 ? node.Pointwise(kind, pair[0], pair[1]) : pair[0])];
        return values[0];
    }

    private static void Mean(NodeLowering node)
    {
        ImportedValue sum = Tree(node, PointwiseKind.Add);
        node.Output(node.OperandCount == 1 ? sum
            : node.Pointwise(PointwiseKind.Div, sum, NodeLowering.Scalar(node.OperandCount, sum.Type.Element)));
    }

    /// <summary>Since opset 12 the exponent may have another type than the base, whose type is the result's.</summary>
    private static void Pow(NodeLowering node)
    {
        (ImportedValue x, ImportedValue y) = Broadcasting.Operands(node);
        Model.Ops.Pointwise pow = Pointwise.Of(PointwiseKind.Pow);
        if (x.Type.Element == y.Type.Element) node.Output(node.Emit(pow, x, y));
        else if (x.Type.Element.IsFloat()) node.Output(node.Emit(pow, x, node.Cast(y, x.Type.Element)));
        else if (!y.Type.Element.IsFloat()) node.Output(node.Cast(node.Emit(pow, node.Cast(x, ElementType.I64), node.Cast(y, ElementType.I64)), x.Type.Element));
        else node.Output(node.Cast(node.Emit(pow, node.Cast(x, y.Type.Element), y), x.Type.Element));
    }

    private static void Mod(NodeLowering node)
    {
        (ImportedValue x, ImportedValue y) = (node.Operand(0, "A"), node.Operand(1, "B"));
        bool fmod = node.Attributes.Flag("fmod", false);
        if (!fmod && x.Type.Element.IsFloat()) throw node.Attributes.Refuse("fmod", 0, "1 for floats");
        node.Output(node.Emit(new Pointwise(PointwiseKind.Mod, fmod ? 1 : 0), x, y));
    }

    /// <summary>Bounds are attributes before opset 11, then optional scalars; bounds that are computed become a maximum and a minimum.</summary>
    private static void Clip(NodeLowering node)
    {
        ImportedValue x = node.Operand(0, "X");
        if (node.Opset < 11)
        {
            node.Output(node.Emit(new Pointwise(PointwiseKind.Clip,
                node.Attributes.Float("min", double.NegativeInfinity), node.Attributes.Float("max", double.PositiveInfinity)), x));
            return;
        }

        (ImportedValue? min, ImportedValue? max) = (node.Optional(1), node.Optional(2));
        if (IsScalarOrAbsent(min) && IsScalarOrAbsent(max))
        {
            node.Output(node.Emit(new Pointwise(PointwiseKind.Clip,
                min is null ? double.NegativeInfinity : node.ConstantScalar(min, "min"), max is null ? double.PositiveInfinity : node.ConstantScalar(max, "max")), x));
            return;
        }

        if (min is not null) x = node.Pointwise(PointwiseKind.Max, x, min);
        if (max is not null) x = node.Pointwise(PointwiseKind.Min, x, max);
        node.Output(x);
    }

    // Integers beyond 2^53 are no doubles, which the attributes of Clip are.
    private static bool IsScalarOrAbsent(ImportedValue? bound) => bound is null || (bound.ToReference(1) is { } constant
        && constant.Integers.All(value => value is >= -(1L << 53) and <= 1L << 53));
}
