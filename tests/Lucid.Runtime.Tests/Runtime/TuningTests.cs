using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

using static Lucid.Runtime.Tests.Runtime.ProgramSketch;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Measured choices: of a model whose first candidate wastes thousands of times the second one's work, so that no disturbance decides.</summary>
public sealed class TuningTests : IDisposable
{
    private const int Count = 1024;

    // z = 2·x, after so many rounds of a generator whose end decides nothing that occurs.
    private const string Source = """
        layout(local_size_x = 64) in;
        layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
        layout(set = 0, binding = 2) writeonly buffer Z { float values[]; } z;
        void main() {
            uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
            if (i >= parameter(0)) return;
            uint state = i;
            for (uint round = 0; round < parameter(1); round++) state = state * 1664525u + 1013904223u;
            z.values[i - part.shift.y] = state == parameter(2) ? 0.0 : 2.0 * x.values[i - part.shift.x];
        }
        """;

    private static readonly IntExpr N = IntExpr.Symbol("n");

    // Never up: few and short runs end the trials.
    private static readonly TuningOptions Patient = new() { Duration = TimeSpan.FromMinutes(5) };

    private readonly string _cache = Directory.CreateTempSubdirectory("lucid-tuning-").FullName;

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void The_fastest_candidate_is_found_remembered_and_used(string driver)
    {
        using CompiledModel model = Wasteful().Model();
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(Count, 1)));
        float[] before;
        List<TuningProgress> progress = [];
        using (TestDevice device = DeviceMatrix.Use(driver, Cached()))
        {
            using (Session session = model.CreateSession(device.Device))
            {
                Assert.Equal("wasteful", Chosen(session));
                before = session.Run(inputs)["z"].ToFloats();
            }

            TuningResult result = SessionTuner.Tune(model, device.Device, inputs, Patient, progress.Add);

            TunedKernel kernel = Assert.Single(result.Kernels);
            Assert.Equal(("wasteful", "thrifty", 2, 2), (kernel.Original, kernel.Winner, kernel.Tried, kernel.Candidates));
            Assert.True(kernel.WinnerMilliseconds < kernel.OriginalMilliseconds);
            Assert.Equal((true, false), (result.IsComplete, result.BitsDiffered));
            Assert.True(File.Exists(result.File));
            Assert.Equal([new(0, 3), new(1, 3), new(2, 3), new(3, 3)], progress);
            using Session tuned = model.CreateSession(device.Device);
            Assert.Equal("thrifty", Chosen(tuned));
            Assert.Equal(before, tuned.Run(inputs)["z"].ToFloats());
        }

        // Another process, as it were; then one for which the measurement does not count.
        using TestDevice later = DeviceMatrix.Use(driver, Cached());
        using Session again = model.CreateSession(later.Device);
        Assert.Equal("thrifty", Chosen(again));
        Assert.Equal("wasteful", again.Explain(new Shape(Count / 2)).Kernels[0].Variant);
        using Session without = model.CreateSession(later.Device, new SessionOptions { Tuning = TuningUse.None });
        Assert.Equal("wasteful", Chosen(without));
    }

    [TheoryNeeding(Resource.Vulkan), MemberData(nameof(Drivers))]
    public void Another_order_of_summing_is_tried_and_used_only_where_it_is_asked_for(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver, Cached());
        using CompiledModel model = Wasteful(otherOrder: true).Model();
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(Count, 1)));

        Assert.Empty(SessionTuner.Tune(model, device.Device, inputs, Patient).Kernels);
        Assert.Equal("thrifty", Assert.Single(SessionTuner.Tune(model, device.Device, inputs, Patient with { AnyOrder = true }).Kernels).Winner);

        using Session usual = model.CreateSession(device.Device);
        Assert.Equal("wasteful", Chosen(usual));
        using Session any = model.CreateSession(device.Device, new SessionOptions { Tuning = TuningUse.AnyOrder });
        Assert.Equal("thrifty", Chosen(any));
    }

    [FactNeeding(Resource.Vulkan)]
    public void When_the_time_is_up_at_once_the_packages_order_stays()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], Cached());
        using CompiledModel model = Wasteful().Model();
        TuningResult result = SessionTuner.Tune(
            model, device.Device, SessionTests.Named(("x", SessionTests.Ramp(Count, 1))), new TuningOptions { Duration = TimeSpan.Zero });
        Assert.False(result.IsComplete);
        Assert.Equal(("wasteful", 1), (result.Kernels[0].Winner, result.Kernels[0].Tried));
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_damaged_cache_is_ignored_and_written_anew()
    {
        using CompiledModel model = Wasteful().Model();
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(Count, 1)));
        string file;
        using (TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], Cached())) file = SessionTuner.Tune(model, device.Device, inputs, Patient).File!;
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        using TestDevice later = DeviceMatrix.Use(DeviceMatrix.All[0], Cached());
        using (Session session = model.CreateSession(later.Device)) Assert.Equal("wasteful", Chosen(session));
        SessionTuner.Tune(model, later.Device, inputs, Patient);
        using Session tuned = model.CreateSession(later.Device);
        Assert.Equal("thrifty", Chosen(tuned));
        Assert.Equal([file], Directory.EnumerateFiles(Path.GetDirectoryName(file)!));
    }

    [FactNeeding(Resource.Vulkan)]
    public void Weights_that_only_the_winner_reads_are_prepared_for_it()
    {
        using TestDevice device = DeviceMatrix.Use(DeviceMatrix.All[0], Cached());
        ProgramSketch sketch = new("prepared for each");
        int x = sketch.Input("x", new(Count)), z = sketch.Output("z", new(Count));
        int w = sketch.Constant("w", HostTensor.Of(new Shape(Count), SessionTests.Ramp(Count, 3)));
        int one = sketch.Prepared("one", Count * 4), two = sketch.Prepared("two", Count * 4);
        SampleModels.Scale(sketch, "one", w, one, 1, Count, prepare: true);
        SampleModels.Scale(sketch, "two", w, two, 1, Count, prepare: true);
        sketch.Kernel("add", [Adding(one, "wasteful", 4_000), Adding(two, "thrifty", 1)]);
        using CompiledModel model = sketch.Model();
        Dictionary<string, HostTensor> inputs = SessionTests.Named(("x", SessionTests.Ramp(Count, 1)));
        using (Session session = model.CreateSession(device.Device)) Assert.Equal(["one"], session.Explain().Prepare.Select(kernel => kernel.Name));

        SessionTuner.Tune(model, device.Device, inputs, Patient);

        using Session tuned = model.CreateSession(device.Device);
        Assert.Equal(["two"], tuned.Explain().Prepare.Select(kernel => kernel.Name));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => 4f * i), tuned.Run(inputs)["z"].ToFloats());

        KernelCandidate Adding(int weights, string variant, int rounds) => sketch.Candidate(
            """
            layout(local_size_x = 64) in;
            layout(set = 0, binding = 1) readonly buffer X { float values[]; } x;
            layout(set = 0, binding = 2) readonly buffer W { float values[]; } w;
            layout(set = 0, binding = 3) writeonly buffer Z { float values[]; } z;
            void main() {
                uint i = (gl_WorkGroupID.x + part.first.x) * 64 + gl_LocalInvocationID.x;
                if (i >= parameter(0)) return;
                uint state = i;
                for (uint round = 0; round < parameter(1); round++) state = state * 1664525u + 1013904223u;
                z.values[i - part.shift.z] = state == parameter(2) ? 0.0 : x.values[i - part.shift.x] + w.values[i - part.shift.y];
            }
            """,
            [Read(1, x, Count * 4), Read(2, weights, Count * 4), Write(3, z, Count * 4)], [Count, rounds, 77], [Count / 64, 1, 1], variant: variant);
    }

    private static string Chosen(Session session) => session.Explain(new Shape(Count)).Kernels[0].Variant;

    private static ProgramSketch Wasteful(bool otherOrder = false)
    {
        ProgramSketch sketch = new("wasteful");
        int x = sketch.Input("x", new(N)), z = sketch.Output("z", new(N));
        KernelCandidate thrifty = Candidate("thrifty", 1);
        return sketch.Kernel("double", [Candidate("wasteful", 4_000), otherOrder ? thrifty with { OrderClass = "other" } : thrifty]);

        KernelCandidate Candidate(string variant, int rounds) => sketch.Candidate(
            Source, [Read(1, x, N * 4), Write(2, z, N * 4)], [N, rounds, 77], [IntExpr.CeilDiv(N, 64), 1, 1], variant: variant);
    }

    private VulkanDeviceOptions Cached() => new() { CacheDirectory = _cache };
}
