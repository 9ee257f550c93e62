using Lucid.Model.Ops;

namespace Lucid.Model.Nn;

/// <summary>A function of each element, without parameters. What it computes stands in <see cref="PointwiseTable"/>.</summary>
public abstract class ActivationModule : Module
{
    private readonly Pointwise _op;
    private readonly string _arguments;
    private readonly SourceSpan _span;

    internal ActivationModule(Pointwise op, string arguments, bool inplace, SourceSpan span)
    {
        // inplace says where torch puts the result and means nothing here, but it is part of torch's text.
        _arguments = !inplace ? arguments : arguments.Length == 0 ? "inplace=True" : arguments + ", inplace=True";
        (_op, _span) = (op, span);
    }

    /// <inheritdoc/>
    public override Var Forward(Var input) => input.Model.Apply(_op, _span, FullName, input);

    /// <inheritdoc/>
    public override string ToString() => _arguments;
}
