using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>Padding of the last axes, as a module.</summary>
public abstract class PadModule : Module
{
    private readonly ValueList<long> _padding;
    private readonly string _mode;
    private readonly SourceSpan _span;

    internal PadModule(int rank, IntTuple padding, string mode, SourceSpan span, double value = 0)
    {
        _padding = padding.IsSingle ? Enumerable.Repeat(padding.Items[0], 2 * rank).ToValueList() : padding.Items;
        if (_padding.Count != 2 * rank)
            throw new ModelException([DiagnosticDescriptors.TupleLength.At(span, $"{GetType().Name}: padding", _padding.Count, $"{2 * rank} or a single number")]);
        (_mode, FillValue, _span) = (mode, value, span);
    }

    private protected double FillValue { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Pad(input, _padding.Select(p => (IntExpr)p).ToValueList(), _mode, FillValue, _span, FullName);

    /// <inheritdoc/>
    public override string ToString() => PythonText.Tuple(_padding);
}
