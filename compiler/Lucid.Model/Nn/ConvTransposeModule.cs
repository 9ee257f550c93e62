using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>A transposed convolution of torch.nn over one to three axes; <see cref="ConvTranspose"/> has the equation.</summary>
public abstract class ConvTransposeModule : ConvolutionModule
{
    internal ConvTransposeModule(ConvolutionArguments arguments)
        : base(arguments)
    {
    }

    /// <inheritdoc/>
    public override Var Forward(Var input) => Forward(input, null);

    /// <summary>Applies the layer to <c>(N, C, *)</c> or <c>(C, *)</c>; the output is batched as the input is.</summary>
    /// <param name="input">The input.</param>
    /// <param name="outputSize">
    /// The extents wanted: one a spatial axis, or those of the whole output, of which the spatial ones count. Every one must lie in
    /// [smallest, smallest + stride - 1], where smallest is the extent without output_padding; it takes output_padding's place. Where
    /// symbols leave that open, it is checked when the model runs.
    /// </param>
    /// <exception cref="ModelException">The input does not fit, or the output size is out of range.</exception>
    public Var Forward(Var input, ValueList<IntExpr>? outputSize)
    {
        (Var weight, Var? bias) = ParametersFor(input);
        (ValueList<IntExpr> begin, ValueList<IntExpr> end) = (Padding.Select(p => (IntExpr)p).ToValueList(), PaddingEnd.Select(p => (IntExpr)p).ToValueList());
        ConvTranspose op = new(Stride, begin, end, OutputPadding.Select(p => (IntExpr)p).ToValueList(), Dilation, Groups);
        if (outputSize is { } wanted) op = op with { OutputPadding = Resolve(op, input, weight, wanted) };
        return input.Model.Apply(op, Span, FullName, bias is null ? [input, weight] : [input, weight, bias]);
    }

    private ValueList<IntExpr> Resolve(ConvTranspose op, Var input, Var weight, ValueList<IntExpr> wanted)
    {
        int rank = KernelSize.Count;
        int others = input.Rank - rank;
        if (wanted.Count == rank + others) wanted = wanted.Skip(others).ToValueList();
        if (wanted.Count != rank) throw Error(input, DiagnosticDescriptors.OutputSizeRank, wanted.Count, rank, rank + others);

        // Asked of the rule itself: the output without output_padding.
        InferenceContext context = new(TypeName, [input.Type, weight.Type], input.Model.Place ?? Span, input.Model.Diagnostics, []);
        if (context.Infer(op with { OutputPadding = OpCatalogue.Zeros(rank) }) is not { } output) throw new ModelException([.. input.Model.Diagnostics]);
        ValueList<IntExpr> smallest = output[0].Shape.Extents.Skip(others).ToValueList();
        ValueList<IntExpr> largest = smallest.Select((extent, axis) => extent + Stride[axis] - 1).ToValueList();
        ValueList<IntExpr> extents = input.Shape.Extents.Skip(others).ToValueList();
        for (int axis = 0; axis < rank; axis++)
        {
            if (!input.Model.Require(IntExpr.LessOrEqual(smallest[axis], wanted[axis]), Span, TypeName, DiagnosticDescriptors.OutputSizeRange, wanted, smallest, largest, extents)
                || !input.Model.Require(IntExpr.LessOrEqual(wanted[axis], largest[axis]), Span, TypeName, DiagnosticDescriptors.OutputSizeRange, wanted, smallest, largest, extents))
                throw new ModelException([.. input.Model.Diagnostics]);
        }

        return wanted.Zip(smallest, (extent, least) => extent - least).ToValueList();
    }
}
