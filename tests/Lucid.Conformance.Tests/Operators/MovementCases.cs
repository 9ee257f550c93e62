using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Movements of data are exact: from inputs as they are, and behind a layer, whose output lies in blocks of channels.</summary>
public sealed class MovementCases
{
    private static readonly (string Name, Op Op)[] Moves =
    [
        ("transpose", new Transpose([0, 2, 3, 1])),
        ("transpose_channels_stay", new Transpose([0, 1, 3, 2])),
        ("reshape", new Reshape(new SymbolicShape(2, 5, 54))),
        ("crop", new Slice([0, 0, 1, 2], [2, 5, 4, 5], [1, 1, 1, 1])),
        ("slice_channels", new Slice([0, 1, 0, 0], [2, 3, 6, 9], [1, 1, 1, 1])),
        ("slice_channel_step", new Slice([0, 4, 0, 0], [2, 3, 6, 9], [1, -2, 1, 1])),
        ("slice_backwards", new Slice([1, 0, 5, 8], [2, 5, 3, 3], [-1, 1, -2, -3])),
        ("pad_zero", new Pad(PadMode.Constant, [0, 0, 1, 2], [0, 0, 2, 0], 0)),
        ("pad_constant_all_axes", new Pad(PadMode.Constant, [1, 2, 0, 1], [0, 1, 1, 0], -1.5)),
        ("pad_negative", new Pad(PadMode.Constant, [0, 0, -1, 2], [0, 0, 1, -3], 4)),
        ("pad_reflect", new Pad(PadMode.Reflect, [0, 0, 2, 3], [0, 0, 1, 4])),
        ("pad_edge", new Pad(PadMode.Edge, [0, 0, 2, 3], [0, 0, 1, 4])),
        ("pad_wrap", new Pad(PadMode.Wrap, [0, 0, 2, 3], [0, 0, 1, 4])),
        ("pad_edge_channels", new Pad(PadMode.Edge, [0, 3, 0, 0], [0, 2, 0, 0])),
        ("expand", new Expand(new SymbolicShape(3, 2, 5, 6, 9))),
    ];

    public static TheoryData<string, string, bool> MovesOfDrivers()
    {
        TheoryData<string, string, bool> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach ((string name, _) in Moves)
            {
                data.Add(driver, name, false);
                data.Add(driver, name, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(MovesOfDrivers))]
    public void Moves_every_element_where_the_reference_does(string driver, string name, bool behindALayer)
    {
        Op op = Moves.Single(move => move.Name == name).Op;
        HostTensor x = SeededTensor.Floats(new Random(name.Length), name == "expand" ? [2, 5, 6, 9] : [2, 5, 6, 9]);
        GraphBuilder builder = new(name);
        ValueId value = builder.AddInput("x", x.Type);
        if (behindALayer) value = Doubled(builder, value, 5);
        builder.AddOutput("y", builder.Add(op, [value])!.Value);
        CheckExact(driver, builder.Build(), new() { ["x"] = x });
    }

    public static TheoryData<string, int, long, long> ConcatsOfDrivers()
    {
        TheoryData<string, int, long, long> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            data.Add(driver, 1, 4, 8);
            data.Add(driver, 1, 5, 3);
            data.Add(driver, 1, 4, 3);
            data.Add(driver, 0, 5, 5);
            data.Add(driver, 3, 6, 6);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ConcatsOfDrivers))]
    public void Concatenates_blocked_and_plain_parts(string driver, int axis, long first, long second)
    {
        Random random = new(axis);
        HostTensor x = SeededTensor.Floats(random, 2, first, 3, 5);
        HostTensor z = SeededTensor.Floats(random, 2, second, 3, 5);
        GraphBuilder builder = new("concat");
        ValueId a = Doubled(builder, builder.AddInput("x", x.Type), first);
        ValueId b = builder.AddInput("z", z.Type);
        ValueId joined = builder.Add(new Concat(axis), [a, b, a])!.Value;
        // A layer behind it, so that the joined value may lie in blocks too.
        long channels = axis == 1 ? (2 * first) + second : first;
        builder.AddOutput("y", Doubled(builder, joined, channels));
        builder.AddOutput("joined", joined);
        CheckExact(driver, builder.Build(), new() { ["x"] = x, ["z"] = z });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void An_output_may_be_an_input_a_constant_or_named_twice(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(3), 2, 3);
        GraphBuilder builder = new("outputs");
        ValueId input = builder.AddInput("x", x.Type);
        ValueId constant = builder.AddConstant("c", HostTensor.Of(new Shape(2), 4, 5));
        ValueId sum = builder.Add(new Pointwise(PointwiseKind.Relu), [input])!.Value;
        builder.AddOutput("same", input);
        builder.AddOutput("constant", constant);
        builder.AddOutput("first", sum);
        builder.AddOutput("second", sum);
        builder.AddOutput("flat", builder.Add(new Reshape(new SymbolicShape(6)), [sum])!.Value);
        CheckExact(driver, builder.Build(), new() { ["x"] = x });
    }

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_skip_is_pooled_and_resized_where_it_lies_in_the_joined_value(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(12), 2, 12, 6, 10);
        Pool pool = new(PoolKind.Max, [2, 2], [2, 2], [0, 0], [0, 0], [1, 1], false, false, 2);
        Resize resize = new(ResizeMode.Nearest, CoordinateMode.Asymmetric, NearestRounding.Floor, [2, 12, 12, 20], [], -0.75, false, false, 0, []);
        GraphBuilder builder = new("skip");
        ValueId input = builder.AddInput("x", x.Type);
        ValueId skip = Doubled(builder, input, 12);
        // In blocks behind another part, and row-major as a range of an input's channels.
        builder.AddOutput("joined", builder.Add(new Concat(1), [Doubled(builder, skip, 12), skip, Doubled(builder, input, 12)])!.Value);
        builder.AddOutput("pooled", Doubled(builder, builder.Add(pool, [skip])!.Value, 12));
        builder.AddOutput("resized", Doubled(builder, builder.Add(resize, [skip])!.Value, 12));
        ValueId range = builder.Add(new Slice([0, 3, 0, 0], [2, 5, 6, 10], [1, 1, 1, 1]), [input])!.Value;
        builder.AddOutput("pooled_range", builder.Add(pool, [range])!.Value);
        builder.AddOutput("resized_range", builder.Add(resize with { Sizes = [2, 5, 12, 20] }, [range])!.Value);
        Graph graph = builder.Build();
        Assert.DoesNotContain(ModelCompiler.Compile(graph).Program.Main, kernel => kernel.Name.EndsWith(".copy", StringComparison.Ordinal));
        CheckExact(driver, graph, new() { ["x"] = x });
    }

    /// <summary>A 1×1 layer that doubles: exact in any arithmetic, and its output lies in blocks.</summary>
    private static ValueId Doubled(GraphBuilder builder, ValueId value, long channels)
    {
        float[] weight = new float[channels * channels];
        for (long c = 0; c < channels; c++) weight[(c * channels) + c] = 2;
        ValueId constant = builder.AddConstant("double", HostTensor.Of(new Shape(channels, channels, 1, 1), weight));
        return builder.Add(new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), [value, constant])!.Value;
    }

    private static void CheckExact(string driver, Graph graph, Dictionary<string, HostTensor> inputs)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, graph, inputs);
        foreach (GraphOutput output in graph.Outputs)
            TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], output.Name);
    }
}
