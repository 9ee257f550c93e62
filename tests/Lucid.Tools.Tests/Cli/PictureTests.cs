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
    [InlineData("fused", "kernels for")]
    [InlineData("graph", "nodes ·")]
    public void A_graph_is_drawn_before_and_after_fusion(string stage, string words)
    {
        using TemporaryFolder folder = new();
        foreach (string kind in new[] { "svg", "dot", "html" })
        {
            CommandRun.Of("graph", Glyphs, "--stage", stage, "-o", folder.File($"g.{kind}")).Expect(ExitCode.Done);
            Assert.Contains(words, File.ReadAllText(folder.File($"g.{kind}")), StringComparison.Ordinal);
        }

        Assert.Equal("svg", XDocument.Load(folder.File("g.svg")).Root!.Name.LocalName);
    }

    [Fact]
    public void A_stage_that_does_not_exist_is_wrong_usage() => CommandRun.Of("graph", Glyphs, "-o", "g.svg", "--stage", "spirv").Refused(ExitCode.Usage, "expected graph or fused");

    [Fact]
    public void A_bare_package_serves_the_pictures_and_a_stripped_one_says_what_it_lacks()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("compile", Glyphs, "-o", folder.File("m.lvk"), "-q").Expect(ExitCode.Done);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("bare.lvk"), "--strip", "-q").Expect(ExitCode.Done);
        CommandRun.Of("graph", folder.File("m.lvk"), "-o", folder.File("g.svg")).Expect(ExitCode.Done);
        CommandRun.Of("plan", folder.File("bare.lvk"), "-o", folder.File("p.svg")).Expect(ExitCode.Done);
        CommandRun.Of("graph", folder.File("bare.lvk"), "-o", folder.File("h.svg")).Refused(ExitCode.Model, "--strip");
        CommandRun.Of("checkerboard", folder.File("bare.lvk")).Refused(ExitCode.Model, "--strip");
    }

    [Theory]
    [InlineData("graph", "graph.gif", ".svg or .dot or .html")]
    [InlineData("plan", "plan.pdf", ".svg or .json")]
    [InlineData("checkerboard", "overlap.png", ".svg")]
    public void A_kind_of_file_that_is_not_written_is_wrong_usage(string verb, string file, string expected) =>
        CommandRun.Of(verb, Glyphs, "-o", file).Refused(ExitCode.Usage, file, expected);
}
