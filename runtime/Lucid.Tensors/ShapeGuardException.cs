namespace Lucid.Tensors;

/// <summary>The actual sizes break a condition that the model states about its symbols.</summary>
/// <param name="message">The condition's message, with the values of its symbols.</param>
/// <param name="condition">The condition.</param>
/// <param name="source">Where in the model it stands; empty if unknown.</param>
public sealed class ShapeGuardException(string message, IntExpr condition, string source) : Exception(message)
{
    /// <summary>The condition that is 0.</summary>
    public IntExpr Condition => condition;

    /// <summary>Where in the model it stands, as text.</summary>
    public string Place => source;
}
