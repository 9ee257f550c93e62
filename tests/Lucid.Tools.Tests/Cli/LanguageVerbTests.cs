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

    /// <summary>The language lets it pass, the compiler does not (LUC3xxx): it has its line and its caret all the same.</summary>
    [Theory]
    [InlineData("compile")]
    [InlineData("inspect")]
    [InlineData("test")]
    public void What_the_compiler_refuses_is_shown_at_its_line(string verb)
    {
        string source = _folder.File("deep.lucid");
        File.WriteAllText(source, "model deep(x: f32[2, 3, 2, 3, 2, 3, 2, 3]) {\n    output y = x -> permute(7, 5, 3, 1, 6, 4, 2, 0)\n}\n");
        const string Shown = "deep.lucid:2:21: error LUC3002: y: a movement over 8 axes that do not merge;\n  kernels walk at most 6\n   2 |     output y = x -> permute(7, 5, 3, 1, 6, 4, 2, 0)\n     |                     ^^^^^^^\n";
        string[] options = verb switch { "compile" => ["-o", _folder.File("deep.lvk")], "test" => ["--bless", "--device", "reference"], _ => [] };
        CommandRun run = CommandRun.Of([verb, source, .. options]);
        if (verb == "test") Assert.Equal(Shown, File.ReadAllText(_folder.File("deep.diagnostics.txt")));
        else Assert.Equal(Shown, run.Expect(ExitCode.Model).Error);
    }

    [Fact]
    public void A_check_shows_every_values_shape_if_asked()
    {
        string source = _folder.File("m.lucid");
        File.WriteAllText(source, "model m(x: f32[N, 3, 8]) {\n    h = x -> c: Conv1d(2, 3)\n    output y = h -> relu\n}\n");
        CommandRun run = CommandRun.Of("check", source, "-v").Expect(ExitCode.Done);
        Assert.Equal($"value  op     type\nx      input  f32[N,3,8]\nh      conv   f32[N,2,6]\ny      relu   f32[N,2,6]\n\n{source}: 0 errors, 0 warnings\n", run.Out);
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
