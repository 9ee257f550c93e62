using Lucid.Compiler;
using Lucid.Model;
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
            if (!name.EndsWith("mapped", StringComparison.Ordinal)) x = Marked(x);
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
        using CompiledModel compiled = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        bool isProcessor = device.Device.Features.Contains(DeviceFeatureNames.CpuDevice);
        Check("as texels", _ => true, kernel => kernel.Variant.EndsWith(" texel", StringComparison.Ordinal), isProcessor);
        Check("from storage", candidate => !candidate.Variant.EndsWith(" texel", StringComparison.Ordinal), kernel => IsByFours(kernel.Variant), isProcessor);
        Check("one by one", candidate => !IsByFours(candidate.Variant), kernel => !IsByFours(kernel.Variant), true);

        void Check(string how, Func<KernelCandidate, bool> filter, Func<KernelReport, bool> isMeant, bool isExpected)
        {
            using Session session = compiled.CreateSession(device.Device, new SessionOptions { CandidateFilter = (_, candidate) => filter(candidate) });
            KernelReport[] kernels = [.. DeviceRun.Report(session, inputs).Kernels];
            Assert.True(isExpected == kernels.All(isMeant), string.Join(", ", kernels.Select(kernel => $"{kernel.Name}: {kernel.Variant}")));
            foreach ((string name, HostTensor got) in DeviceRun.Run(session, inputs)) TensorAssert.BitwiseEqual(expected[name], got, $"{name}, {how}");
        }
    }

    private static bool IsByFours(string variant) => variant.Split(' ') is ["pointwise", "fours" or "turned" or "interleaved" or "parted", ..];

    // Bits that arithmetic would lose.
    private static HostTensor Marked(HostTensor tensor)
    {
        float[] values = [.. tensor.As<float>()];
        (values[1], values[^2], values[5], values[^1]) = (float.NaN, float.NegativeInfinity, -0f, 1e-41f);
        return HostTensor.Of(tensor.Shape, values);
    }

    private static ValueId Add(GraphBuilder builder, Op op, ValueId value) => builder.Add(op, [value])!.Value;
}
