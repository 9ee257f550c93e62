using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Benchmarks;

/// <summary>A transposed convolution of one image with bias, all spatial axes alike.</summary>
/// <param name="Name">A letter.</param>
/// <param name="Input">[1, C, axes].</param>
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

    private int Rank => Input.Rank - 2;

    /// <summary>Arithmetic of the definition: two for each weight at each input position.</summary>
    public double Flops => 2.0 * Input.ElementCount * OutChannels * Math.Pow(Kernel, Rank);

    /// <summary>As <c>[512,8,8]→256 k4 s2 p1</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"[{string.Join(',', Input.Extents.Skip(1))}]→{OutChannels} k{Kernel} s{Stride} p{Padding}");

    /// <summary>The layer as a model from <c>x</c> to <c>y</c> with seeded weights.</summary>
    public Graph Build()
    {
        Random random = new(1);
        GraphBuilder builder = new(Name);
        ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape([.. Input.Extents.Select(extent => (IntExpr)extent)])));
        ValueId weight = builder.AddConstant("weight", Uniform(random, new Shape([Input[1], OutChannels, .. Enumerable.Repeat(Kernel, Rank)])));
        ValueId bias = builder.AddConstant("bias", Uniform(random, new Shape(OutChannels)));
        ValueList<IntExpr> padding = Enumerable.Repeat((IntExpr)Padding, Rank).ToValueList();
        ValueList<IntExpr> none = Enumerable.Repeat(IntExpr.Zero, Rank).ToValueList();
        ConvTranspose op = new(Enumerable.Repeat(Stride, Rank).ToValueList(), padding, padding, none, Enumerable.Repeat(1L, Rank).ToValueList(), 1);
        builder.AddOutput("y", builder.Add(op, [x, weight, bias], "layer")!.Value);
        return builder.Build();
    }

    /// <summary>Seeded numbers between -0.5 and 0.5.</summary>
    public static HostTensor Uniform(Random random, Shape shape)
    {
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        return HostTensor.Of(shape, values);
    }
}
