namespace Lucid.Tensors;

/// <summary>The extents of a tensor as integer expressions over a model's symbols, outermost axis first.</summary>
public readonly record struct SymbolicShape
{
    private readonly ValueList<IntExpr> _extents;

    /// <summary>A shape of the extents given.</summary>
    public SymbolicShape(params ReadOnlySpan<IntExpr> extents) => _extents = ValueList.Create(extents);

    /// <summary>A shape of known extents.</summary>
    public SymbolicShape(Shape shape) => _extents = shape.Extents.Select(extent => (IntExpr)extent).ToValueList();

    /// <summary>Number of axes.</summary>
    public int Rank => _extents.Count;

    /// <summary>The extents, outermost first.</summary>
    public ValueList<IntExpr> Extents => _extents;

    /// <summary>Extent of an axis.</summary>
    public IntExpr this[int axis] => _extents[axis];

    /// <summary>Extent of an axis, counted from either end.</summary>
    public IntExpr this[Index axis] => _extents[axis.GetOffset(Rank)];

    /// <summary>Whether no extent depends on a symbol.</summary>
    public bool IsConstant => _extents.All(extent => extent.IsConstant);

    /// <summary>Product of the extents.</summary>
    public IntExpr ElementCount => _extents.Aggregate((IntExpr)1, (product, extent) => product * extent);

    /// <summary>The shape for given values of the symbols.</summary>
    /// <exception cref="ShapeEvaluationException">A symbol has no value, an extent is negative or overflows.</exception>
    public Shape Evaluate(IReadOnlyDictionary<string, long> symbols)
    {
        long[] extents = new long[Rank];
        for (int axis = 0; axis < Rank; axis++)
        {
            extents[axis] = _extents[axis].Evaluate(symbols);
            if (extents[axis] < 0)
                throw new ShapeEvaluationException($"extent {_extents[axis]} of axis {axis} is {extents[axis]}; expected 0 or more");
        }

        return new Shape(extents);
    }

    /// <summary>The shape where no extent depends on a symbol.</summary>
    public Shape ToShape() => Evaluate(NoSymbols);

    /// <summary>The same shape with symbols replaced by expressions; symbols that are not named stay.</summary>
    public SymbolicShape Substitute(IReadOnlyDictionary<string, IntExpr> values) =>
        new([.. _extents.Select(extent => extent.Substitute(values))]);

    /// <summary>As <c>[N,3,2*h,64]</c>.</summary>
    public override string ToString() => "[" + string.Join(",", _extents) + "]";

    private static readonly Dictionary<string, long> NoSymbols = [];
}
