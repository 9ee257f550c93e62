using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Every op that computes with floats, at sizes that no tile, block or segment divides: the device's bits are those of the contract.</summary>
public sealed class OperatorBitsTests
{
    private const int Seed = 20260708;

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Reductions_are_one_tree(string driver) => Check(driver, sketch =>
    {
        // Wide enough for two segments, and for a tail in each kind of lane.
        ValueId rows = sketch.Input(3, 4117);
        foreach (ReduceKind kind in Enum.GetValues<ReduceKind>()) sketch.Output(Reduce.KindText(kind), new Reduce(kind, [1]), rows);
        ValueId image = sketch.Input(2, 5, 6, 7);
        sketch.Output("spatial", new Reduce(ReduceKind.Mean, [2, 3]), image);
        sketch.Output("channels", new Reduce(ReduceKind.Sum, [1]), image);
    });

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Softmax_and_normalisations_are_one_tree(string driver) => Check(driver, sketch =>
    {
        ValueId rows = sketch.Input(5, 77);
        sketch.Output("softmax", new Softmax(1), rows);
        sketch.Output("log_softmax", new Softmax(1, Log: true), rows);
        sketch.Output("softmax_columns", new Softmax(0), rows);
        sketch.Output("layer", new LayerNormalization(1, 1e-5), rows, sketch.Constant(77), sketch.Constant(77));
        sketch.Output("root mean square", new LayerNormalization(1, 1e-5, Centred: false), rows, sketch.Constant(77));
        ValueId columns = sketch.Input(2, 20, 3, 4);
        sketch.Output("layer of channels", new LayerNormalization(1, 1e-5, Count: 1), columns, sketch.Constant(20, 1, 1), sketch.Constant(20, 1, 1));
        sketch.Output("softmax of channels", new Softmax(1), columns);
        ValueId heads = sketch.Input(2, 3, 7, 11);
        sketch.Output("attention", new Attention(0.3), sketch.Input(2, 3, 7, 5), heads, heads);
        ValueId short1 = sketch.Input(2, 8, 5, 7);
        sketch.Output("short groups", new GroupNormalization(2, 1e-5), short1, sketch.Constant(8), sketch.Constant(8));
        ValueId image = sketch.Input(2, 8, 33, 35);
        sketch.Output("group", new GroupNormalization(2, 1e-5), image, sketch.Constant(8), sketch.Constant(8));
        sketch.Output("instance", new InstanceNormalization(1e-5), image, sketch.Constant(8), sketch.Constant(8));
    });

