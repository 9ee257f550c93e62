using System.Diagnostics;
using System.Diagnostics.Metrics;

using Lucid.Packaging;
using Lucid.Runtime.Recording;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Profiles, reports, meters, and the pipeline cache.</summary>
public sealed class MeasurementTests
{
    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void A_profile_tells_each_kernels_time_and_adds_up(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { LimitOverrides = new() { GroupCountX = 100 } });
        using Session session = SampleModels.Chain().Model().CreateSession(device.Device);
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(100_000, 1)));
        session.Run(inputs);
        float[] z = session.Run(inputs, ProfileDetail.Kernels, out RunProfile profile)["z"].ToFloats();
        Assert.Equal(400f, z[100]);
        Assert.Equal(["a", "b", "c", "d", "z"], profile.Kernels.Select(kernel => kernel.Name));
        Assert.All(profile.Kernels, kernel => Assert.Equal(16, kernel.Dispatches));
        Assert.All(profile.Kernels, kernel => Assert.True(kernel.DeviceMilliseconds > 0));
        Assert.Equal(profile.DeviceMilliseconds!.Value, profile.Kernels.Sum(kernel => kernel.DeviceMilliseconds), 6);
        Assert.True(profile.DeviceMilliseconds < profile.WallMilliseconds);
        Assert.True(profile.UnaccountedMilliseconds >= 0);

        session.Run(inputs, ProfileDetail.Run, out RunProfile whole);
        Assert.Empty(whole.Kernels);
        Assert.True(whole.DeviceMilliseconds > 0);
        session.Run(inputs, ProfileDetail.None, out RunProfile none);
        Assert.Null(none.DeviceMilliseconds);
        Assert.True(none.WallMilliseconds > 0);
    }

    [FactNeeding(Resource.Vulkan)]
    public void The_candidate_filter_and_the_requirements_decide_what_runs()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        IntExpr n = IntExpr.Symbol("n");
        ModelPackage package = SampleModels.Add().Package();
        ProgramKernel kernel = package.Program.Main[0];
        KernelCandidate small = kernel.Candidates[0] with { Variant = "small", Requires = [IntExpr.Less(n, 100), IntExpr.Less(64, IntExpr.Symbol(DeviceLimitNames.WorkgroupInvocations))] };
        package = package with { Program = package.Program with { Main = [kernel with { Candidates = [small, kernel.Candidates[0]] }] } };
        using CompiledModel model = CompiledModel.FromPackage(package);
        using Session any = model.CreateSession(device.Device);
        Assert.Equal("small", any.Explain(new Shape(99), new Shape(99)).Kernels[0].Variant);
        Assert.Equal("plain", any.Explain(new Shape(100), new Shape(100)).Kernels[0].Variant);
        using Session plain = model.CreateSession(device.Device, new SessionOptions { CandidateFilter = (_, candidate) => candidate.Variant == "plain" });
        Assert.Equal("plain", plain.Explain(new Shape(99), new Shape(99)).Kernels[0].Variant);
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_report_reads_as_text()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        using Session session = SampleModels.Prepared(1000).Model().CreateSession(device.Device);
        Assert.Equal(
            $"""
            prepared on {device.Device.Info.Name}
              input  x [1000]
              output z [1000]
              add: plain, 1 dispatches of 16 workgroups
              1 dispatches, 0 barriers, 0 host operations
              constants 4,096 bytes, inputs and outputs 8,192 bytes, arena 0 bytes (lower bound 0 bytes, greedy by size)
            """,
            session.Explain().ToString());
        Assert.Equal(["half", "p"], session.Explain().Prepare.Select(kernel => kernel.Name));
    }

    [FactNeeding(Resource.Vulkan)]
    public void Meters_and_activities_tell_what_happens()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0]);
        double measured = 0;
        List<string> activities = [];
        using MeterListener meters = new();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Lucid.Runtime" && instrument.Name == "lucid.run.duration") listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((_, value, _, _) => measured += value);
        meters.Start();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Lucid.Runtime",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if ((string?)activity.GetTagItem("lucid.model") == "measured") activities.Add(activity.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using Session session = SampleModels.Add("measured").Model().CreateSession(device.Device);
        session.Run(SessionTests.Named(("x", [1f]), ("y", [1f])));
        Assert.True(measured > 0);
        Assert.Equal(["lucid.record", "lucid.run"], activities);
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void The_pipeline_cache_survives_the_process_and_damage_is_ignored(string driver)
    {
        string folder = Path.Combine(Path.GetTempPath(), "lucid-cache-" + Guid.NewGuid().ToString("n"));
        try
        {
            Use();
            string file = Assert.Single(Directory.GetFiles(Path.Combine(folder, "pipelines")));
            AssertReadable(file);
            Use();
            AssertReadable(file);
            File.WriteAllBytes(file, [.. File.ReadAllBytes(file).Reverse()]);
            Use();
            AssertReadable(file);
            Assert.Single(Directory.GetFiles(Path.Combine(folder, "pipelines")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void AssertReadable(string file)
        {
            using TestDevice device = DeviceMatrix.Use(driver);
            Assert.NotNull(PipelineCacheFile.Read(device.Device.Logical.Facts, File.ReadAllBytes(file), out _));
        }

        void Use()
        {
            using TestDevice device = DeviceMatrix.Use(driver, new VulkanDeviceOptions { CacheDirectory = folder });
            using Session session = SampleModels.Add().Model().CreateSession(device.Device);
            session.Warm(new Shape(1), new Shape(1));
        }
    }
}
