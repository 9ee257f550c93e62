using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Benchmarks.Workloads;

/// <summary>The operators beside linear layers that decoders are made of: those that ought to run as fast as memory does, and attention.</summary>
internal static class Operators
{
    private const string Image = "2,64,128,128";
    private const string HalfImage = "1,32,128,128"; // its enlargement is four times as much
    private const string Rows = "2048,1024";
    private const string Heads = "1,4,1024,64";

    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        new("relu", Image, x => F.Relu(x)),
        new("gelu", Image, x => F.Gelu(x)),
        new("silu, scale and skip", [Image, Image], (_, x) => (F.Silu(x[0]) * 0.5) + x[1]),
        new("add per channel", [Image, "2,64,1,1"], (_, x) => x[0] + x[1]),
        new("cast to f16", [Image], (model, x) => model.Apply(new Cast(ElementType.F16), x[0])[0]),
        new("batch norm", [Image], (model, x) => F.BatchNorm(x[0], Constant(model, "mean", 64), Constant(model, "variance", 64), Constant(model, "weight", 64), Constant(model, "bias", 64))),
        new("instance norm", Image, x => F.InstanceNorm(x)),
        new("group norm 8", [Image], (model, x) => F.GroupNorm(x[0], 8, Constant(model, "weight", 64), Constant(model, "bias", 64))),
        new("layer norm", [Rows], (model, x) => F.LayerNorm(x[0], 1024, Constant(model, "weight", 1024), Constant(model, "bias", 1024))),
        new("layer norm of channels", [Image], (model, x) => F.Permute(F.LayerNorm(F.Permute(x[0], [0, 2, 3, 1]), 64, Constant(model, "weight", 64), Constant(model, "bias", 64)), [0, 3, 1, 2])),
        new("rms norm", [Rows], (model, x) => F.RmsNorm(x[0], 1024, Constant(model, "weight", 1024))),
        new("softmax", Rows, x => F.Softmax(x, -1)),
        new("softmax of channels", Image, x => F.Softmax(x, 1)),
        new("mean of planes", Image, x => F.Mean(x, (2, 3))),
        new("mean of rows", Rows, x => F.Mean(x, -1)),
        new("mean of channels", Image, x => F.Mean(x, 1)),
        new("argmax of channels", Image, x => F.Argmax(x, 1)),
        new("attention", [Heads, Heads, Heads], (_, x) => F.ScaledDotProductAttention(x[0], x[1], x[2])),
        new("nearest x2", HalfImage, x => F.Interpolate(x, scaleFactor: 2)),
        new("bilinear x2", HalfImage, x => F.Interpolate(x, scaleFactor: 2, mode: "bilinear")),
        new("bicubic x2", HalfImage, x => F.Interpolate(x, scaleFactor: 2, mode: "bicubic")),
        new("bilinear to 250", HalfImage, x => F.Interpolate(x, [250, 252], mode: "bilinear", alignCorners: true)),
        new("max pool 2", Image, x => F.MaxPool2d(x, 2)),
        new("avg pool 3 s2", Image, x => F.AvgPool2d(x, 3, 2, 1)),
        new("global avg pool", Image, x => F.AdaptiveAvgPool2d(x, 1)),
        new("pixel shuffle 2", Image, x => F.PixelShuffle(x, 2)),
        new("channels last", Image, x => F.Permute(x, [0, 2, 3, 1])),
        new("matrix transposed", Rows, x => F.Transpose(x, 0, 1)),
        new("concat of channels", [Image, Image], (_, x) => F.Cat(x, 1)),
        new("pad reflect", Image, x => F.Pad(x, [1, 1, 1, 1], "reflect")),
        new("pad zero", Image, x => F.Pad(x, [1, 1, 1, 1])),
        new("gather of rows", ["32768,64"], (model, x) => F.IndexSelect(x[0], 0, model.Constant("index", Permutation(32768)))),
    ];

    // Positive, so that it may be a variance.
    private static Var Constant(NnModel model, string name, long length)
    {
        Random random = new(1);
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++) values[i] = 0.5f + random.NextSingle();
        return model.Constant(name, HostTensor.Of(new Shape(length), values));
    }

    private static HostTensor Permutation(int length)
    {
        int[] order = [.. Enumerable.Range(0, length)];
        new Random(1).Shuffle(order);
        return HostTensor.FromInt64s(ElementType.I32, new Shape(length), Array.ConvertAll(order, index => (long)index));
    }
}
