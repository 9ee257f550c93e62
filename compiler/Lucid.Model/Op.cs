using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// A kind of operation with its attributes: the meaning of a node. It has one shape rule (<see cref="InferTypes"/>) and one
/// evaluation written from the definition (<see cref="Evaluate"/>); how a device computes it is nobody's business here.
/// Ops are records and compare by value.
/// </summary>
public abstract record Op
{
    /// <summary>The name in the text form: <c>conv_transpose</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The attributes in order, for the text form; an attribute equal to its default may be left out.</summary>
    public abstract IEnumerable<OpAttribute> Attributes { get; }

    /// <summary>Every integer expression among the attributes.</summary>
    public IEnumerable<IntExpr> Expressions => Attributes.SelectMany(attribute => attribute.Value switch
    {
        IntExpr one => [one],
        ValueList<IntExpr> many => many,
        _ => Enumerable.Empty<IntExpr>(),
    });

    /// <summary>The types of the outputs for given operand types, or null after an error has been reported to the context.</summary>
    public abstract ValueList<TensorType>? InferTypes(InferenceContext context);

    /// <summary>The outputs for given operands, in float64 from the definition; plain loops, no cleverness, no phases and taps.</summary>
    /// <remarks>Called only for operands whose types <see cref="InferTypes"/> accepted.</remarks>
    public abstract ReferenceTensor[] Evaluate(EvaluationContext context);
}
