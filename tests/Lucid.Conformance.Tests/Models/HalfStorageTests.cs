using Lucid.Compiler;
using Lucid.Conformance.Tests.Strict;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>A small U-Net whose inner values are all halves: behind layers, pools, resizing, gates and in a concatenation, with channels that leave lanes unused.</summary>
public sealed class HalfStorageTests
{
    private const string Text = """
        lucid-graph 1
        graph "halves"
        input %x: f32[N,3,2*h,2*w]
        const %v: f32[8,3,3,3] = tensor "v"
        const %w: f32[6,8,3,3] = tensor "w"
        const %g: f32[6,6,1,1] = tensor "g"
        const %t: f32[3,14,3,3] = tensor "t"
        %a: f32[N,8,2*h,2*w] = conv(%x, %v, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %b: f32[N,8,2*h,2*w] = silu(%a)
        %p: f32[N,8,h,w] = pool(%b, kind=max, kernel=[2,2], stride=[2,2])
        %c: f32[N,6,h,w] = conv(%p, %w, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %d: f32[N,6,h,w] = conv(%c, %g, stride=[1,1])
        %e: f32[N,6,h,w] = tanh(%c)
        %f: f32[N,6,h,w] = mul(%d, %c)
        %i: f32[N,6,h,w] = mul(%f, %e)
        %u: f32[N,6,2*h,2*w] = resize(%i, mode=linear, sizes=[N,6,2*h,2*w])
        %j: f32[N,14,2*h,2*w] = concat(%b, %u, axis=1)
        %y: f32[N,3,2*h,2*w] = conv(%j, %t, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        output "y" = %y
        """;

