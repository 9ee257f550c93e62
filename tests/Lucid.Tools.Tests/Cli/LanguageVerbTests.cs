using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class LanguageVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_source_is_correct_formatted_and_runs()
    {
        string source = _folder.File("decoder.lucid");
        CommandRun.Of("new", Path.ChangeExtension(source, null)).Expect(ExitCode.Done);
        CommandRun check = CommandRun.Of("check", source).Expect(ExitCode.Done);
        Assert.Equal($"{source}: 0 errors, 0 warnings\n", check.Out);
        Assert.Empty(check.Error);
        CommandRun.Of("fmt", "--check", source).Expect(ExitCode.Done);
        CommandRun run = CommandRun.Of("run", source, "--random", "1", "--init-weights", "1", "--shape", "features=1x16x8x8", "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("f32[1,3,32,32]", run.Out, StringComparison.Ordinal);
        CommandRun.Of("new", Path.ChangeExtension(source, null)).Refused(ExitCode.Usage, "exists already");
    }

    [Fact]
    public void Errors_are_shown_with_their_lines_and_exit_code_2()
    {
        string source = _folder.File("broken.lucid");
        File.WriteAllText(source, "model m(x: f32[1, 3, 8, 8]) {\n    output y = x -> up: ConvTranpose2d(8, 4)\n}\n");
        CommandRun check = CommandRun.Of("check", source).Expect(ExitCode.Model);
        Assert.StartsWith("broken.lucid:2:25: error LUC1101: nothing is named 'ConvTranpose2d'; nearest:", check.Error.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("     |                         ^^^^^^^^^^^^^^\n", check.Error, StringComparison.Ordinal);
        Assert.Equal(check.Error, CommandRun.Of("run", source, "--random", "1", "--device", "reference").Expect(ExitCode.Model).Error);
        CommandRun json = CommandRun.Of("check", "--json", source).Expect(ExitCode.Model);
        Assert.Contains("\"id\": \"LUC1101\"", json.Out, StringComparison.Ordinal);
        CommandRun.Of("fmt", source).Expect(ExitCode.Done);
    }

    [Fact]
    public void A_warning_can_be_silenced()
    {
        string source = _folder.File("uneven.lucid");
        File.WriteAllText(source, "model m(x: f32[1, 3, 8, 8]) {\n    output y = x -> up: ConvTranspose2d(8, 3, stride=2)\n}\n");
        Assert.Contains("warning LUC2430", CommandRun.Of("check", source).Expect(ExitCode.Done).Error, StringComparison.Ordinal);
        Assert.Empty(CommandRun.Of("check", source, "--no-warn", "LUC2430").Expect(ExitCode.Done).Error);
        CommandRun.Of("check", source, "--no-warn", "checkerboard").Refused(ExitCode.Usage, "--no-warn checkerboard", "LUC2430");
    }

    [Fact]
    public void An_imported_model_has_one_line_for_all_uneven_layers()
    {
        CommandRun check = CommandRun.Of("check", RepositoryRoot.Combine("tests/golden/models/vae_decoder/model.onnx")).Expect(ExitCode.Done);
        Assert.Contains("warning LUC2432: 4 of 4 transposed convolutions", check.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("LUC2430", check.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Formatting_rewrites_a_source_once()
    {
        string source = _folder.File("wild.lucid");
        File.WriteAllText(source, "model m ( x:f32[1,3] ){output y=x->relu}");
        Assert.Equal($"{source} is not formatted\n", CommandRun.Of("fmt", "--check", source).Expect(ExitCode.Model).Out);
        Assert.Equal($"formatted {source}\n", CommandRun.Of("fmt", source).Expect(ExitCode.Done).Out);
        Assert.Equal("model m(x: f32[1, 3]) {\n    output y = x -> relu\n}\n", File.ReadAllText(source));
        Assert.Empty(CommandRun.Of("fmt", source).Expect(ExitCode.Done).Out);
    }

    [Fact]
    public void A_converted_model_verifies_as_the_original_does()
    {
        string golden = RepositoryRoot.Combine("tests/golden/models/vae_decoder");
        string source = _folder.File("model.lucid");
        CommandRun.Of("convert", Path.Combine(golden, "model.onnx"), "-o", source).Expect(ExitCode.Done);
        File.Copy(Path.Combine(golden, "io.safetensors"), _folder.File("io.safetensors"));
        CommandRun.Of("fmt", "--check", source).Expect(ExitCode.Done);
        CommandRun verify = CommandRun.Of("verify", source, "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("1 passed, 0 failed", verify.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_weights_are_named_and_a_source_reads_no_file_elsewhere()
    {
        string source = _folder.File("m.lucid");
        File.WriteAllText(source, "weights \"../m.safetensors\"\nmodel m(x: f32[1, 3, 8]) {\n    output y = x -> c: Conv1d(2, 3)\n}\n");
        CommandRun.Of("compile", source, "-o", _folder.File("m.lvk")).Refused(ExitCode.Model, "expected a file beside the source");
        File.WriteAllText(source, "model m(x: f32[1, 3, 8]) {\n    output y = x -> c: Conv1d(2, 3)\n}\n");
        CommandRun none = CommandRun.Of("compile", source, "-o", _folder.File("m.lvk")).Expect(ExitCode.Model);
        Assert.Contains("LUC1303", none.Error, StringComparison.Ordinal);
        CommandRun.Of("compile", source, "-o", _folder.File("m.lvk"), "--init-weights", "1").Expect(ExitCode.Done);
    }
}
