using Lucid.Compiler;
using Lucid.Import;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>One package runs at any size its symbols allow.</summary>
public sealed class DynamicSizeTests
{
    private static readonly ComparisonLimit Limit = ComparisonLimits.TrainedModel(halfStorage: false);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void The_example_upscaler_runs_at_three_sizes_from_one_package(string driver)
    {
        Graph graph = OnnxImporter.Import(RepositoryRoot.Combine("examples/fsrcnn_x2.onnx"));
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using TestDevice device = DeviceMatrix.Use(driver);
        using Session session = model.CreateSession(device.Device);
        foreach ((long n, long h, long w) in ((long, long, long)[])[(1, 24, 32), (2, 7, 5), (1, 1, 33)])
        {
            Dictionary<string, HostTensor> inputs = new() { ["lowres"] = SeededTensor.Floats(new Random((int)(h * w)), n, 3, h, w) };
            HostTensor got = DeviceRun.Run(session, inputs)["upscaled"];
            Assert.Equal(new Shape(n, 3, 2 * h, 2 * w), got.Shape);
            TensorAssert.Close(DeviceRun.Reference(graph, inputs, "upscaled"), got, Limit, $"{n}x{h}x{w}");
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Known_and_unknown_sizes_give_the_same_result(string driver)
    {
        string file = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx");
        Dictionary<string, HostTensor> inputs = new() { ["lowres"] = SeededTensor.Floats(new Random(11), 1, 3, 20, 28) };
        ModelPackage any = ModelCompiler.Compile(OnnxImporter.Import(file));
        ModelPackage one = ModelCompiler.Compile(OnnxImporter.Import(file, new ImportOptions { Shapes = new Dictionary<string, Shape> { ["lowres"] = new(1, 3, 20, 28) } }));
        Assert.NotNull(one.Program.StaticPlan);
        Assert.Null(any.Program.StaticPlan);
        using TestDevice device = DeviceMatrix.Use(driver);
        TensorAssert.BitwiseEqual(DeviceRun.Run(device.Device, any, inputs)["upscaled"], DeviceRun.Run(device.Device, one, inputs)["upscaled"]);
    }
}
