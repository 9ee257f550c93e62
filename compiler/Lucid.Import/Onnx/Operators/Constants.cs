using Lucid.Import.Onnx.Symbolic;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Values that do not come from data: constants in their forms, filled shapes, ranges.</summary>
internal static class Constants
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Constant", 0, "value value_float@12-21 value_floats@12-21 value_int@12-21 value_ints@12-21 value_string@12-21 value_strings@12-21 sparse_value@11-21", Constant) { Limits = "no text, no sparse tensors" },
        new("ConstantOfShape", 1, "value", ConstantOfShape) { Limits = "extents that follow from sizes", Since = 9 },
        new("Range", 3, "", Range) { Limits = "a length that follows from sizes", Since = 11 },
        new("EyeLike", 1, "dtype k", EyeLike) { Limits = "a matrix", Since = 9 },
    ];

    private static void Constant(NodeLowering node)
    {
        if (node.Node.Attributes.Count != 1)
            throw node.Fail(ImportDiagnostics.FormUnsupported, $"a constant of {node.Node.Attributes.Count} attributes", "; expected one value");
        NodeAttributes attributes = node.Attributes;
        if (attributes.Tensor("value") is { } tensor) node.Output(node.ReadTensor(tensor, $"the value of node '{node.Node.Name}'"));
        else if (attributes.Float("value_float") is { } number) node.Output(ImportedValue.Constant(HostTensor.Of(new Shape(), (float)number)));
        else if (attributes.Int("value_int") is { } integer) node.Output(ImportedValue.Constant(HostTensor.OfInt64(new Shape(), integer)));
        else if (attributes.Floats("value_floats") is { } numbers) node.Output(ImportedValue.Constant(HostTensor.FromDoubles(ElementType.F32, new Shape(numbers.Length), numbers)));
        else if (attributes.Ints("value_ints") is { } integers) node.Output(ImportedValue.Constant(HostTensor.OfInt64(new Shape(integers.Length), integers)));
        else throw node.Unsupported($"a constant in the form '{node.Node.Attributes.Keys.First()}'");
    }

    private static void ConstantOfShape(NodeLowering node)
    {
        IntExpr[] extents = node.Integers(node.Operand(0, "input"), "input");
        ImportedValue value = node.Attributes.Tensor("value") is { } tensor
            ? node.ReadTensor(tensor, $"the value of node '{node.Node.Name}'")
            : NodeLowering.Scalar(0, ElementType.F32);
        if (!value.Type.Shape.ElementCount.Equals(IntExpr.One)) throw node.Attributes.Refuse("value", value.Type, "one element");
        node.Output(node.Expand(node.Reshape(value), new SymbolicShape(extents)));
    }

    /// <summary>start, start + delta, … below limit (above it for a negative delta). The count may follow from sizes, start and delta may be data.</summary>
    private static void Range(NodeLowering node)
    {
        (ImportedValue start, ImportedValue limit, ImportedValue delta) = (Scalar(0, "start"), Scalar(1, "limit"), Scalar(2, "delta"));
        ElementType element = start.Type.Element;
        if (start.IsConstant && limit.IsConstant && delta.IsConstant)
        {
            (double first, double end, double step) = (node.ConstantScalar(start, "start"), node.ConstantScalar(limit, "limit"), node.ConstantScalar(delta, "delta"));
            double count = Math.Max(Math.Ceiling((end - first) / Known(step)), 0);
            if (!(count <= int.MaxValue)) throw node.Fail(ImportDiagnostics.SizeRefused, $"a range of {count} elements");
            node.Output(Counted((long)count));
            return;
        }

        Ratio span = node.Elements(limit, "limit")[0] - node.Elements(start, "start")[0];
        Ratio quotient = Ratio.Divide(span, node.Elements(delta, "delta")[0]) ?? throw node.Fail(ImportDiagnostics.OperandRefused, "delta", delta.Type, "a number whose sign is known");
        node.Output(Counted(IntExpr.Max(quotient.Ceil(), 0)));

        ImportedValue Counted(IntExpr count)
        {
            ImportedValue numbers = node.Cast(node.Emit(new Iota(count)), element);
            return node.Pointwise(PointwiseKind.Add, start, node.Pointwise(PointwiseKind.Mul, numbers, delta));
        }

        ImportedValue Scalar(int index, string name)
        {
            ImportedValue value = node.Operand(index, name);
            return value.Type.Shape.ElementCount.Equals(IntExpr.One) ? node.Reshape(value) : throw node.Fail(ImportDiagnostics.OperandRefused, name, value.Type, "one element");
        }

        double Known(double step) => step != 0 ? step : throw node.Fail(ImportDiagnostics.OperandRefused, "delta", 0, "another number");
    }

    /// <summary>Ones where column = row + k: the numbers of the rows and of the columns, compared.</summary>
    private static void EyeLike(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        if (input.Type.Rank != 2) throw node.Fail(ImportDiagnostics.OperandRefused, "input", input.Type, "a matrix");
        ElementType element = node.Attributes.Int("dtype") is { } dtype
            ? OnnxTypes.Element((int)Math.Clamp(dtype, -1, int.MaxValue)) ?? throw node.Attributes.Refuse("dtype", dtype, "a float, integer or bool type")
            : input.Type.Element;
        (IntExpr rows, IntExpr columns) = (input.Type.Shape[0], input.Type.Shape[1]);
        ImportedValue row = node.Reshape(node.Emit(new Iota(rows)), rows, 1);
        ImportedValue diagonal = node.Pointwise(PointwiseKind.Add, row, NodeLowering.Scalar(node.Attributes.Int("k", 0), ElementType.I64));
        node.Output(node.Cast(node.Pointwise(PointwiseKind.Equal, diagonal, node.Emit(new Iota(columns))), node.Narrowed(element)));
    }
}
