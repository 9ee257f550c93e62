using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class TuneTests
{
    [FactNeeding(Resource.Vulkan)]
    public void What_was_measured_is_shown_and_remembered()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, string> variables = new() { ["LUCID_CACHE_DIR"] = folder.Path };
        string device = DeviceMatrix.All[0], model = RepositoryRoot.Combine("examples/glyph_vae.onnx");

        // The time is up after the first way, so that the test compiles few pipelines.
        CommandRun run = CommandRun.Of(variables, "tune", model, "--shape", "latent=1x16", "--device", device, "--seconds", "0.001").Expect(ExitCode.Done);

        Assert.Contains("a run took ", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 of ", run.Out, StringComparison.Ordinal);
        Assert.Contains("the time was up", run.Error, StringComparison.Ordinal);
        Assert.Contains("remembered in " + folder.Path, run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "tuning")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e9")]
    public void A_duration_that_makes_no_sense_is_refused(string seconds) =>
        CommandRun.Of("tune", RepositoryRoot.Combine("examples/glyph_vae.onnx"), "--seconds", seconds).Refused(ExitCode.Usage, "--seconds", "expected more than 0");

    [Fact]
    public void The_interpreter_cannot_be_tuned() =>
        CommandRun.Of("tune", RepositoryRoot.Combine("examples/glyph_vae.onnx"), "--device", "reference").Refused(ExitCode.Usage, "measures a Vulkan device");
}
