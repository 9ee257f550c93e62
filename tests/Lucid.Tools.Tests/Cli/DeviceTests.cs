using System.Text.Json;

using Lucid.Cli;
using Lucid.Files;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class DeviceTests
{
    private static readonly string FirstDevice = DeviceMatrix.All[0];

    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");
    private static readonly string GoldenModel = RepositoryRoot.Combine("tests/golden/models/fsrcnn_x3");

    [FactNeeding(Resource.Vulkan)]
    public void Devices_are_listed_for_people_and_for_scripts()
    {
        CommandRun table = CommandRun.Of("devices").Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("devices", "--json").Expect(ExitCode.Done).Out);
        JsonElement first = json.RootElement[0];
        Assert.Contains(first.GetProperty("name").GetString()!, table.Out, StringComparison.Ordinal);
        Assert.Equal(0, first.GetProperty("index").GetInt32());
        Assert.True(first.GetProperty("limits").GetProperty("storage_range_bytes").GetInt64() >= 1 << 27);
        Assert.Equal(JsonValueKind.Array, first.GetProperty("features").ValueKind);
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_golden_model_passes_on_a_device_with_dispatches_only()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("verify", GoldenModel, "--device", FirstDevice, "--json", folder.File("r.json")).Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        JsonElement record = Assert.Single(json.RootElement.EnumerateArray());
        Assert.True(record.GetProperty("dispatches").GetInt32() > 0);
        Assert.Equal(0, record.GetProperty("host_ops").GetInt32());
        Assert.NotEqual("reference", record.GetProperty("device").GetString());
    }

    [FactNeeding(Resource.Vulkan)]
    public void All_means_every_device_and_the_reference()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("verify", GoldenModel, "--device", "all", "--json", folder.File("r.json")).Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        string?[] devices = [.. json.RootElement.EnumerateArray().Select(record => record.GetProperty("device").GetString())];
        Assert.True(devices.Length >= 2);
        Assert.Equal("reference", devices[^1]);
    }

    [FactNeeding(Resource.Vulkan)]
    public void An_unknown_device_lists_those_there_are() =>
        CommandRun.Of("run", Glyphs, "--random", "1", "--shape", "latent=1x16", "--device", "voodoo2").Refused(ExitCode.Device, "'voodoo2'", "\n  0: ");

    [FactNeeding(Resource.Vulkan)]
    public void A_memory_limit_refuses_naming_needed_and_available() =>
        CommandRun.Of("run", Glyphs, "--random", "1", "--shape", "latent=1x16", "--device", FirstDevice, "--memory-limit", "64K").Refused(ExitCode.Device, "needs ", "available", "limit of 65,536");

    [FactNeeding(Resource.Vulkan)]
    public void An_inner_value_of_a_package_comes_from_the_device()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk")).Expect(ExitCode.Done);
        foreach (string device in new[] { "0", "reference" })
        {
            CommandRun.Of("run", folder.File("g.lvk"), "--random", "1", "--shape", "latent=1x16", "--device", device, "--output", $"/Relu_1_output_0={folder.File(device + ".npy")}")
                .Expect(ExitCode.Done);
        }

        TensorAssert.Close(
            TensorFiles.ReadSingle(folder.File("reference.npy")).Tensor, TensorFiles.ReadSingle(folder.File("0.npy")).Tensor,
            Lucid.Verification.ComparisonLimits.TrainedModel(halfStorage: false));
    }

    [FactNeeding(Resource.Vulkan)]
    public void Verbose_runs_show_the_variants() =>
        Assert.Contains("/fc/Gemm+relu: ", CommandRun.Of("run", Glyphs, "--random", "1", "--shape", "latent=1x16", "--device", FirstDevice, "-v").Expect(ExitCode.Done).Error, StringComparison.Ordinal);

    [FactNeeding(Resource.Vulkan)]
    public void Inspect_shows_the_variant_that_a_device_takes() =>
        Assert.Contains("variant chosen", CommandRun.Of("inspect", Glyphs, "--device", FirstDevice).Expect(ExitCode.Done).Out, StringComparison.Ordinal);

    [FactNeeding(Resource.Vulkan)]
    public void A_device_agrees_with_the_reference_output_by_output_and_layer_by_layer()
    {
        CommandRun outputs = CommandRun.Of("compare", Glyphs, "--shape", "latent=1x16", "--device", FirstDevice).Expect(ExitCode.Done);
        Assert.Contains("pass", outputs.Out, StringComparison.Ordinal);
        CommandRun layers = CommandRun.Of("compare", Glyphs, "--shape", "latent=1x16", "--device", FirstDevice, "--per-layer").Expect(ExitCode.Done);
        Assert.Contains("/deconv2/ConvTranspose", layers.Out, StringComparison.Ordinal);
        Assert.Contains("all 6 layers are within their bounds", layers.Out, StringComparison.Ordinal);
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_benchmark_has_the_promised_fields()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("bench", Glyphs, "--shape", "latent=1x16", "--device", FirstDevice, "--iterations", "4", "--json", folder.File("b.json")).Expect(ExitCode.Done);
        foreach (string word in new[] { "latency", "device", "transfer", "submit", "unaccounted", "throughput" }) Assert.Contains(word, run.Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("b.json")));
        JsonElement root = json.RootElement;
        Assert.Equal(Glyphs, root.GetProperty("model").GetString());
        Assert.NotEmpty(root.GetProperty("device").GetString()!);
        Assert.NotEmpty(root.GetProperty("driver").GetString()!);
        Assert.Equal(4, root.GetProperty("iterations").GetInt32());
        foreach (string name in new[] { "latency_ms", "device_ms", "transfer_ms", "submit_ms" })
        {
            if (root.GetProperty(name).ValueKind == JsonValueKind.Null) continue; // a device without timestamps
            double[] spread = [.. new[] { "min", "median", "p90", "p99" }.Select(field => root.GetProperty(name).GetProperty(field).GetDouble())];
            Assert.Equal(spread.Order(), spread);
        }

        Assert.True(root.GetProperty("first_run_ms").GetDouble() > 0);
        Assert.True(root.GetProperty("load_ms").GetDouble() > 0);
        foreach (JsonElement kernel in root.GetProperty("kernels").EnumerateArray())
        {
            Assert.NotEmpty(kernel.GetProperty("name").GetString()!);
            foreach (string field in new[] { "ms", "gflops", "gbytes_per_s" }) Assert.True(kernel.GetProperty(field).GetDouble() >= 0);
        }
    }

    [FactNeeding(Resource.Vulkan)]
    public void A_profile_shows_every_kernel_the_ceilings_and_what_nothing_explains()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("profile", Glyphs, "--shape", "latent=1x16", "--device", FirstDevice, "--html", folder.File("p.html"), "--trace", folder.File("p.json")).Expect(ExitCode.Done);
        foreach (string word in new[] { "unaccounted", "GFLOP/s", "a run takes" }) Assert.Contains(word, run.Out, StringComparison.Ordinal);
        string page = File.ReadAllText(folder.File("p.html"));
        foreach (string word in new[] { "Timeline", "Kernels by time", "unaccounted" }) Assert.Contains(word, page, StringComparison.Ordinal);
        using JsonDocument trace = JsonDocument.Parse(File.ReadAllBytes(folder.File("p.json")));
        Assert.Contains(trace.RootElement.GetProperty("traceEvents").EnumerateArray(), one => one.GetProperty("name").GetString() == "run");
    }

    [Fact]
    public void Verbs_that_measure_a_device_refuse_the_reference()
    {
        CommandRun.Of("profile", Glyphs, "--device", "reference").Refused(ExitCode.Usage, "Vulkan device");
        CommandRun.Of("bench", Glyphs, "--device", "reference").Refused(ExitCode.Usage, "Vulkan device");
        CommandRun.Of("compare", Glyphs, "--device", "reference").Refused(ExitCode.Usage, "Vulkan device");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1000001")]
    public void A_count_of_iterations_out_of_range_is_wrong_usage(string count) => CommandRun.Of("bench", Glyphs, "--iterations", count).Refused(ExitCode.Usage, "--iterations " + count);
}
