using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Dispatches and bindings beyond a device's limits are cut, and the result does not change by a bit.</summary>
public sealed class SplitTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_layer_larger_than_the_bindings_is_cut_by_image_and_tile(string driver)
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = Layer();
        CheckEqual(driver, graph, inputs, new DeviceLimitOverrides { StorageRange = 52_000, TexelElements = 64 * 1024 });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void One_image_larger_than_the_bindings_is_cut_by_channels(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(7), 2, 24, 20, 24);
        GraphBuilder builder = new("image");
        // Of any size: known ones fit every device.
        ValueId input = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(IntExpr.Symbol("n"), 24, IntExpr.Symbol("h"), IntExpr.Symbol("w"))));
        ValueId weight = builder.AddConstant("weight", SeededTensor.Floats(new Random(8), 20, 24, 3, 3));
        builder.AddOutput("y", builder.Add(new Conv([1, 1], [1, 1], [1, 1], [1, 1], 1), [input, weight])!.Value);

        // A block of four channels is 7680 bytes, of the input as of the output.
        SessionReport report = CheckEqual(driver, builder.Build(), new() { ["x"] = x }, new DeviceLimitOverrides { StorageRange = 20_000, TexelElements = 64 * 1024 });

        Assert.Contains(report.Kernels, kernel => kernel.Variant == "to_blocked by block" && kernel.Dispatches > 2);
        Assert.Contains(report.Kernels, kernel => kernel.Variant.EndsWith(" by image", StringComparison.Ordinal) && kernel.Dispatches > 2);
        if (driver == "llvmpipe") Assert.Contains(report.Kernels, kernel => kernel.Variant == "rows 8x8 by 3 taps quads by image");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Four_channels_larger_than_the_bindings_are_stored_one_by_one(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(9), 2, 24, 20, 24), skip = SeededTensor.Floats(new Random(10), 2, 10, 40, 48);
        SymbolicShape Of(long channels, long scale) => new(IntExpr.Symbol("n"), channels, IntExpr.Symbol("h") * scale, IntExpr.Symbol("w") * scale);
        GraphBuilder builder = new("channels");
        ValueId input = builder.AddInput("x", new TensorType(ElementType.F32, Of(24, 1)));
        ValueId beside = builder.AddInput("skip", new TensorType(ElementType.F32, Of(10, 2)));
        ValueId weight = builder.AddConstant("weight", SeededTensor.Floats(new Random(11), 24, 10, 4, 4));
        ValueId bias = builder.AddConstant("bias", SeededTensor.Floats(new Random(12), 10));
        ConvTranspose op = new([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1);
        ValueId layer = builder.Add(op, [input, weight, bias])!.Value;
        builder.AddOutput("y", builder.Add(Pointwise.Of(PointwiseKind.Add), [layer, beside])!.Value);

        // A channel is 7680 bytes of the output; a block of four is as much of the input, and a block's weights are 6144.
        SessionReport report = CheckEqual(
            driver, builder.Build(), new() { ["x"] = x, ["skip"] = skip }, new DeviceLimitOverrides { StorageRange = 70_000, TexelElements = 64 * 1024 });
        Assert.Contains(report.Kernels, kernel => kernel.Variant.EndsWith(" by image", StringComparison.Ordinal) && kernel.Dispatches > 2);

        report = CheckEqual(driver, builder.Build(), new() { ["x"] = x, ["skip"] = skip }, new DeviceLimitOverrides { StorageRange = 26_000, OffsetAlignment = 64, TexelElements = 64 * 1024 });
        Assert.Contains(report.Kernels, kernel => kernel.Variant == (driver == "llvmpipe" ? "rows 4x8 by 2 taps by channel" : "storage 4x4 by channel") && kernel.Dispatches >= 2 * 4);

        report = CheckEqual(driver, builder.Build(), new() { ["x"] = x, ["skip"] = skip }, new DeviceLimitOverrides { StorageRange = 60_000, OffsetAlignment = 64, TexelElements = 64 });
        Assert.Contains(report.Kernels, kernel => kernel.Variant == "storage 4x4 by image" && kernel.Dispatches >= 2 * 2);

        report = CheckEqual(driver, builder.Build(), new() { ["x"] = x, ["skip"] = skip }, new DeviceLimitOverrides { StorageRange = 26_000, OffsetAlignment = 64, TexelElements = 64 });
        Assert.Contains(report.Kernels, kernel => kernel.Variant == "storage 4x4 by channel" && kernel.Dispatches >= 2 * 4);
    }

    [FactNeeding(Resource.SwiftShader)]
    public void Texel_views_are_cut_by_tile_and_depth_where_subgroups_have_four_lanes()
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = Layer();
        // One tile's weights are 1536 texels and one image 2394, in six blocks of 399.
        SessionReport report = CheckEqual("swiftshader", graph, inputs, new DeviceLimitOverrides { TexelElements = 1600 });
        Assert.Contains(report.Kernels, kernel => kernel.Variant == "quads 16x8 by image" && kernel.Dispatches == 3 * 2 * 2);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void More_workgroups_than_an_axis_takes_become_several_dispatches(string driver)
    {
        (Graph graph, Dictionary<string, HostTensor> inputs) = Layer();
        CheckEqual(driver, graph, inputs, new DeviceLimitOverrides { GroupCountX = 3, GroupCountY = 2, GroupCountZ = 1 });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void An_elementwise_kernel_is_cut_where_its_tensors_exceed_the_bindings(string driver)
    {
        HostTensor x = SeededTensor.Floats(new Random(5), 6, 8, 20, 20);
        GraphBuilder builder = new("pointwise");
        ValueId input = builder.AddInput("x", x.Type);
        ValueId slope = builder.AddConstant("slope", SeededTensor.Floats(new Random(6), 8, 1, 1));
        builder.AddOutput("y", builder.Add(new Pointwise(PointwiseKind.PRelu), [input, slope])!.Value);
        CheckEqual(driver, builder.Build(), new() { ["x"] = x }, new DeviceLimitOverrides { StorageRange = 16_384 });
    }

    private static (Graph Graph, Dictionary<string, HostTensor> Inputs) Layer()
    {
        HostTensor x = SeededTensor.Floats(new Random(1), 3, 24, 19, 21);
        GraphBuilder builder = new("layer");
        ValueId input = builder.AddInput("x", x.Type);
        ValueId weight = builder.AddConstant("weight", SeededTensor.Floats(new Random(2), 24, 20, 4, 4));
        ValueId bias = builder.AddConstant("bias", SeededTensor.Floats(new Random(3), 20));
        ConvTranspose op = new([2, 2], [1, 1], [1, 1], [0, 0], [1, 1], 1);
        builder.AddOutput("y", builder.Add(op, [input, weight, bias])!.Value);
        return (builder.Build(), new() { ["x"] = x });
    }

    private static SessionReport CheckEqual(string driver, Graph graph, Dictionary<string, HostTensor> inputs, DeviceLimitOverrides limits)
    {
        ModelPackage package = ModelCompiler.Compile(graph);
        HostTensor whole;
        using (TestDevice device = DeviceMatrix.Use(driver)) whole = DeviceRun.Run(device.Device, package, inputs)["y"];
        using TestDevice limited = DeviceMatrix.Use(driver, new VulkanDeviceOptions { LimitOverrides = limits });
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session session = model.CreateSession(limited.Device);
        HostTensor split = DeviceRun.Run(session, inputs)["y"];
        TensorAssert.BitwiseEqual(whole, split);
        SessionReport report = DeviceRun.Report(session, inputs);
        Assert.Contains(report.Kernels, kernel => kernel.Dispatches > 1);
        return report;
    }
}
