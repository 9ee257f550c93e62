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
/// Software drivers make many elements of many planes in an invocation, GPUs a few of one, and a tensor beyond a binding is made layer by layer: all give the
/// same bits. Planes are more than an invocation makes, and their rows longer.
/// </summary>
public sealed class CandidateCases
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Every_candidate_of_a_plane_gives_the_same_bits(string driver)
    {
        NnModel model = new("candidates");
        Var image = model.Input("x", "2,72,4,11");
        Var volume = model.Input("v", "1,6,3,5,11");
        Var blocks = Doubled(model, image, 72);
        Var volumeBlocks = Doubled(model, volume, 6);
        (string Name, Var Value)[] outputs =
        [
            ("nearest", F.Interpolate(image, scaleFactor: 2)), ("nearest of blocks", F.Interpolate(blocks, scaleFactor: 2)),
            ("linear", F.Interpolate(image, [7, 24], mode: "bilinear")), ("linear of blocks", F.Interpolate(blocks, [7, 24], mode: "bilinear")),
            ("cubic of blocks", F.Interpolate(blocks, [3, 19], mode: "bicubic")),
            ("planes of blocks", model.Apply(new Resize(ResizeMode.Nearest, CoordinateMode.Asymmetric, NearestRounding.Floor, [1, 6, 3, 10, 22], [], -0.75, false, false, 0, []), volumeBlocks)[0]),
            ("largest", F.MaxPool2d(image, 3, 1, 1)), ("mean of blocks", F.AvgPool2d(blocks, 3, 1, 1)),
            ("mirrored", F.Pad(image, [3, 2, 3, 1], "reflect")), ("zeros around blocks", F.Pad(blocks, [3, 2, 3, 1])),
            ("normalised", F.InstanceNorm(image)), ("normalised blocks", F.InstanceNorm(blocks)),
            ("biased", image + model.Constant("bias", SeededTensor.Floats(new Random(3), 72, 1, 1))),
            ("gathered", F.IndexSelect(image, 2, model.Constant("index", HostTensor.FromInt64s(ElementType.I32, new Shape(9), [3, 0, 2, 2, 1, -1, 2, 0, 3])))),
        ];
        foreach ((string name, Var value) in outputs) model.Output(name, value);
        Graph graph = model.Build();
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(1), 2, 72, 4, 11), ["v"] = SeededTensor.Floats(new Random(2), 1, 6, 3, 5, 11) };
        ModelPackage package = ModelCompiler.Compile(graph);
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel compiled = CompiledModel.FromPackage(package);

        IReadOnlyDictionary<string, HostTensor> own = Run(null, false);
        foreach (string exact in (string[])["nearest", "largest", "mirrored", "gathered"]) TensorAssert.BitwiseEqual(DeviceRun.Reference(graph, inputs, exact), own[exact], exact);
        Check("for any device", Run((_, candidate) => !IsForProcessors(candidate), false), own);
        Check("by layer", Run((kernel, candidate) => !IsForProcessors(candidate) && (IsByLayer(candidate) || !kernel.Candidates.Any(IsByLayer)), true), own);

        IReadOnlyDictionary<string, HostTensor> Run(Func<ProgramKernel, KernelCandidate, bool>? filter, bool layered)
        {
            using Session session = compiled.CreateSession(device.Device, new SessionOptions { CandidateFilter = (kernel, candidate) => filter is null || !IsOfPlanes(kernel) || filter(kernel, candidate) });
            string[] variants = [.. DeviceRun.Report(session, inputs).Kernels.Select(kernel => kernel.Variant)];
            Assert.Equal(filter is null, variants.Any(variant => variant.EndsWith(" long", StringComparison.Ordinal)));
            Assert.Equal(layered, variants.Any(variant => variant.EndsWith("by layer", StringComparison.Ordinal)));
            return DeviceRun.Run(session, inputs);
        }

        static void Check(string which, IReadOnlyDictionary<string, HostTensor> got, IReadOnlyDictionary<string, HostTensor> own)
        {
            foreach ((string name, HostTensor expected) in own) TensorAssert.BitwiseEqual(expected, got[name], $"{name}, {which}");
        }
    }

    private static bool IsOfPlanes(ProgramKernel kernel) => kernel.Candidates.Any(IsForProcessors) && !kernel.Candidates.Any(candidate => candidate.OrderClass.StartsWith("taps", StringComparison.Ordinal));

    private static bool IsForProcessors(KernelCandidate candidate) => candidate.Features.Contains(DeviceFeatureNames.CpuDevice);

    private static bool IsByLayer(KernelCandidate candidate) => candidate.Variant.EndsWith("by layer", StringComparison.Ordinal);

    /// <summary>Twice the value: a layer, so that it lies in blocks between layers.</summary>
    internal static Var Doubled(NnModel model, Var value, long channels)
    {
        int spatial = value.Rank - 2;
        float[] weight = new float[channels * channels];
        for (long c = 0; c < channels; c++) weight[(c * channels) + c] = 2;
        ValueList<long> ones = Enumerable.Repeat(1L, spatial).ToValueList();
        ValueList<IntExpr> zeros = Enumerable.Repeat(IntExpr.Zero, spatial).ToValueList();
        Var constant = model.Constant("double", HostTensor.Of(new Shape([channels, channels, .. ones]), weight));
        return model.Apply(new Conv(ones, zeros, zeros, ones, 1), value, constant)[0];
    }
}
