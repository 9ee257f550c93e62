using System.Globalization;

using Lucid.Import.Onnx.Symbolic;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx;

/// <summary>One node on its way into ops: its operands and attributes, and what its outputs become.</summary>
internal sealed class NodeLowering(OnnxNode node, ImportedValue?[] operands, Emitter emitter, GraphConstants constants, DiagnosticBag diagnostics)
{
    private readonly ImportedValue?[] _outputs = new ImportedValue?[node.Outputs.Length];

    public OnnxNode Node => node;

    public int Opset => node.Opset;

    public NodeAttributes Attributes { get; } = new(node, diagnostics);

    public int OperandCount => operands.Length;

    public IReadOnlyList<ImportedValue?> Outputs => _outputs;

    /// <summary>Whether an output is wanted.</summary>
    public bool Wants(int output) => output < node.Outputs.Length && node.Outputs[output].Length > 0;

    /// <summary>An operand that must be there.</summary>
    public ImportedValue Operand(int index, string name) =>
        Optional(index) ?? throw Fail(ImportDiagnostics.OperandMissing, index, name);

    /// <summary>An operand that may be left out.</summary>
    public ImportedValue? Optional(int index) => index < operands.Length ? operands[index] : null;

    /// <summary>All operands of an op that takes any number, at least one.</summary>
    public ImportedValue[] Operands()
    {
        if (operands.Length == 0) throw Fail(ImportDiagnostics.OperandMissing, 0, "0");
        return [.. operands.Select((operand, i) => operand ?? throw Fail(ImportDiagnostics.OperandMissing, i, i))];
    }

    /// <summary>Applies an op with one output.</summary>
    public ImportedValue Emit(Op op, params ReadOnlySpan<ImportedValue> values) => emitter.Emit(node, op, values)[0];

    /// <summary>Applies an op with several outputs.</summary>
    public ImportedValue[] EmitAll(Op op, params ReadOnlySpan<ImportedValue> values) => emitter.Emit(node, op, values);

    public ImportedValue Pointwise(PointwiseKind kind, params ReadOnlySpan<ImportedValue> values) => Emit(Lucid.Model.Ops.Pointwise.Of(kind), values);

    /// <summary>Counts elements that the importer is about to compute; false once there have been too many.</summary>
    public bool TryCount(long elements) => emitter.TryCount(elements);

    /// <summary>Says what an output is.</summary>
    public void Output(ImportedValue value, int index = 0)
    {
        if (index < _outputs.Length) _outputs[index] = value;
    }

    public ImportedValue Reshape(ImportedValue value, params ReadOnlySpan<IntExpr> extents)
    {
        SymbolicShape target = new(extents);
        return value.Type.Shape == target ? value : Emit(new Reshape(target), value);
    }

    public ImportedValue Transpose(ImportedValue value, params ReadOnlySpan<long> permutation) => value.IsConstant && value.Type.Shape.IsConstant
        ? GraphConstants.Transpose(value, permutation) ?? Emit(new Transpose(ValueList.Create(permutation)), value)
        : Emit(new Transpose(ValueList.Create(permutation)), value);

    public ImportedValue Expand(ImportedValue value, SymbolicShape target) => value.Type.Shape == target ? value : Emit(new Expand(target), value);

    public ImportedValue Cast(ImportedValue value, ElementType to) => value.Type.Element == to ? value : Emit(new Cast(to), value);

    /// <summary>A constant of one element that broadcasts with the operand given, in its element type.</summary>
    public static ImportedValue Scalar(double value, ElementType element) => ImportedValue.Constant(element.IsFloat()
        ? new ReferenceTensor(new Shape(), [value], element)
        : new ReferenceTensor(new Shape(), [(long)value], element));

    /// <summary>Known integers as a value.</summary>
    public static ImportedValue Integers(IEnumerable<IntExpr> elements, Shape shape, ElementType element = ElementType.I64) =>
        ImportedValue.Known(new SymbolicTensor(element, shape, [.. elements.Select(value => (Ratio)value)]));

