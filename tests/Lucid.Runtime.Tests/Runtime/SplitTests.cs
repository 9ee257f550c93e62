using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>What is cut to fit a lesser device gives the same bits as what is not.</summary>
public sealed class SplitTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Grids_and_storage_ranges(string driver)
    {
        foreach (DeviceLimitOverrides limits in new DeviceLimitOverrides[]
        {
            new() { GroupCountX = 3 },
            new() { StorageRange = 1024 },
            new() { StorageRange = 1280, OffsetAlignment = 256, GroupCountX = 1 },
            new() { StorageRange = 512, OffsetAlignment = 64 },
        })
        {
            const int count = 5003;
            Compare(driver, SampleModels.Add().Model(), limits, ("x", Noise(1, count)), ("y", Noise(2, count)));
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Texel_views(string driver)
    {
        foreach (DeviceLimitOverrides limits in new DeviceLimitOverrides[]
        {
            new() { TexelElements = 64 },
            new() { TexelElements = 100, OffsetAlignment = 256 },
            new() { TexelElements = 200, StorageRange = 2048, GroupCountX = 1 },
        })
        {
            Compare(driver, SampleModels.DoubleTexels().Model(), limits, ("x", Noise(3, 1003, 4)));
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Sums_go_on_from_what_an_earlier_part_stored(string driver)
    {
        const int channels = 13;
        foreach (DeviceLimitOverrides limits in new DeviceLimitOverrides[]
        {
            new() { StorageRange = 4 * 1003 * 4 },
            new() { StorageRange = 1003 * 4 },
            new() { StorageRange = 768, OffsetAlignment = 256 },
            new() { StorageRange = 1024, GroupCountX = 2 },
        })
        {
            SessionReport report = Compare(driver, SampleModels.Sum(channels).Model(), limits, ("x", Noise(4, channels, 1003)));
            Assert.True(report.Barriers >= 3, report.ToString());
        }
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void An_arena_in_several_allocations(string driver)
    {
        const int count = 4000;
        DeviceLimitOverrides limits = new() { AllocationBytes = 20000 };
        SessionReport report = Compare(driver, SampleModels.Chain().Model(), limits, ("x", Noise(5, count)));
        Assert.Equal("greedy in 2 blocks", report.ArenaMethod);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void The_next_candidate_runs_where_the_first_cannot_be_cut(string driver)
    {
        ProgramSketch sketch = SampleModels.DoubleTexels();
        ModelPackage package = sketch.Package();
        ProgramKernel kernel = package.Program.Main[0];
        KernelCandidate uncut = kernel.Candidates[0] with { Variant = "uncut", Splits = [] };
        package = package with { Program = package.Program with { Main = [kernel with { Candidates = [uncut, kernel.Candidates[0]] }] } };
        using CompiledModel model = CompiledModel.FromPackage(package);
        SessionReport report = Compare(driver, model, new DeviceLimitOverrides { TexelElements = 64 }, ("x", Noise(6, 500, 4)));
        Assert.Equal(("plain", 1), (report.Kernels[0].Variant, report.Kernels[0].Candidate));
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void What_cannot_be_cut_enough_says_so(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { LimitOverrides = new() { StorageRange = 128 } });
        using Session session = SampleModels.Add().Model().CreateSession(device.Device);
        string message = Assert.Throws<DeviceLimitException>(() => session.Explain(new Shape(1000), new Shape(1000))).Message;
        Assert.Equal("binding 1 of kernel add (plain) needs a range of 256 bytes; the device allows 128, and cut as far as the package allows", message);
    }

    /// <summary>Runs on the whole device and on the lesser one; asserts equal bits, and that the lesser one did cut.</summary>
    private static SessionReport Compare(string driver, CompiledModel model, DeviceLimitOverrides limits, params (string Name, HostTensor Tensor)[] inputs)
    {
        Dictionary<string, HostTensor> named = inputs.ToDictionary(input => input.Name, input => input.Tensor);
        Shape[] shapes = [.. inputs.Select(input => input.Tensor.Shape)];
        using TestDevice whole = DeviceMatrix.Use(driver), lesser = DeviceMatrix.Use(driver, new VulkanDeviceOptions { LimitOverrides = limits });
        using Session expected = model.CreateSession(whole.Device), cut = model.CreateSession(lesser.Device);
        SessionReport report = cut.Explain(shapes);
        Assert.True(report.Dispatches > expected.Explain(shapes).Dispatches || limits.AllocationBytes is not null, $"nothing was cut: {report}");
        TensorAssert.BitwiseEqual(expected.Run(named)["z"], cut.Run(named)["z"]);
        return report;
    }

    private static HostTensor Noise(int seed, params long[] extents)
    {
        Random random = new(seed);
        Shape shape = new(extents);
        return HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5))]);
    }
}
