using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Software drivers move four elements at once where rows are whole fours: read as texels, by fours from storage, and one by one as any device does, every
/// movement gives the reference's bits. Tiles are more than an invocation makes, and fewer than a workgroup.
/// </summary>
public sealed class TileCases
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    private static readonly (string Name, long[] Extents, Func<GraphBuilder, ValueId, ValueId> Move)[] Moves =
    [
        ("matrix turned", [276, 20], (b, x) => Add(b, new Transpose([1, 0]), x)),
        ("wide matrix turned", [12, 1028], (b, x) => Add(b, new Transpose([1, 0]), x)),
        ("channels last", [2, 8, 6, 10], (b, x) => Add(b, new Transpose([0, 2, 3, 1]), x)),
        ("axes turned", [2, 4, 3, 8, 12], (b, x) => Add(b, new Transpose([4, 0, 2, 3, 1]), x)),
        ("planes exchanged", [2, 3, 4, 12], (b, x) => Add(b, new Transpose([2, 1, 0, 3]), x)),
        ("turned, then mapped", [4, 3, 8], (b, x) => Add(b, new Pointwise(PointwiseKind.Neg), Add(b, new Transpose([2, 1, 0]), x))),
        ("pixels of planes", [2, 3, 6, 10], (b, x) => Add(b, new Transpose([0, 2, 3, 1]), x)),
        ("planes of pixels", [2, 6, 10, 3], (b, x) => Add(b, new Transpose([0, 3, 1, 2]), x)),
        ("pairs of planes", [3, 2, 268], (b, x) => Add(b, new Transpose([0, 2, 1]), x)),
        ("planes of pairs", [3, 268, 2], (b, x) => Add(b, new Transpose([0, 2, 1]), x)),
        ("crop", [2, 3, 6, 16], (b, x) => Add(b, new Slice([0, 1, 1, 4], [2, 2, 4, 8], [1, 1, 1, 1]), x)),
        ("every second row backwards", [9, 260], (b, x) => Add(b, new Slice([8, 0], [5, 260], [-2, 1]), x)),
        ("expanded", [5, 1, 8], (b, x) => Add(b, new Expand(new SymbolicShape(3, 5, 7, 8)), x)),
        ("joined", [2, 4, 6, 10], (b, x) => b.Add(new Concat(1), [x, Add(b, new Slice([0, 1, 0, 0], [2, 2, 6, 10], [1, 1, 1, 1]), x)])!.Value),
        ("joined rows", [5, 8], (b, x) => b.Add(new Concat(1), [x, x])!.Value),
        ("to space by 2", [2, 8, 3, 68], (b, x) => Add(b, new DepthToSpace(2, true), x)),
        ("to space by 3, depth first", [1, 18, 2, 8], (b, x) => Add(b, new DepthToSpace(3, false), x)),
        ("to space by 4, mapped", [1, 32, 2, 4], (b, x) => Add(b, new Pointwise(PointwiseKind.Neg), Add(b, new DepthToSpace(4, true), x))),
        ("volume to space", [2, 8, 2, 3, 4], (b, x) => Add(b, new DepthToSpace(2, false), x)),
        ("to depth by 2", [2, 3, 4, 24], (b, x) => Add(b, new SpaceToDepth(2), x)),
        ("to depth by 3", [1, 2, 6, 12], (b, x) => Add(b, new SpaceToDepth(3), x)),
        ("mirrored", [2, 3, 5, 18], (b, x) => Add(b, new Pad(PadMode.Reflect, [0, 0, 1, 3], [0, 0, 2, 4]), x)),
        ("mirrored further than it is long", [1, 2, 3, 8], (b, x) => Add(b, new Pad(PadMode.Reflect, [0, 0, 2, 5], [0, 0, 1, 6]), x)),
        ("zeros around", [2, 3, 5, 301], (b, x) => Add(b, new Pad(PadMode.Constant, [0, 0, 1, 2], [0, 0, 1, 300]), x)),
        ("ones around every axis, mapped", [2, 3, 5, 11], (b, x) => Add(b, new Pointwise(PointwiseKind.Neg), Add(b, new Pad(PadMode.Constant, [1, 0, 2, 1], [0, 2, 1, 7], 1), x))),
        ("edges repeated, and cropped", [3, 270], (b, x) => Add(b, new Pad(PadMode.Edge, [1, -5], [-1, 3]), x)),
        ("wrapped", [2, 3, 4, 7], (b, x) => Add(b, new Pad(PadMode.Wrap, [0, 1, 0, 3], [0, 0, 2, 4]), x)),
        ("padded part", [2, 3, 4, 8], (b, x) => Add(b, new Pad(PadMode.Constant, [0, 0, 1], [0, 0, 1], 3), Add(b, new Slice([0, 1, 1], [6, 3, 7], [1, 1, 1]), Add(b, new Reshape(new SymbolicShape(6, 4, 8)), x)))),
        ("mirrored blocks", [2, 8, 5, 70], (b, x) => Doubled(b, Add(b, new Pad(PadMode.Reflect, [0, 0, 2, 3], [0, 0, 1, 4]), Doubled(b, x, 8)), 8)),
        ("ones around blocks, mapped", [2, 8, 3, 6], (b, x) => Doubled(b, Add(b, new Pointwise(PointwiseKind.Neg), Add(b, new Pad(PadMode.Constant, [1, 0, 0, 1], [0, 0, 2, -2], 1), Doubled(b, x, 8))), 8)),
        ("gathered", [7, 268], (b, x) => Gathered(b, x, 0)), ("gathered planes", [2, 7, 3, 4], (b, x) => Gathered(b, x, 1)),
    ];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_movement_by_fours_gives_the_bits_of_one_element_by_element(string driver)
    {
        GraphBuilder builder = new("tiles");
        Dictionary<string, HostTensor> inputs = [];
        foreach ((string name, long[] extents, Func<GraphBuilder, ValueId, ValueId> move) in Moves)
        {
            HostTensor x = SeededTensor.Floats(new Random(inputs.Count), extents);
            if (!name.EndsWith("mapped", StringComparison.Ordinal) && !name.Contains("blocks", StringComparison.Ordinal)) x = Marked(x);
            string input = $"of {name}";
            inputs[input] = x;
            builder.AddOutput(name, move(builder, builder.AddInput(input, x.Type)));
        }

        HostTensor whole = SeededTensor.Integers(new Random(30), ElementType.I64, int.MinValue, int.MaxValue, 8, 12);
        inputs["integers"] = whole;
        builder.AddOutput("integers turned", Add(builder, new Transpose([1, 0]), builder.AddInput("integers", whole.Type)));

        Graph graph = builder.Build();
        Dictionary<string, HostTensor> expected = ReferenceInterpreter.Run(graph, inputs).Outputs.ToDictionary(output => output.Key, output => output.Value.ToHost());
        using TestDevice device = DeviceMatrix.Use(driver);
        ModelPackage package = ModelCompiler.Compile(graph);
        Dictionary<string, ProgramKernel> movements = package.Program.Main.Where(kernel => kernel.Candidates[0].OrderClass == "elementwise" && !kernel.Name.EndsWith(".to_blocked", StringComparison.Ordinal))
            .ToDictionary(kernel => kernel.Name);
        using CompiledModel compiled = CompiledModel.FromPackage(package);
        bool isProcessor = device.Device.Features.Contains(DeviceFeatureNames.CpuDevice);
        Check("as texels", _ => true, kernel => IsOfTexels(kernel.Variant) || !movements[kernel.Name].Candidates.Any(candidate => IsOfTexels(candidate.Variant)), isProcessor);
        Check("from storage", candidate => !IsOfTexels(candidate.Variant), kernel => IsByFours(kernel.Variant), isProcessor);
        Check("one by one", candidate => !IsByFours(candidate.Variant), kernel => !IsByFours(kernel.Variant), true);

        void Check(string how, Func<KernelCandidate, bool> filter, Func<KernelReport, bool> isMeant, bool isExpected)
        {
            using Session session = compiled.CreateSession(device.Device, new SessionOptions { CandidateFilter = (_, candidate) => filter(candidate) });
            KernelReport[] kernels = [.. DeviceRun.Report(session, inputs).Kernels.Where(kernel => movements.ContainsKey(kernel.Name))];
            Assert.True(isExpected == kernels.All(isMeant), string.Join(", ", kernels.Select(kernel => $"{kernel.Name}: {kernel.Variant}")));
            foreach ((string name, HostTensor got) in DeviceRun.Run(session, inputs)) TensorAssert.BitwiseEqual(expected[name], got, $"{name}, {how}");
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Whether_rows_are_whole_fours_is_decided_where_sizes_are_known(string driver)
    {
        NnModel model = new("sizes");
        Var x = model.Input("x", "n,h,w");
        model.Output("turned", F.Transpose(x, 1, 2));
        model.Output("joined", F.Cat([x, x], 1));
        model.Output("padded", F.Pad(x, [1, 2], "reflect"));
        Graph graph = model.Build();
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel compiled = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using Session session = compiled.CreateSession(device.Device);
        bool isProcessor = device.Device.Features.Contains(DeviceFeatureNames.CpuDevice);
        foreach ((long n, long h, long w, string expected) in ((long, long, long, string)[])[(2, 8, 12, "turned joined padded"), (3, 6, 20, "joined padded"), (2, 4, 7, "joined padded"), (1, 5, 5, "padded")])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random((int)w), n, h, w) };
            string[] byFours = [.. DeviceRun.Report(session, inputs).Kernels.Where(kernel => IsByFours(kernel.Variant)).Select(kernel => kernel.Name.Split('#')[0] switch
            {
                "transpose" => "turned",
                "concat" => "joined",
                _ => "padded",
            }).Distinct()];
            Assert.Equal(isProcessor ? expected : string.Empty, string.Join(' ', byFours));
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
            foreach (GraphOutput output in graph.Outputs) TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], $"{output.Name}, {w}");
        }
    }

    private static bool IsByFours(string variant) =>
        variant.Split(' ') is ["pointwise", "fours" or "turned" or "interleaved" or "parted", ..] or ["pad" or "gather", "rows", ..];

    private static bool IsOfTexels(string variant) => variant.EndsWith(" texel", StringComparison.Ordinal);

    // Bits that arithmetic would lose.
    private static HostTensor Marked(HostTensor tensor)
    {
        float[] values = [.. tensor.As<float>()];
        (values[1], values[^2], values[5], values[^1]) = (float.NaN, float.NegativeInfinity, -0f, 1e-41f);
        return HostTensor.Of(tensor.Shape, values);
    }

    // Counted from the end, and repeated.
    private static ValueId Gathered(GraphBuilder builder, ValueId value, int axis) =>
        builder.Add(new Gather(axis), [value, builder.AddConstant("index", HostTensor.FromInt64s(ElementType.I32, new Shape(9), [3, 0, -7, 6, 1, -1, 2, 2, 5]))])!.Value;

    /// <summary>A 1×1 layer that doubles: exact in any arithmetic, and its output lies in blocks.</summary>
    private static ValueId Doubled(GraphBuilder builder, ValueId value, long channels)
    {
        float[] weight = new float[channels * channels];
        for (long c = 0; c < channels; c++) weight[(c * channels) + c] = 2;
        ValueId constant = builder.AddConstant("double", HostTensor.Of(new Shape(channels, channels, 1, 1), weight));
        return builder.Add(new Conv([1, 1], [0, 0], [0, 0], [1, 1], 1), [value, constant])!.Value;
    }

    private static ValueId Add(GraphBuilder builder, Op op, ValueId value) => builder.Add(op, [value])!.Value;
}
