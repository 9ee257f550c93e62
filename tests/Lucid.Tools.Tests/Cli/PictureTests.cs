using System.Xml.Linq;

using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class PictureTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");
    private static readonly string Fsrcnn = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx");

    [Fact]
    public void A_plan_is_a_table_a_picture_or_numbers()
    {
        using TemporaryFolder folder = new();
        CommandRun table = CommandRun.Of("plan", Fsrcnn, "--shape", "lowres=1x3x20x30").Expect(ExitCode.Done);
        Assert.Contains("first kernel", table.Out, StringComparison.Ordinal);
        Assert.Contains("lower bound", table.Out, StringComparison.Ordinal);

        CommandRun.Of("plan", Fsrcnn, "-o", folder.File("plan.svg")).Expect(ExitCode.Done);
        Assert.Equal("svg", XDocument.Load(folder.File("plan.svg")).Root!.Name.LocalName);
        CommandRun.Of("plan", Fsrcnn, "-o", folder.File("plan.json")).Expect(ExitCode.Done);
        Assert.Contains("\"peak_bytes\"", File.ReadAllText(folder.File("plan.json")), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void The_same_command_writes_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("plan", Glyphs, "-o", folder.File("a.svg")).Expect(ExitCode.Done);
        CommandRun.Of("plan", Glyphs, "-o", folder.File("b.svg")).Expect(ExitCode.Done);
        Assert.Equal(File.ReadAllText(folder.File("a.svg")), File.ReadAllText(folder.File("b.svg")));
    }

    [Fact]
    public void The_overlap_of_every_transposed_convolution_is_listed_and_drawn()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("checkerboard", Glyphs, "-o", folder.File("overlap.svg")).Expect(ExitCode.Done);
        Assert.Contains("transposed convolutions:", run.Out, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(folder.File("overlap.svg")).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("plan", "plan.pdf", ".svg or .json")]
    [InlineData("checkerboard", "overlap.png", ".svg")]
    public void A_kind_of_file_that_is_not_written_is_wrong_usage(string verb, string file, string expected) =>
        CommandRun.Of(verb, Glyphs, "-o", file).Refused(ExitCode.Usage, file, expected);
}
