using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>A convolution (cross-correlation) of torch.nn over one to three axes; <see cref="Conv"/> has the equation.</summary>
public abstract class ConvModule : ConvolutionModule
{
    internal ConvModule(ConvolutionArguments arguments)
        : base(arguments)
    {
    }

    /// <summary>Applies the layer to <c>(N, C, *)</c> or <c>(C, *)</c>; the output is batched as the input is.</summary>
    /// <exception cref="ModelException">The input does not fit.</exception>
    public override Var Forward(Var input)
    {
        (Var weight, Var? bias) = ParametersFor(input);
        Conv op = new(Stride, Padding.Select(p => (IntExpr)p).ToValueList(), PaddingEnd.Select(p => (IntExpr)p).ToValueList(), Dilation, Groups);
        return input.Model.Apply(op, Span, FullName, bias is null ? [input, weight] : [input, weight, bias]);
    }
}