    /// <summary>The integers of an operand that sizes or positions are read from: constants or expressions, in order.</summary>
    public IntExpr[] Integers(ImportedValue value, string name)
    {
        if (value.Type.Element.IsFloat() || value.Type.Rank > 1) throw Fail(ImportDiagnostics.OperandRefused, name, value.Type, "integers in one axis");
        return Elements(value, name).Select(element => element.Integer ?? throw Fail(ImportDiagnostics.OperandRefused, name, value.Type, "integers")).ToArray();
    }

    /// <summary>The integers of an operand that must not depend on sizes.</summary>
    public long[] ConstantIntegers(ImportedValue value, string name) => [.. Integers(value, name).Select(expr => Known(expr, name))];

    /// <summary>The value of an expression that must not depend on sizes.</summary>
    public long Known(IntExpr expr, string name) =>
        expr.TryGetConstant(out long known) ? known : throw Fail(ImportDiagnostics.OperandRefused, name, expr, "a number that does not depend on symbols");

    /// <summary>The floats of a small constant operand.</summary>
    public double[] ConstantFloats(ImportedValue value, string name)
    {
        if (value.ToReference(SymbolicTensor.MaxElements) is not { } constant) throw NotKnown(value, name);
        return constant.Element.IsFloat() ? constant.Floats : Array.ConvertAll(constant.Integers, integer => (double)integer);
    }

    /// <summary>The elements of an operand as ratios of sizes.</summary>
    public Ratio[] Elements(ImportedValue value, string name) => value.ToSymbols()?.Elements ?? throw NotKnown(value, name);

    /// <summary>The only element of a small constant operand.</summary>
    public double ConstantScalar(ImportedValue value, string name)
    {
        double[] values = ConstantFloats(value, name);
        return values.Length == 1 ? values[0] : throw Fail(ImportDiagnostics.OperandRefused, name, value.Type, "one element");
    }

    /// <summary>An axis counted from the front; negative ones count from the end.</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw Fail(ImportDiagnostics.AxisRefused, axis, rank);
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>Different axes counted from the front.</summary>
    public int[] Axes(IEnumerable<long> axes, int rank)
    {
        int[] found = [.. axes.Select(axis => Axis(axis, rank))];
        if (found.Distinct().Count() != found.Length)
            throw Fail(ImportDiagnostics.FormUnsupported, "an axis named twice", string.Create(CultureInfo.InvariantCulture, $": [{string.Join(",", found)}]"));
        return found;
    }

    /// <summary>States a condition on the symbols: an error if it never holds, nothing if it always does.</summary>
    public void Require(IntExpr condition, DiagnosticDescriptor what, params ReadOnlySpan<object?> values)
    {
        if (!condition.TryGetConstant(out long truth)) emitter.Guards.Add(new Guard(condition, $"{node.OpType}: {what.Message(values)}", node.Span));
        else if (truth == 0) throw Fail(what, values);
    }

    /// <summary>Adds an error; throw what it returns.</summary>
    public NodeFailedException Fail(DiagnosticDescriptor what, params ReadOnlySpan<object?> values)
    {
        diagnostics.Add(what.At(node.Span, values));
        return new NodeFailedException();
    }

    /// <summary>Refuses a form of the operator by name.</summary>
    public NodeFailedException Unsupported(string form, string remark = "") => Fail(ImportDiagnostics.FormUnsupported, form, remark.Length == 0 ? "" : $"; {remark}");

    public ImportedValue ReadTensor(Proto.TensorProto tensor, string place) => constants.Read(tensor, place);

    /// <summary>The element type that the model gives a value; here floats of any width are F32.</summary>
    public ElementType Stored(ImportedValue value) => constants.Stored(value);

    /// <summary>The type that values of an element type have here; what becomes float32 is noted.</summary>
    public ElementType Narrowed(ElementType element) => constants.Narrowed(element, node.Outputs[0]);

    private NodeFailedException NotKnown(ImportedValue value, string name)
    {
        string[] inputs = Emitter.InputsBehind(value);
        // A size that follows from an image or the like is no constant that someone forgot to give.
        if (inputs.Length == 0 || value.Type.Rank > 1) return Fail(ImportDiagnostics.OperandNotKnown, name, value.Name ?? "an intermediate value", value.Type);
        emitter.InputsWanted.UnionWith(inputs);
        return Fail(ImportDiagnostics.OperandIsInput, name, string.Join(", ", inputs.Select(input => $"'{input}'")));
    }
}
