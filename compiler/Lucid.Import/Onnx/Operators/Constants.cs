using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>Values that do not come from data: constants in their forms, filled shapes, ranges.</summary>
internal static class Constants
{
    public static IEnumerable<OnnxOperator> Table =>
    [
        new("Constant", 0, "value value_float@12-21 value_floats@12-21 value_int@12-21 value_ints@12-21 value_string@12-21 value_strings@12-21 sparse_value@11-21", Constant),
        new("ConstantOfShape", 1, "value", ConstantOfShape) { Since = 9 },
        new("Range", 3, "", Range) { Since = 11 },
        new("EyeLike", 1, "dtype k", EyeLike) { Since = 9 },
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

    /// <summary>start, start + delta, … below limit (above it for a negative delta).</summary>
    private static void Range(NodeLowering node)
    {
        (ImportedValue start, ImportedValue limit, ImportedValue delta) = (node.Operand(0, "start"), node.Operand(1, "limit"), node.Operand(2, "delta"));
        (double first, double end, double step) = (node.ConstantScalar(start, "start"), node.ConstantScalar(limit, "limit"), node.ConstantScalar(delta, "delta"));
        if (step == 0) throw node.Fail(ImportDiagnostics.OperandRefused, "delta", 0, "another number");
        double count = Math.Max(Math.Ceiling((end - first) / step), 0);
        if (!(count <= int.MaxValue) || !node.TryCount((long)count)) throw node.Fail(ImportDiagnostics.SizeRefused, $"a range of {count} elements");
        IEnumerable<double> values = Enumerable.Range(0, (int)count).Select(i => first + (i * step));
        Shape shape = new((long)count);
        node.Output(ImportedValue.Constant(start.Type.Element.IsFloat()
            ? new ReferenceTensor(shape, [.. values], start.Type.Element)
            : new ReferenceTensor(shape, [.. values.Select(value => (long)value)], start.Type.Element)));
    }

    private static void EyeLike(NodeLowering node)
    {
        ImportedValue input = node.Operand(0, "input");
        if (input.Type.Rank != 2 || !input.Type.Shape.IsConstant || !node.TryCount(input.Type.Shape.ElementCount.ConstantValue))
            throw node.Fail(ImportDiagnostics.OperandRefused, "input", input.Type, "a matrix of known extents");
        ElementType element = node.Attributes.Int("dtype") is { } dtype
            ? OnnxTypes.Element((int)Math.Clamp(dtype, -1, int.MaxValue)) ?? throw node.Attributes.Refuse("dtype", dtype, "a float, integer or bool type")
            : input.Type.Element;
        element = node.Narrowed(element);
        long diagonal = node.Attributes.Int("k", 0);
        Shape shape = input.Type.Shape.ToShape();
        long[] elements = new long[shape.ElementCount];
        for (long row = 0; row < shape[0]; row++)
        {
            if (row + diagonal >= 0 && row + diagonal < shape[1]) elements[(row * shape[1]) + row + diagonal] = 1;
        }

        node.Output(ImportedValue.Constant(element.IsFloat()
            ? new ReferenceTensor(shape, Array.ConvertAll(elements, value => (double)value), element)
            : new ReferenceTensor(shape, elements, element)));
    }
}
