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

    public static TheoryData<string, string> ModelsOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string model in (string[])["examples/fsrcnn_x2.onnx", "examples/glyph_vae.onnx", "tests/golden/models/dcgan64/model.onnx"]) data.Add(driver, model);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ModelsOfDrivers))]
    public void Known_and_unknown_sizes_give_the_same_bits(string driver, string model) => CheckKnownAndUnknown(driver, RepositoryRoot.Combine(model));

    public static TheoryData<string, string> TrainedModelsOfDrivers()
    {
        TheoryData<string, string> data = [];
        // What decides between the two is in the package, not in the driver.
        foreach (string driver in DeviceMatrix.All.Take(1))
        {
            foreach (string model in (string[])["waifu2x_upconv7", "realcugan_up3x", "ppocrv4_det"]) data.Add(driver, model);
        }

        return data;
    }

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(TrainedModelsOfDrivers))]
    public void Known_and_unknown_sizes_of_a_trained_model_give_the_same_bits(string driver, string model) =>
        CheckKnownAndUnknown(driver, Path.Combine(Resources.TrainedModels!, model, "model.onnx"));

    private static void CheckKnownAndUnknown(string driver, string file)
    {
        Graph graph = OnnxImporter.Import(file);
        Assert.NotEmpty(graph.Inputs.SelectMany(id => graph.TypeOf(id).Shape.Extents).SelectMany(extent => extent.Symbols()));
        // Batches of 2, the smallest pictures that the models take at all.
        Dictionary<string, HostTensor> inputs = graph.Inputs.ToDictionary(id => graph[id].Name, id => SeededTensor.Floats(
            new Random(11), [.. graph.TypeOf(id).Shape.Extents.Select((extent, axis) => extent.TryGetConstant(out long known) ? known : axis == 0 ? 2 : axis == 2 ? 32 : 64)]));
        ModelPackage any = ModelCompiler.Compile(graph);
        ModelPackage one = ModelCompiler.Compile(OnnxImporter.Import(file, new ImportOptions { Shapes = inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Shape) }));
        Assert.NotNull(one.Program.StaticPlan);
        Assert.Null(any.Program.StaticPlan);
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> expected = DeviceRun.Run(device.Device, one, inputs), got = DeviceRun.Run(device.Device, any, inputs);
        foreach (GraphOutput output in graph.Outputs) TensorAssert.BitwiseEqual(expected[output.Name], got[output.Name], output.Name);
    }

    /// <summary>A skip connection around a layer that halves and one that doubles: odd sizes do not come back.</summary>
    [FactNeeding(Resource.TrainedModels, Resource.Vulkan)]
    public void A_size_that_the_model_cannot_take_is_refused_with_the_sizes_and_the_place()
    {
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(OnnxImporter.Import(Path.Combine(Resources.TrainedModels!, "realcugan_up3x/model.onnx"))));
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        using Session session = model.CreateSession(device.Device);
        string message = Assert.Throws<ShapeGuardException>(() => session.Warm(new Shape(1, 3, 40, 45))).Message;
        Assert.Equal("model.onnx: node 'add_1' (Add): add: [1,64,height-12,width-12] and [1,64,2*(height//2)-12,2*(width//2)-12] do not broadcast: "
            + "extents width-12 and 2*(width//2)-12 are neither equal nor 1 (with width = 45)", message);
        session.Warm(new Shape(1, 3, 40, 44));
    }
}
