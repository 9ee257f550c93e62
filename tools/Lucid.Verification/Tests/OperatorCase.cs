using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>One use of ConvTranspose, as a <c>cases.json</c> describes it.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="InputShape">[N,Cin,*S].</param>
/// <param name="WeightShape">[Cin,Cout/groups,*K].</param>
/// <param name="BiasShape">Null for no bias.</param>
/// <param name="Stride">One entry a spatial axis, as the next three.</param>
/// <param name="Padding">At both ends.</param>
/// <param name="OutputPadding">At the high end; null where <paramref name="OutputSize"/> says it.</param>
/// <param name="Dilation">Distance of kernel positions.</param>
/// <param name="Groups">Channel groups.</param>
/// <param name="OutputSize">The spatial size that is asked for, or null.</param>
internal sealed record OperatorCase(
    string Name, Shape InputShape, Shape WeightShape, Shape? BiasShape, long[] Stride, long[] Padding, long[]? OutputPadding, long[] Dilation, long Groups, long[]? OutputSize)
{
    public static OperatorCase Read(JsonFields fields, string name)
    {
        Shape weight = fields.Shape("weight_shape");
        long groups = fields.Integer("groups");
        bool hasBias = fields.Has("has_bias") && fields.Flag("has_bias");
        Shape? bias = fields.Has("bias_shape") ? fields.Shape("bias_shape") : hasBias ? new Shape(checked(weight[1] * groups)) : null;
        return new(
            name, fields.Shape("input_shape"), weight, bias, fields.Integers("stride"), fields.Integers("padding"),
            fields.IntegersOrNull("output_padding"), fields.Integers("dilation"), groups, fields.IntegersOrNull("output_size"));
    }

    /// <summary>The graph of the case, its parameters constants.</summary>
    /// <exception cref="ModelException">The attributes are refused.</exception>
    public Graph Build(HostTensor weight, HostTensor? bias)
    {
        if (OutputSize is { } size) return BuildForSize(weight, bias, size);
        GraphBuilder builder = new(Name);
        ValueId input = builder.AddInput("input", new TensorType(ElementType.F32, new SymbolicShape(InputShape)));
        List<ValueId> operands = [input, builder.AddConstant("weight", weight)];
        if (bias is not null) operands.Add(builder.AddConstant("bias", bias));
        ConvTranspose op = new(
            ValueList.Create<long>(Stride), Expressions(Padding), Expressions(Padding), Expressions(OutputPadding ?? new long[Stride.Length]), ValueList.Create<long>(Dilation), Groups);
        if (builder.Add(op, [.. operands], "conv_transpose", outputName: "output") is { } output) builder.AddOutput("output", output);
        return builder.Build();
    }

    // output_padding is what the size asked for makes it, not what the file says.
    private Graph BuildForSize(HostTensor weight, HostTensor? bias, long[] size)
    {
        TorchLayer description = new(
            Stride.Length, IsTransposed: true, WeightShape[0], checked(WeightShape[1] * Groups), [.. WeightShape.Extents.Skip(2)], Stride, Padding, [], Dilation, Groups, bias is not null);
        ConvTransposeModule layer = (ConvTransposeModule)description.Create();
        Dictionary<string, HostTensor> state = new() { ["weight"] = weight };
        if (bias is not null) state.Add("bias", bias);
        layer.LoadStateDict(state);
        NnModel model = new(Name);
        model.Output("output", layer.Forward(model.Input("input", new SymbolicShape(InputShape)), Expressions(size)));
        return model.Build();
    }

    private static ValueList<IntExpr> Expressions(long[] numbers) => numbers.Select(number => (IntExpr)number).ToValueList();
}
