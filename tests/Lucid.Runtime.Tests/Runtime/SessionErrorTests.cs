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
    public void Programs_that_contradict_themselves_are_refused_when_opened()
    {
        ModelPackage good = SampleModels.Add().Package();
        ProgramKernel kernel = good.Program.Main[0];
        KernelCandidate candidate = kernel.Candidates[0];
        Refused("kernel add, candidate plain runs the module nowhere, which the package has not", candidate with { Module = "nowhere" });
        Refused("kernel add, candidate plain: binding 1 is of buffer 9; there are 3", candidate with { Bindings = [candidate.Bindings[0] with { Buffer = 9 }] });
        Refused("kernel add, candidate plain: binding 0 is out of range or there twice", candidate with { Bindings = [candidate.Bindings[0] with { Binding = 0 }] });
        Refused("kernel add, candidate plain has a grid of 2 axes; expected 3", candidate with { Groups = [1, 1] });
        Refused("kernel add, candidate plain splits an axis twice", candidate with { Splits = [candidate.Splits[0], candidate.Splits[0]] });
        Refused("kernel add writes buffer x of kind Input", candidate with { Bindings = [candidate.Bindings[0] with { Access = BindingAccess.Write }], Splits = [] });
        Assert.Equal(
            "module m is no SPIR-V",
            Assert.Throws<ProgramException>(() => CompiledModel.FromPackage(good with
            {
                Program = good.Program with { Main = [kernel with { Candidates = [candidate with { Module = "m" }] }] },
                Modules = good.Modules.Add("m", new byte[20]),
            })).Message);

        void Refused(string message, KernelCandidate wrong) => Assert.Equal(message, Assert.Throws<ProgramException>(() =>
            CompiledModel.FromPackage(good with { Program = good.Program with { Main = [kernel with { Candidates = [wrong] }] } })).Message);
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
