using Lucid.Tensors;

namespace Lucid.Model.Ops;

/// <summary>An elementwise function of one to three operands, which broadcast as in numpy. What it computes stands in <see cref="PointwiseTable"/>.</summary>
/// <remarks>The second operand of PRelu, the slope, broadcasts to the first and never widens it.</remarks>
/// <param name="Kind">Which function.</param>
/// <param name="Alpha">Its first parameter, where it has one.</param>
/// <param name="Beta">Its second parameter, where it has one.</param>
public sealed record Pointwise(PointwiseKind Kind, double Alpha = 0, double Beta = 0) : Op
{
    /// <summary>The line of the table.</summary>
    public PointwiseFunction Function => PointwiseTable.Of(Kind);

    /// <inheritdoc/>
    public override string Name => Function.Name;

    /// <inheritdoc/>
    public override IEnumerable<OpAttribute> Attributes =>
        Function.Parameters.Select((parameter, i) => new OpAttribute(parameter.Name, i == 0 ? Alpha : Beta, parameter.Default));

    /// <summary>The function with the defaults of its parameters.</summary>
    public static Pointwise Of(PointwiseKind kind)
    {
        ValueList<PointwiseParameter> parameters = PointwiseTable.Of(kind).Parameters;
        return new(kind, parameters.Count > 0 ? parameters[0].Default : 0, parameters.Count > 1 ? parameters[1].Default : 0);
    }

    /// <inheritdoc/>
    public override ValueList<TensorType>? InferTypes(InferenceContext context)
    {
        if (!context.Count(Function.Arity, Function.Arity) || ResultElement(context) is not { } element) return null;
        SymbolicShape shape = context.Inputs[0].Shape;
        for (int i = 1; i < Function.Arity; i++)
        {
            if (!context.Broadcast(shape, context.Inputs[i].Shape, out shape)) return null;
        }

        if (Kind == PointwiseKind.PRelu && !KeepsShape(context, shape)) return null;
        return [new TensorType(element, shape)];
    }

    /// <inheritdoc/>
    public override ReferenceTensor[] Evaluate(EvaluationContext context)
    {
        Shape shape = context.OutputShape(this);
        ReferenceTensor[] inputs = context.Inputs;
        ElementType element = inputs[^1].Element;
        bool comparison = Function.Result == PointwiseResult.Comparison;
        if (element.IsFloat())
        {
            double[] floats = Map(shape, inputs, AsFloats, (x, y, z) => Function.Floats!(x, y, z, Alpha, Beta));
            return comparison
                ? [new ReferenceTensor(shape, Array.ConvertAll(floats, truth => (long)truth), ElementType.Bool)]
                : [new ReferenceTensor(shape, floats, element)];
        }

        ElementType result = comparison ? ElementType.Bool : element;
        long[] integers = Map(shape, inputs, input => input.Integers, (x, y, z) => IntegerRange.Wrap(Function.Integers!(x, y, z, Alpha, Beta), result));
        return [new ReferenceTensor(shape, integers, result)];
    }

    private static double[] AsFloats(ReferenceTensor input) =>
        input.Element.IsFloat() ? input.Floats : Array.ConvertAll(input.Integers, value => (double)value);

    /// <summary>out[i] = f(x[i], y[i], z[i]) with each operand read as it broadcasts; an operand that is lacking is read as the first.</summary>
    private static T[] Map<T>(Shape shape, ReferenceTensor[] inputs, Func<ReferenceTensor, T[]> elements, Func<T, T, T, T> f)
    {
        T[] output = new T[shape.ElementCount];
        if (output.Length == 0) return output;
        int width = shape.Rank == 0 ? 1 : (int)shape[shape.Rank - 1];
        Shape outer = shape.Rank == 0 ? shape : new Shape(shape.Extents.AsSpan()[..^1]);
        ReferenceTensor[] three = [inputs[0], inputs.Length > 1 ? inputs[1] : inputs[0], inputs.Length > 2 ? inputs[2] : inputs[0]];
        T[][] data = [.. three.Select(elements)];
        long[][] strides = [.. three.Select(input => StridedCopy.BroadcastStrides(input.Shape, shape))];
        long[][] rows = [.. strides.Select(own => StridedCopy.Offsets(outer, own))];
        long[] step = [.. strides.Select(own => own.Length == 0 ? 0 : own[^1])];

        Parallel.For(0, rows[0].Length, row =>
        {
            (long x, long y, long z) = (rows[0][row], rows[1][row], rows[2][row]);
            foreach (ref T element in output.AsSpan(row * width, width))
            {
                element = f(data[0][x], data[1][y], data[2][z]);
                (x, y, z) = (x + step[0], y + step[1], z + step[2]);
            }
        });
        return output;
    }

    private static bool KeepsShape(InferenceContext context, SymbolicShape result)
    {
        TensorType input = context.Inputs[0];
        if (!context.Rank("slope", context.Inputs[1], 0, input.Rank)) return false;
        for (int axis = 0; axis < result.Rank; axis++)
        {
            if (!context.Require(IntExpr.Equal(input.Shape[axis], result[axis]), DiagnosticDescriptors.NotExpandable,
                context.Inputs[1].Shape, input.Shape, result[axis], input.Shape[axis]))
                return false;
        }

        return true;
    }

    /// <summary>The element type of the result, or null after an error.</summary>
    private ElementType? ResultElement(InferenceContext context)
    {
        PointwiseFunction function = Function;
        bool selection = function.Result == PointwiseResult.Selection;
        if (selection && context.Inputs[0].Element != ElementType.Bool) return Refuse(0, "bool");
        int first = selection ? 1 : 0;
        TensorType operand = context.Inputs[first];
        for (int i = first + 1; i < function.Arity; i++)
        {
            if (context.Inputs[i].Element == operand.Element) continue;
            context.Error(DiagnosticDescriptors.MixedElementTypes, $"operand {first}", operand.Element.Text(), $"operand {i}", context.Inputs[i].Element.Text());
            return null;
        }

        bool allowed = operand.Element.IsFloat() ? function.Floats is not null : operand.Element.IsInteger() && function.Integers is not null;
        return function.Result switch
        {
            PointwiseResult.SameAsOperands => allowed ? operand.Element : Refuse(0, function.Integers is null ? "a float type" : "a number"),
            PointwiseResult.Comparison => allowed || Kind == PointwiseKind.Equal ? ElementType.Bool : Refuse(0, "a number"),
            PointwiseResult.Logic => operand.Element == ElementType.Bool ? ElementType.Bool : Refuse(0, "bool"),
            PointwiseResult.Selection => operand.Element,
        };

        ElementType? Refuse(int operandIndex, string expected)
        {
            context.Error(DiagnosticDescriptors.ElementTypeRefused, $"operand {operandIndex}", context.Inputs[operandIndex], expected);
            return null;
        }
    }
}
