using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>What callers and packages do wrong, and what they are told.</summary>
public sealed class SessionErrorTests
{
    private static readonly IntExpr N = IntExpr.Symbol("n");

    [FactNeeding(Resource.Vulkan)]
    public void Missing_unknown_and_mistyped_inputs_are_named()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        using Session session = SampleModels.Add().Model().CreateSession(device.Device);
        HostTensor x = HostTensor.Of(new Shape(2), 1, 2);
        Assert.Equal("no tensor was given for input y; add expects x f32[n], y f32[n]", Message(("x", x)));
        Assert.Equal("add has no input w; it expects x f32[n], y f32[n]", Message(("x", x), ("y", x), ("w", x)));
        Assert.Equal("input y is f64[2]; the model expects f32[n]", Message(("x", x), ("y", x.ConvertTo(ElementType.F64))));
        Assert.Equal("input y has 2 axes; the model expects 1: f32[n]", Message(("x", x), ("y", x.Reshape(new Shape(2, 1)))));
        Assert.Equal("1 input shapes were given; add has 2 inputs: x f32[n], y f32[n]", Assert.Throws<ModelInputException>(() => session.Explain(new Shape(1))).Message);
        Assert.Equal(
            "the shape of input x f32[n] depends on symbols; give the shapes of x f32[n], y f32[n]",
            Assert.Throws<ModelInputException>(() => session.Explain()).Message);

        string Message(params (string Name, HostTensor Tensor)[] inputs) =>
            Assert.Throws<ModelInputException>(() => session.Run(inputs.ToDictionary(input => input.Name, input => input.Tensor))).Message;
    }

    [FactNeeding(Resource.Vulkan)]
    public void Extents_that_contradict_and_guards_that_fail_say_where()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        ProgramSketch sketch = SampleModels.Add();
        sketch.Guard(IntExpr.Equal(IntExpr.Mod(N, 2), 0), "n must be even for the join", "model.onnx:join_3");
        using Session session = sketch.Model().CreateSession(device.Device);
        Assert.Contains("'y' has extent 5 in axis 0", Assert.Throws<ShapeMismatchException>(() => session.Warm(new Shape(4), new Shape(5))).Message, StringComparison.Ordinal);
        Assert.Equal("model.onnx:join_3: n must be even for the join (with n = 5)", Assert.Throws<ShapeGuardException>(() => session.Warm(new Shape(5), new Shape(5))).Message);
        session.Warm(new Shape(4), new Shape(4));
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_kernel_without_a_candidate_for_the_device_lists_what_each_needs()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], new VulkanDeviceOptions { HiddenFeatures = [DeviceFeatureNames.Storage16] });
        ModelPackage package = SampleModels.Add().Package();
        ProgramKernel kernel = package.Program.Main[0];
        KernelCandidate half = kernel.Candidates[0] with { Variant = "half", Features = [DeviceFeatureNames.Storage16] };
        KernelCandidate wide = kernel.Candidates[0] with { Variant = "wide", Requires = [IntExpr.Less(N, 3)] };
        package = package with { Program = package.Program with { Main = [kernel with { Candidates = [half, wide] }] } };
        using Session session = CompiledModel.FromPackage(package).CreateSession(device.Device);
        session.Warm(new Shape(2), new Shape(2));
        Assert.Equal(
            "no candidate of kernel add suits this device:\n  half: needs storageBuffer16BitAccess\n  wide: needs n<3",
            Assert.Throws<DeviceLimitException>(() => session.Warm(new Shape(3), new Shape(3))).Message);
    }

    [Fact]
    public void Programs_that_break_a_rule_are_refused_when_opened()
    {
        ModelPackage good = SampleModels.Add().Package();
        ProgramKernel kernel = good.Program.Main[0];
        ModelPackage wrong = good with
        {
            Program = good.Program with { Main = [kernel with { Candidates = [kernel.Candidates[0] with { Module = "nowhere" }] }] },
        };
        Assert.Equal(
            "the program of add breaks 1 rules:\n  P10 $.program.main[0].candidates[0].module: no module 'nowhere' is stored",
            Assert.Throws<ProgramException>(() => CompiledModel.FromPackage(wrong)).Message);
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_file_runs_as_the_package_it_was_written_from_and_damage_is_found_when_it_is_loaded()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        string path = Path.GetTempFileName();
        try
        {
            PackageWriter.Write(path, SampleModels.Prepared(100).Package());
            using (CompiledModel model = CompiledModel.Open(path))
            using (Session session = model.CreateSession(device.Device))
                Assert.Equal(Enumerable.Range(0, 100).Select(i => 5f * i), session.Run(SessionTests.Named(("x", SessionTests.Ramp(100, 1))))["z"].ToFloats());

            byte[] bytes = File.ReadAllBytes(path);
            int constant = bytes.AsSpan().LastIndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([97, 98, 99]));
            bytes[constant] ^= 1;
            File.WriteAllBytes(path, bytes);
            using CompiledModel damaged = CompiledModel.Open(path);
            Assert.Contains("the file is damaged", Assert.Throws<PackageFormatException>(() => damaged.CreateSession(device.Device)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void Values_that_a_shape_drives_out_of_range_are_refused_naming_kernel_and_place()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        ModelPackage package = SampleModels.Add().Package();
        ProgramKernel kernel = package.Program.Main[0];
        Assert.Equal("kernel add: parameter 0 is 5000000000, outside -2147483648 to 4294967295", Message(kernel.Candidates[0] with { Parameters = [N * 1_000_000_000] }));
        Assert.Equal(
            "kernel add: the size of binding 1 from offset 0 of its buffer of 20 bytes is 40, outside 0 to 20",
            Message(kernel.Candidates[0] with
            {
                Bindings = [kernel.Candidates[0].Bindings[0] with { ByteSize = N * 8 }, kernel.Candidates[0].Bindings[1], kernel.Candidates[0].Bindings[2]],
            }));

        string Message(KernelCandidate wrong)
        {
            using Session session = CompiledModel.FromPackage(package with { Program = package.Program with { Main = [kernel with { Candidates = [wrong] }] } })
                .CreateSession(device.Device);
            return Assert.Throws<ProgramException>(() => session.Explain(new Shape(5), new Shape(5))).Message;
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void An_unknown_device_is_answered_with_those_that_there_are()
    {
        string message = Assert.Throws<DeviceNotFoundException>(() => VulkanDevice.Open("no such device")).Message;
        Assert.Contains("\n  " + VulkanDevices.List()[0], message, StringComparison.Ordinal);
    }
}