    /// <summary>Between convolutions values lie in blocks of four channels; elements are taken in the order of their indices all the same.</summary>
    [Theory]
    [MemberData(nameof(Drivers))]
    public void The_order_does_not_depend_on_the_layout(string driver) => Check(driver, sketch =>
    {
        ValueId image = sketch.Input(2, 6, 9, 8);
        ValueId blocked = sketch.Add(new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), image, sketch.Constant(8, 6, 3, 3), sketch.Constant(8));
        ValueId normal = sketch.Add(new GroupNormalization(2, 1e-5), blocked, sketch.Constant(8), sketch.Constant(8));
        ValueId pooled = sketch.Add(new Pool(PoolKind.Average, [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], false, true, 2), normal);
        ValueId resized = sketch.Add(new Resize(ResizeMode.Linear, CoordinateMode.HalfPixel, NearestRounding.Floor, [2, 8, 9, 8], [], -0.75, false, false, 0, []), pooled);
        sketch.Output("joined", new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), resized, sketch.Constant(5, 8, 1, 1), sketch.Constant(5));
        sketch.Output("mean", new Reduce(ReduceKind.Mean, [1, 2, 3]), normal);
        sketch.Output("softmax", new Softmax(1), resized);
    });

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Windows_are_summed_in_order(string driver) => Check(driver, sketch =>
    {
        ValueId image = sketch.Input(1, 5, 13, 12);
        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            sketch.Output($"{kind}", new Pool(kind, [3, 2], [2, 1], [1, 0], [1, 1], [1, 2], false, false, 3), image);
            // Taken axis by axis.
            sketch.Output($"{kind} large", new Pool(kind, [9, 8], [1, 2], [4, 0], [4, 0], [1, 1], false, true, 2), image);
        }

        sketch.Output("response", new LocalResponseNormalization(3, 1e-2, 0.75, 1), image);
        sketch.Output("response of any power", new LocalResponseNormalization(4, 1e-2, 0.6, 1), image);
    });

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Resampling_weighs_in_order(string driver) => Check(driver, sketch =>
    {
        ValueId image = sketch.Input(1, 3, 7, 6);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            sketch.Output($"{mode}", new Resize(mode, CoordinateMode.HalfPixel, NearestRounding.RoundPreferFloor, [1, 3, 10, 15], [], -0.75, false, false, 0, []), image);
            sketch.Output($"{mode} scaled", new Resize(mode, CoordinateMode.HalfPixel, NearestRounding.Ceil, [1, 3, 4, 13], [1, 1, 0.6f, 2.3f], -0.5, true, false, 0, []), image);
            if (mode != ResizeMode.Nearest)
                sketch.Output($"{mode} smoothed", new Resize(mode, CoordinateMode.AlignCorners, NearestRounding.Floor, [1, 3, 3, 9], [], -0.75, true, true, 0, []), image);
        }

        ValueId grid = sketch.Input(1, 5, 6, 2);
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            foreach (GridPadding padding in Enum.GetValues<GridPadding>()) sketch.Output($"sample {mode} {padding}", new GridSample(mode, padding, padding == GridPadding.Border), image, grid);
        }
    });

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Products_and_casts(string driver) => Check(driver, sketch =>
    {
        ValueId left = sketch.Input(2, 5, 37), right = sketch.Input(2, 37, 6);
        sketch.Output("product", new MatMul(), left, right);
        sketch.Output("linear", new Linear(), left, sketch.Constant(9, 37), sketch.Constant(9));
        foreach (ElementType type in (ElementType[])[ElementType.F16, ElementType.BF16, ElementType.I32, ElementType.U8])
            sketch.Output($"{type}", new Cast(ElementType.F32), sketch.Add(new Cast(type), left));
        sketch.Output("mod", new Pointwise(PointwiseKind.Mod, 1), left, sketch.Constant(1, 1, 37));
        ValueId places = sketch.Integers([3, 1], [1, 1, 0]);
        sketch.Output("scatter", new ScatterND(ScatterReduction.Add), left, places, sketch.Constant(3, 5, 37));
    });

    private static void Check(string driver, Action<Sketch> draw)
    {
        Sketch sketch = new(new Random(Seed));
        draw(sketch);
        using TestDevice device = DeviceMatrix.Use(driver);
        StrictRun.Check(device.Device, sketch.Build(), sketch.Inputs, $"seed {Seed}");
    }

    /// <summary>A graph of many outputs, and inputs for it.</summary>
    private sealed class Sketch(Random random)
    {
        private readonly GraphBuilder _builder = new("sketch");
        private int _constants;

        public Dictionary<string, HostTensor> Inputs { get; } = [];

        public Graph Build() => _builder.Build();

        public ValueId Input(params long[] extents)
        {
            string name = $"x{Inputs.Count}";
            Inputs[name] = SeededTensor.Floats(random, extents);
            return _builder.AddInput(name, Inputs[name].Type);
        }

        public ValueId Constant(params long[] extents) => _builder.AddConstant($"c{_constants++}", SeededTensor.Floats(random, extents));

        public ValueId Integers(long[] extents, long[] values) => _builder.AddConstant($"c{_constants++}", HostTensor.OfInt64(new Shape(extents), values));

        public ValueId Add(Op op, params ValueId[] operands)
        {
            ValueId? value = _builder.Add(op, operands);
            Assert.True(value is not null, $"{op}: {string.Join("; ", _builder.Diagnostics)}");
            return value.Value;
        }

        public void Output(string name, Op op, params ValueId[] operands) => _builder.AddOutput(name, Add(op, operands));
    }
}
