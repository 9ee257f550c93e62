using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>A value of a model under construction, used as torch uses a tensor: operators broadcast, ranges slice. It has a type, and no data.</summary>
public sealed class Var
{
    private readonly NnModel _model;
    private readonly SourceSpan _span;

    internal Var(NnModel model, ValueId id, SourceSpan span) => (_model, Id, _span) = (model, id, span);

    /// <summary>The value in the graph that is being made.</summary>
    public ValueId Id { get; }

    /// <summary>Element type and extents.</summary>
    public TensorType Type => _model.Builder.TypeOf(Id);

    /// <summary>The extents: torch's <c>size()</c>.</summary>
    public SymbolicShape Shape => Type.Shape;

    /// <summary>Number of axes: torch's <c>dim()</c>.</summary>
    public int Rank => Type.Rank;

    internal NnModel Model => _model;

    /// <summary>The part in the given range of each leading axis; axes without a range are taken whole: <c>x[.., .., 1..^1]</c>.</summary>
    /// <exception cref="ModelException">More ranges than axes, or a range that leaves the extent.</exception>
    public Var this[params Range[] ranges]
    {
        get
        {
            if (ranges.Length > Rank) throw Error(DiagnosticDescriptors.RankRefused, "indexed value", Type, $"{ranges.Length} or more");
            IntExpr[] starts = new IntExpr[Rank];
            IntExpr[] lengths = new IntExpr[Rank];
            for (int axis = 0; axis < Rank; axis++)
            {
                Range range = axis < ranges.Length ? ranges[axis] : Range.All;
                starts[axis] = Position(range.Start, Shape[axis]);
                lengths[axis] = Position(range.End, Shape[axis]) - starts[axis];
            }

            return Apply(new Slice([.. starts], [.. lengths], OpCatalogue.Ones(Rank)));
        }
    }

    /// <summary>Sum; operands broadcast.</summary>
    public static Var operator +(Var left, Var right) => left.Apply(new Pointwise(PointwiseKind.Add), right);

    /// <summary>Difference; operands broadcast.</summary>
    public static Var operator -(Var left, Var right) => left.Apply(new Pointwise(PointwiseKind.Sub), right);

    /// <summary>Product of elements; operands broadcast.</summary>
    public static Var operator *(Var left, Var right) => left.Apply(new Pointwise(PointwiseKind.Mul), right);

    /// <summary>Quotient; operands broadcast.</summary>
    public static Var operator /(Var left, Var right) => left.Apply(new Pointwise(PointwiseKind.Div), right);

    /// <summary>Negation.</summary>
    public static Var operator -(Var value) => value.Apply(new Pointwise(PointwiseKind.Neg));

    /// <summary>Sum with a number.</summary>
    public static Var operator +(Var left, double right) => left + left.Scalar(right);

    /// <summary>Sum with a number.</summary>
    public static Var operator +(double left, Var right) => right.Scalar(left) + right;

    /// <summary>Difference with a number.</summary>
    public static Var operator -(Var left, double right) => left - left.Scalar(right);

    /// <summary>Difference from a number.</summary>
    public static Var operator -(double left, Var right) => right.Scalar(left) - right;

    /// <summary>Product with a number.</summary>
    public static Var operator *(Var left, double right) => left * left.Scalar(right);

    /// <summary>Product with a number.</summary>
    public static Var operator *(double left, Var right) => right.Scalar(left) * right;

    /// <summary>Quotient by a number.</summary>
    public static Var operator /(Var left, double right) => left / left.Scalar(right);

    /// <summary>Quotient of a number.</summary>
    public static Var operator /(double left, Var right) => right.Scalar(left) / right;

    /// <summary>The extent of an axis; negative axes count from the end.</summary>
    /// <exception cref="ModelException">There is no such axis.</exception>
    public IntExpr Size(int dim) => Shape[Axis(dim)];

    /// <summary>The value's name and type.</summary>
    public override string ToString() => $"{_model.Builder.NameOf(Id)}: {Type}";

    /// <summary>An axis counted from the front, of one that may be counted from the end.</summary>
    internal int Axis(int dim) => dim >= -Rank && dim < Rank ? (dim + Rank) % Rank : throw Error(DiagnosticDescriptors.AxisRefused, dim, Type);

    internal void CheckOwner(NnModel model)
    {
        if (!ReferenceEquals(model, _model)) throw new ArgumentException($"{this} belongs to another model");
    }

    internal Var At(string file, int line) => At(NnModel.Caller(file, line));

    internal Var At(SourceSpan span) => new(_model, Id, span);

    /// <summary>Applies an op to this value and others, at the place where this one was made.</summary>
    internal Var Apply(Op op, params ReadOnlySpan<Var> others) => _model.Apply(op, _span, null, [this, .. others]);

    internal ModelException Error(DiagnosticDescriptor what, params ReadOnlySpan<object?> values)
    {
        _model.Diagnostics.Add(what.At(_model.Place ?? _span, values));
        return new ModelException([.. _model.Diagnostics]);
    }

    /// <summary>A number of this value's element type.</summary>
    internal Var Scalar(double value) => new(_model, _model.Builder.AddConstant("scalar", HostTensor.FromDoubles(Type.Element, new Shape(), [value])), _span);

    /// <summary>A size as a number of this value's element type.</summary>
    internal Var SizeScalar(IntExpr size) => size.TryGetConstant(out long known) ? Scalar(known)
        : _model.Apply(new Reshape(new SymbolicShape()), _span, null, _model.Apply(new Cast(Type.Element), _span, null, _model.Apply(new ShapeValues([size]))[0]));

    private static IntExpr Position(Index index, IntExpr extent) => index.IsFromEnd ? extent - index.Value : index.Value;
}
