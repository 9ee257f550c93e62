using System.Text.Json;

using Lucid.Cli;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class VerifyTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");
    private static readonly string GoldenModel = RepositoryRoot.Combine("tests/golden/models/fsrcnn_x3");

    [Fact]
    public void A_golden_model_passes_within_the_limit_of_its_manifest()
    {
        CommandRun run = CommandRun.Of("verify", GoldenModel, "--device", "reference").Expect(ExitCode.Done);
        Assert.EndsWith("\n1 passed, 0 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("golden models, float32", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_expectation_fails_with_its_place()
    {
        using TemporaryFolder folder = new();
        Copy(folder, output => output.WithElement(100, output.ToFloats()[100] + 0.01f));
        CommandRun run = CommandRun.Of("verify", folder.Path, "--device", "reference").Expect(ExitCode.Different);
        Assert.Contains("FAIL", run.Out, StringComparison.Ordinal);
        Assert.Contains("worst at [0,0,1,36]", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n0 passed, 1 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_of_another_shape_fails()
    {
        using TemporaryFolder folder = new();
        Copy(folder, output => output.Reshape(new Shape(64, 64)));
        CommandRun run = CommandRun.Of("verify", folder.Path, "--device", "reference").Expect(ExitCode.Different);
        Assert.Contains("expected f32[64,64]", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_not_a_number_in_the_expectation_fails()
    {
        using TemporaryFolder folder = new();
        Copy(folder, output => output.WithElement(5, float.NaN));
        CommandRun run = CommandRun.Of("verify", folder.Path, "--device", "reference", "--json", folder.File("r.json")).Expect(ExitCode.Different);
        Assert.Contains("expected NaN", run.Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty("outputs")[0].GetProperty("max_abs_error").ValueKind);
    }

    [Fact]
    public void Tolerances_by_hand_override_the_limit()
    {
        using TemporaryFolder folder = new();
        Copy(folder, output => output.WithElement(100, output.ToFloats()[100] + 0.01f));
        CommandRun.Of("verify", folder.Path, "--device", "reference", "--atol", "0.02").Expect(ExitCode.Done);
        CommandRun.Of("verify", folder.Path, "--device", "reference", "--atol", "0.001").Expect(ExitCode.Different);
        CommandRun.Of("verify", folder.Path, "--device", "reference", "--rtol", "0", "--atol", "0").Expect(ExitCode.Different);
    }

    [Fact]
    public void A_model_that_does_not_load_is_an_error_and_the_rest_goes_on()
    {
        using TemporaryFolder folder = new();
        string broken = folder.Folder("broken");
        File.WriteAllBytes(Path.Combine(broken, "model.onnx"), [1, 2, 3]);
        File.Copy(Path.Combine(GoldenModel, "io.safetensors"), Path.Combine(broken, "io.safetensors"));
        Copy(folder, output => output);
        CommandRun run = CommandRun.Of("verify", folder.Path, "--device", "reference", "--json", folder.File("r.json")).Expect(ExitCode.Different);
        Assert.EndsWith("\n1 passed, 1 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        Assert.Equal(["pass", "error"], json.RootElement.EnumerateArray().Select(record => record.GetProperty("status").GetString()));
    }

    [Fact]
    public void A_record_has_the_promised_fields()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("verify", GoldenModel, "--device", "reference", "--json", folder.File("r.json")).Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        JsonElement record = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(["test", "data_set", "device", "status", "message", "outputs", "dispatches", "host_ops"], record.EnumerateObject().Select(field => field.Name));
        Assert.Equal((GoldenModel, "io", "reference", "pass"), (record.GetProperty("test").GetString()!, record.GetProperty("data_set").GetString()!, record.GetProperty("device").GetString()!, record.GetProperty("status").GetString()!));
        JsonElement output = Assert.Single(record.GetProperty("outputs").EnumerateArray());
        Assert.Equal(["name", "max_abs_error", "max_abs_reference", "relative_error"], output.EnumerateObject().Select(field => field.Name));
        Assert.Equal("output", output.GetProperty("name").GetString());
        Assert.Equal(output.GetProperty("max_abs_error").GetDouble() / output.GetProperty("max_abs_reference").GetDouble(), output.GetProperty("relative_error").GetDouble(), 12);
        Assert.Equal(0, record.GetProperty("dispatches").GetInt32());
        Assert.True(record.GetProperty("host_ops").GetInt32() > 0);
    }

    [Fact]
    public void An_expected_failure_is_skipped_and_an_expected_failure_that_passes_is_reported()
    {
        using TemporaryFolder folder = new();
        Copy(folder, output => output.WithElement(0, 5));
        File.WriteAllText(folder.File("expected.txt"), "# known\n*/glyph_vae.onnx/glyph_vae  the expectation is wrong\n");
        CommandRun failing = CommandRun.Of("verify", folder.Path, "--device", "reference", "--expected-failures", folder.File("expected.txt")).Expect(ExitCode.Done);
        Assert.EndsWith("\n0 passed, 0 failed, 1 skipped\n", failing.Out, StringComparison.Ordinal);
        Assert.Contains("expected failure (the expectation is wrong)", failing.Out, StringComparison.Ordinal);

        Copy(folder, output => output);
        CommandRun passing = CommandRun.Of("verify", folder.Path, "--device", "reference", "--expected-failures", folder.File("expected.txt")).Expect(ExitCode.Done);
        Assert.EndsWith("\n1 passed, 0 failed, 0 skipped\n", passing.Out, StringComparison.Ordinal);
        Assert.Contains("expected.txt:2 expects a failure", passing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void No_test_is_a_fault_of_the_path()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("verify", folder.Path, "--device", "reference").Refused(ExitCode.Model, "no test at or below", "model.onnx");
        CommandRun.Of("verify", folder.File("nowhere"), "--device", "reference").Refused(ExitCode.Model, "nowhere: no such file or folder");
    }

    [Fact]
    public void The_operator_cases_pass_on_the_reference_the_non_finite_ones_included()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("verify", RepositoryRoot.Combine("tests/golden/ops/cases.json"), "--device", "reference", "--json", folder.File("r.json"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder.File("r.json")));
        JsonElement[] records = [.. json.RootElement.EnumerateArray()];
        Assert.Equal((205, 12, 10), (Count("case"), Count("nonfinite"), Count("invalid/")));
        Assert.All(records, record => Assert.True(record.GetProperty("status").GetString() == "pass", record.GetRawText()));

        int Count(string prefix) => records.Count(record => record.GetProperty("data_set").GetString()!.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>A test of the glyph decoder with its expected output changed.</summary>
    private static void Copy(TemporaryFolder folder, Func<HostTensor, HostTensor> change)
    {
        File.Copy(Glyphs, folder.File("glyph_vae.onnx"), overwrite: true);
        TensorFiles.Write(folder.File("glyph_vae_input.npy"), [new NamedTensor("", First("examples/latents.npy"))]);
        TensorFiles.Write(folder.File("glyph_vae_output.npy"), [new NamedTensor("", change(First("examples/glyph_vae_output.npy")))]);

        // One of the 64: the interpreter's time counts.
        static HostTensor First(string path) => TensorBatch.Split(TensorFiles.ReadSingle(RepositoryRoot.Combine(path)).Tensor)[0];
    }
}
