using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Workloads;

/// <summary>A model grown along one axis: time and memory ought to grow as its arithmetic does.</summary>
/// <param name="Name">Short.</param>
/// <param name="Axis">What grows.</param>
/// <param name="Steps">Its values, ascending.</param>
/// <param name="Build">The model at a value.</param>
internal sealed record Curve(string Name, string Axis, IReadOnlyList<long> Steps, Func<long, Graph> Build)
{
    /// <summary>The curves of the report.</summary>
    public static IReadOnlyList<Curve> All { get; } =
    [
        new("batch", "images of layer C", [1, 2, 4, 8, 16, 32, 64], batch => Layer.All[2].WithBatch(batch).Build()),
        new("size", "side of the image of a k4 s2 layer, 16 to 8 channels", [64, 128, 256, 512, 1024, 2048],
            side => new Layer("size", new Shape(1, 16, side, side), 8, 4, 2, 1).Build()),
        new("length", "samples of layer F", [256, 1024, 4096, 16384, 65536, 262144], length => new Layer("length", new Shape(1, 32, length), 16, 16, 8, 4).Build()),
        new("channels", "input and output channels of a k4 s2 layer from 16²", [8, 16, 32, 64, 128, 256, 512],
            channels => new Layer("channels", new Shape(1, channels, 16, 16), channels, 4, 2, 1).Build()),
        new("depth", "convolutions k3 with ReLU, one behind another, 16 channels, 64²", [1, 4, 16, 64, 256], Tower),
        new("stages", "upsamplings k4 s2, one behind another, 8 channels from 4²", [1, 2, 3, 4, 5, 6, 7, 8], Pyramid),
    ];

    private static Graph Tower(long depth)
    {
        ValueList<IntExpr> pad = [1, 1];
        Conv op = new([1, 1], pad, pad, [1, 1], 1);
        return Chain(depth, new Shape(1, 16, 64, 64), op, new Shape(16, 16, 3, 3), products: 16 * 9);
    }

    private static Graph Pyramid(long stages)
    {
        ValueList<IntExpr> pad = [1, 1], none = [0, 0];
        ConvTranspose op = new([2, 2], pad, pad, none, [1, 1], 1);
        return Chain(stages, new Shape(1, 8, 4, 4), op, new Shape(8, 8, 4, 4), products: 8 * 4);
    }

    private static Graph Chain(long length, Shape input, Op op, Shape weights, int products)
    {
        // Uniform within ±√(6 / products of a sum) (He 2015): numbers neither grow nor become subnormal, which processors are slow at.
        float width = 2 * MathF.Sqrt(6f / products);
        Random random = new(1);
        GraphBuilder builder = new("chain");
        ValueId value = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(input)));
        for (long i = 0; i < length; i++)
        {
            float[] weight = new float[weights.ElementCount];
            for (int w = 0; w < weight.Length; w++) weight[w] = (random.NextSingle() - 0.5f) * width;
            ValueId next = builder.Add(op, [value, builder.AddConstant(FormattableString.Invariant($"w{i}"), HostTensor.Of(weights, weight))], FormattableString.Invariant($"layer{i}"))!.Value;
            value = builder.Add(Pointwise.Of(PointwiseKind.Relu), [next], FormattableString.Invariant($"relu{i}"))!.Value;
        }

        builder.AddOutput("y", value);
        return builder.Build();
    }
}
