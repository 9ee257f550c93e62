using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Tools.Tests.Pictures;

/// <summary>Models to draw: a small one, and one with as many nodes as one likes.</summary>
internal static class DrawnModels
{
    /// <summary>Four nodes, one of them named to do harm.</summary>
    public static Graph FourNodes()
    {
        GraphBuilder builder = new("four <nodes>");
        ValueId x = builder.AddInput("x", Type("batch", 4, "h", "w"));
        ValueId up = Node(builder, new ConvTranspose([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1), "up \"1\" & <script>alert(1)</script>", x, Weight(builder, "up.weight", 4, 8, 4, 4));
        ValueId active = Node(builder, new Pointwise(PointwiseKind.LeakyRelu, (float)0.2), "act", up);
        ValueId image = Node(builder, new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), "rgb", active, Weight(builder, "rgb.weight", 3, 8, 3, 3));
        builder.AddOutput("image", Node(builder, Pointwise.Of(PointwiseKind.Tanh), "tanh", image));
        return builder.Build();
    }

    /// <summary>A U-Net of residual blocks with a skip from each level of the encoder to the decoder.</summary>
    public static Graph UNet(int levels, int blocks)
    {
        GraphBuilder builder = new("unet");
        ValueId value = Convolve(builder, builder.AddInput("x", Type("batch", 3, 256, 256)), "stem", 3, 8);
        List<ValueId> skips = [];
        int channels = 8;
        for (int level = 0; level < levels; level++)
        {
            for (int block = 0; block < blocks; block++) value = Residual(builder, value, $"/encoder.{level}/block.{block}", channels);
            skips.Add(value);
            value = Node(builder, new Conv([2, 2], [0, 0], [0, 0], [1, 1], 1), $"/encoder.{level}/down/Conv", value, Weight(builder, $"encoder.{level}.down", channels * 2, channels, 2, 2));
            channels *= 2;
        }

        for (int block = 0; block < blocks; block++) value = Residual(builder, value, $"/middle/block.{block}", channels);
        for (int level = levels - 1; level >= 0; level--)
        {
            channels /= 2;
            value = Node(builder, new ConvTranspose([2, 2], [0, 0], [0, 0], [0, 0], [1, 1], 1), $"/decoder.{level}/up/ConvTranspose", value, Weight(builder, $"decoder.{level}.up", channels * 2, channels, 2, 2));
            value = Node(builder, new Concat(1), $"/decoder.{level}/Concat", skips[level], value);
            value = Convolve(builder, value, $"/decoder.{level}/join", channels * 2, channels);
            for (int block = 0; block < blocks; block++) value = Residual(builder, value, $"/decoder.{level}/block.{block}", channels);
        }

        builder.AddOutput("image", Node(builder, Pointwise.Of(PointwiseKind.Sigmoid), "/head/Sigmoid", Convolve(builder, value, "/head", channels, 3)));
        return builder.Build();
    }

    private static ValueId Residual(GraphBuilder builder, ValueId x, string name, int channels)
    {
        ValueId first = Node(builder, Pointwise.Of(PointwiseKind.Relu), $"{name}/Relu", Convolve(builder, x, $"{name}/0", channels, channels));
        return Node(builder, Pointwise.Of(PointwiseKind.Add), $"{name}/Add", x, Convolve(builder, first, $"{name}/1", channels, channels));
    }

    private static ValueId Convolve(GraphBuilder builder, ValueId x, string name, int from, int to) =>
        Node(builder, new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), $"{name}/Conv", x, Weight(builder, $"{name}.weight", to, from, 3, 3));

    private static ValueId Node(GraphBuilder builder, Op op, string name, params ReadOnlySpan<ValueId> inputs) => builder.Add(op, inputs, name)!.Value;

    private static ValueId Weight(GraphBuilder builder, string name, params long[] extents)
    {
        Shape shape = new(extents);
        return builder.AddConstant(name, HostTensor.FromDoubles(ElementType.F32, shape, Enumerable.Range(0, (int)shape.ElementCount).Select(i => i * 1e-3).ToArray()));
    }

    private static TensorType Type(params IntExprOrName[] extents) => new(ElementType.F32, new SymbolicShape([.. extents.Select(extent => extent.Value)]));

    /// <summary>An extent, given as a number or as a symbol's name.</summary>
    internal readonly record struct IntExprOrName(IntExpr Value)
    {
        public static implicit operator IntExprOrName(int extent) => new(extent);

        public static implicit operator IntExprOrName(string symbol) => new(IntExpr.Symbol(symbol));
    }
}
