using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>What torch's pools over windows have in common; <see cref="Pool"/> has the equation.</summary>
public abstract class PoolModule : Module
{
    private readonly Pool _op;
    private readonly SourceSpan _span;
    private readonly string _text;

    internal PoolModule(int rank, PoolKind kind, IntTuple kernelSize, IntTuple? stride, IntTuple padding, IntTuple dilation, bool ceilMode, bool countIncludePad, SourceSpan span, string text)
    {
        (_span, _text) = (span, text);
        ValueList<long> kernel = Read("kernel_size", kernelSize, 1);
        ValueList<long> pads = Read("padding", padding, 0);
        // torch: at most half of the window is padding.
        for (int axis = 0; axis < rank; axis++)
        {
            if (2 * pads[axis] > kernel[axis])
                throw new ModelException([DiagnosticDescriptors.PaddingTooWide.At(span, $"{GetType().Name}: ", pads[axis], axis, $"half of the kernel, {kernel[axis]}")]);
        }

        ValueList<IntExpr> edges = pads.Select(pad => (IntExpr)pad).ToValueList();
        _op = new Pool(kind, kernel, Read("stride", stride ?? kernelSize, 1), edges, edges, Read("dilation", dilation, 1), ceilMode, countIncludePad, P: 2);

        ValueList<long> Read(string name, IntTuple value, long least)
        {
            ValueList<long> items = value.IsSingle ? Enumerable.Repeat(value.Items[0], rank).ToValueList() : value.Items;
            if (items.Count != rank) throw new ModelException([DiagnosticDescriptors.TupleLength.At(span, $"{GetType().Name}: {name}", items.Count, $"{rank} or a single number")]);
            return items.All(item => item >= least) ? items : throw new ModelException([DiagnosticDescriptors.ArgumentTooSmall.At(span, GetType().Name, name, items.Min(), least)]);
        }
    }

    /// <inheritdoc/>
    public override Var Forward(Var input) => input.Model.Apply(_op, _span, FullName, input);

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>A number as torch prints an argument that may be a tuple.</summary>
    private protected static string Text(IntTuple value) => value.IsSingle ? value.Items[0].ToString(System.Globalization.CultureInfo.InvariantCulture) : value.ToString();
}