    /// <summary>Depthwise layers of either kind, a normalisation of groups, a mean that gates channels, slices of channels and of positions.</summary>
    private const string Statistics = """
        lucid-graph 1
        graph "statistics"
        input %x: f32[N,3,h,w]
        const %v: f32[12,3,3,3] = tensor "v"
        const %d: f32[12,1,3,3] = tensor "d"
        const %s: f32[12] = tensor "s"
        const %b: f32[12] = tensor "b"
        const %g: f32[12,12,1,1] = tensor "g"
        const %u: f32[4,1,2,2] = tensor "u"
        const %t: f32[3,4,3,3] = tensor "t"
        %a: f32[N,12,h,w] = conv(%x, %v, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %p: f32[N,12,h,w] = conv(%a, %d, stride=[1,1], pads_begin=[1,1], pads_end=[1,1], groups=12)
        %n: f32[N,12,h,w] = group_normalization(%p, %s, %b, groups=3, epsilon=1E-05)
        %r: f32[N,12,h,w] = relu(%n)
        %m: f32[N,12,1,1] = reduce(%r, kind=mean, axes=[2,3])
        %e: f32[N,12,1,1] = conv(%m, %g, stride=[1,1])
        %k: f32[N,12,1,1] = sigmoid(%e)
        %q: f32[N,12,h,w] = mul(%r, %k)
        %c: f32[N,4,h,w] = slice(%q, starts=[0,4,0,0], lengths=[N,4,h,w])
        %o: f32[N,4,h-2,w] = slice(%c, starts=[0,0,1,0], lengths=[N,4,h-2,w])
        %z: f32[N,4,2*h-4,2*w] = conv_transpose(%o, %u, stride=[2,2], groups=4)
        %y: f32[N,3,2*h-4,2*w] = conv(%z, %t, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        output "y" = %y
        """;

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Inner_values_are_halves_and_the_result_is_within_the_limit_of_halves(string driver)
    {
        Random random = new(5);
        Graph graph = Make(random);
        ModelPackage package = ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16 });
        // Two bytes for each channel at each position, those that fill up blocks of four included: 4 of the input's copy, 16 joined channels, the first eight of which
        // the pool reads there, and at a quarter of the positions three values of 8.
        Dictionary<string, long> sizes = new() { ["N"] = 2, ["h"] = 5, ["w"] = 7 };
        long bytes = package.Program.Buffers.Where(buffer => buffer.Kind == BufferKind.Activation).Sum(buffer => buffer.ByteSize.Evaluate(sizes));
        Assert.Equal(2 * 2 * 10 * 14 * (4 + 16 + (3 * 8 / 4)), bytes);

        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 2, 3, 10, 14) };
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor got = DeviceRun.Run(device.Device, package, inputs)["y"];
        TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), got, ComparisonLimits.GoldenModel(halfStorage: true, 0, 0));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Strictly_every_driver_gives_the_contracts_bits(string driver)
    {
        Random random = new(6);
        Graph graph = Make(random);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 1, 3, 6, 8) };
        using TestDevice device = DeviceMatrix.Use(driver);
        StrictRun.Check(device.Device, graph, inputs, driver, new CompileOptions { Numerics = NumericsMode.Strict, Precision = ElementType.F16 });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Depthwise_layers_statistics_and_slices_read_halves(string driver)
    {
        Random random = new(7);
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal)
        {
            ["v"] = Small(random, 12, 3, 3, 3),
            ["d"] = Small(random, 12, 1, 3, 3),
            ["s"] = Small(random, 12),
            ["b"] = Small(random, 12),
            ["g"] = Small(random, 12, 12, 1, 1),
            ["u"] = Small(random, 4, 1, 2, 2),
            ["t"] = Small(random, 3, 4, 3, 3),
        };
        Graph graph = GraphParser.Parse(Statistics, tensors);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 2, 3, 7, 6) };
        using TestDevice device = DeviceMatrix.Use(driver);
        foreach (NumericsMode numerics in (NumericsMode[])[NumericsMode.Fast, NumericsMode.Strict])
        {
            CompileOptions options = new() { Numerics = numerics, Precision = ElementType.F16 };
            ModelPackage package = ModelCompiler.Compile(graph, options);
            Dictionary<string, long> sizes = new() { ["N"] = 2, ["h"] = 64, ["w"] = 64 };
            // Nothing as large as a channel in four bytes: per image, halves of 12 channels.
            Assert.All(
                package.Program.Buffers.Where(buffer => buffer.Kind == BufferKind.Activation),
                buffer => Assert.InRange(buffer.ByteSize.Evaluate(sizes), 4, 2 * 2 * 64 * 64 * 16));
            if (numerics == NumericsMode.Strict) StrictRun.Check(device.Device, graph, inputs, driver, options);
            else TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), DeviceRun.Run(device.Device, package, inputs)["y"], ComparisonLimits.GoldenModel(halfStorage: true, 0, 0));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_device_without_16_bit_storage_unpacks_halves_refuses_them_or_runs_the_float32_variant(string driver)
    {
        Random random = new(8);
        Graph graph = Make(random);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 1, 3, 6, 8) };
        ModelPackage halves = ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16 });
        ModelPackage both = ModelCompiler.Compile(graph, new CompileOptions { Precision = ElementType.F16, WithFloat32 = true });
        HostTensor asFloats;
        using (TestDevice device = DeviceMatrix.Use(driver)) asFloats = DeviceRun.Run(device.Device, ModelCompiler.Compile(graph), inputs)["y"];

        HostTensor? unpacked = null;
        foreach (HalfPolicy policy in Enum.GetValues<HalfPolicy>())
        {
            using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { Without16BitStorage = policy, HiddenFeatures = [DeviceFeatureNames.Storage16] });
            if (policy == HalfPolicy.Refuse)
            {
                Assert.Contains("has no 16-bit storage (storageBuffer16BitAccess)", Refusal(halves, device), StringComparison.Ordinal);
                Assert.Contains("--precision f16,f32", Refusal(halves, device), StringComparison.Ordinal);
                Assert.Contains("--without-16-bit float32", Refusal(both, device), StringComparison.Ordinal);
                continue;
            }

            HostTensor got = DeviceRun.Run(device.Device, both, inputs)["y"];
            if (policy == HalfPolicy.Float32)
            {
                Assert.Equal(asFloats.Bytes.ToArray(), got.Bytes.ToArray());
                Assert.Contains("the package holds no float32 variant; compiled with --precision f16,f32 it does", Refusal(halves, device), StringComparison.Ordinal);
                using CompiledModel model = CompiledModel.FromPackage(both);
                using Session session = model.CreateSession(device.Device);
                Assert.Same(model.Float32, session.Model);
                continue;
            }

            unpacked = got;
            TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), got, ComparisonLimits.GoldenModel(halfStorage: true, 0, 0));
        }

        // What the policy says is for devices that lack the feature: one that has it runs halves whatever it says.
        using TestDevice whole = DeviceMatrix.Use(driver, new VulkanDeviceOptions { Without16BitStorage = HalfPolicy.Float32 });
        HostTensor onWhole = DeviceRun.Run(whole.Device, both, inputs)["y"];
        bool hasStorage = whole.Device.Features.Contains(DeviceFeatureNames.Storage16);
        Assert.Equal((hasStorage ? unpacked! : asFloats).Bytes.ToArray(), onWhole.Bytes.ToArray());

        static string Refusal(ModelPackage package, TestDevice device)
        {
            using CompiledModel model = CompiledModel.FromPackage(package);
            return Assert.Throws<HalfStorageException>(() => model.CreateSession(device.Device)).Message;
        }
    }

    private static Graph Make(Random random)
    {
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal)
        {
            ["v"] = Small(random, 8, 3, 3, 3),
            ["w"] = Small(random, 6, 8, 3, 3),
            ["g"] = Small(random, 6, 6, 1, 1),
            ["t"] = Small(random, 3, 14, 3, 3),
        };
        return GraphParser.Parse(Text, tensors);
    }

    /// <summary>Weights that keep values far below the largest half.</summary>
    private static HostTensor Small(Random random, params long[] extents)
    {
        HostTensor tensor = SeededTensor.Floats(random, extents);
        return HostTensor.FromDoubles(tensor.Element, tensor.Shape, [.. tensor.ToDoubles().Select(value => value / 8)]);
    }
}
