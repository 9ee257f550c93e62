using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Workloads;

/// <summary>A transposed convolution with bias, all spatial axes alike.</summary>
/// <param name="Name">A letter.</param>
/// <param name="Input">[N, C, axes].</param>
/// <param name="OutChannels">Output channels.</param>
/// <param name="Kernel">Kernel elements along each axis.</param>
/// <param name="Stride">Stride along each axis.</param>
/// <param name="Padding">Padding along each axis.</param>
internal sealed record Layer(string Name, Shape Input, long OutChannels, long Kernel, long Stride, long Padding)
{
    /// <summary>The layers that every report measures: of decoders from 8² to 128² and of a vocoder.</summary>
    public static IReadOnlyList<Layer> All { get; } =
    [
        new("A", new Shape(1, 512, 8, 8), 256, 4, 2, 1),
        new("B", new Shape(1, 256, 32, 32), 128, 4, 2, 1),
        new("C", new Shape(1, 128, 64, 64), 64, 4, 2, 1),
        new("D", new Shape(1, 64, 128, 128), 3, 4, 2, 1),
        new("E", new Shape(1, 256, 64, 64), 128, 2, 2, 0),
        new("F", new Shape(1, 256, 256), 128, 16, 8, 4),
    ];

    /// <summary>Number of spatial axes.</summary>
    public int Rank => Input.Rank - 2;

    /// <summary>[in channels, out channels, kernel axes].</summary>
    public Shape WeightShape => new([Input[1], OutChannels, .. Enumerable.Repeat(Kernel, Rank)]);

    /// <summary>Shape of the result.</summary>
    public Shape Output => new([Input[0], OutChannels, .. Input.Extents.Skip(2).Select(extent => ((extent - 1) * Stride) - (2 * Padding) + Kernel)]);

    /// <summary>Arithmetic of the definition: two for each weight at each input position.</summary>
    public double Flops => 2.0 * Input.ElementCount * OutChannels * Math.Pow(Kernel, Rank);

    /// <summary>As <c>[512,8,8]→256 k4 s2 p1</c>, with the batch where it is more than one image.</summary>
    public string Description => FormattableString.Invariant(
        $"[{string.Join(',', Input.Extents.Skip(Input[0] == 1 ? 1 : 0))}]→{OutChannels} k{Kernel} s{Stride} p{Padding}");

    /// <summary>The same for another number of images.</summary>
    public Layer WithBatch(long batch) => this with { Input = new Shape([batch, .. Input.Extents.Skip(1)]) };

    /// <summary>Seeded weights, between -0.5 and 0.5.</summary>
    public (HostTensor Weight, HostTensor Bias) Parameters()
    {
        Random random = new(1);
        return (Uniform(random, WeightShape), Uniform(random, new Shape(OutChannels)));
    }

    /// <summary>The seeded input.</summary>
    public HostTensor InputTensor() => Uniform(new Random(2), Input);

    /// <summary>The layer as a model from <c>x</c> to <c>y</c>.</summary>
    public Graph Build()
    {
        (HostTensor weight, HostTensor bias) = Parameters();
        GraphBuilder builder = new(Name);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(Input)));
        ValueList<IntExpr> padding = Enumerable.Repeat((IntExpr)Padding, Rank).ToValueList();
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, Rank).ToValueList();
        ConvTranspose op = new(Enumerable.Repeat(Stride, Rank).ToValueList(), padding, padding, none, Enumerable.Repeat(1L, Rank).ToValueList(), 1);
        builder.AddOutput("y", builder.Add(op, [x, builder.AddConstant("weight", weight), builder.AddConstant("bias", bias)], "layer")!.Value);
        return builder.Build();
    }

    private static HostTensor Uniform(Random random, Shape shape)
    {
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        return HostTensor.Of(shape, values);
    }
}
