using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class PassesTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    [Fact]
    public void A_line_for_each_model_with_what_the_passes_save()
    {
        CommandRun run = CommandRun.Of("passes", Glyphs).Expect(ExitCode.Done);
        Assert.Contains("| glyph_vae | batch=1 | 17 → ", run.Out, StringComparison.Ordinal);
        Assert.Contains("glyph_vae: compiled in ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_written_between_its_marks_and_the_rest_of_the_page_stays()
    {
        using TemporaryFolder folder = new();
        string page = folder.File("page.md");
        CommandRun.Of("passes", Glyphs, "-o", page).Expect(ExitCode.Done);
        string first = File.ReadAllText(page);
        File.WriteAllText(page, "before\n" + first + "behind\n");
        CommandRun.Of("passes", Glyphs, "-o", page).Expect(ExitCode.Done);
        Assert.Equal("before\n" + first + "behind\n", File.ReadAllText(page));
    }

    [Fact]
    public void A_page_without_the_marks_and_a_folder_without_models_are_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("page.md"), "nothing");
        CommandRun.Of("passes", Glyphs, "-o", folder.File("page.md")).Refused(ExitCode.Model, "<!-- lucid passes: begin -->");
        CommandRun.Of("passes", folder.Path).Refused(ExitCode.Model, "no .onnx model is there");
    }

    [Fact]
    public void Each_exact_rewrite_says_what_it_saves_at_its_place()
    {
        using TemporaryFolder folder = new();
        // Nine taps for each of 16x16 outputs of 4 channels from 4 fall to sixteen for each of 8x8 inputs: 2.25 times less.
        File.WriteAllText(folder.File("up.lucid"), """
            model up(x: f32[1, 4, 8, 8]) {
                output y = x -> Upsample(scale_factor=2) -> conv: Conv2d(4, 4, kernel_size=3, padding=1, bias=False)
            }
            """);
        string[] arguments = ["compile", folder.File("up.lucid"), "--init-weights", "1", "-o", folder.File("up.lvk")];
        string told = CommandRun.Of([.. arguments, "-v"]).Expect(ExitCode.Done).Out;
        foreach (string part in new[] { "fold upsampling into convolutions", "36,864 → 16,384", "576 → 1,024", "13,312 → 5,120" }) Assert.Contains(part, told, StringComparison.Ordinal);
        Assert.DoesNotContain("multiply-adds", CommandRun.Of(arguments).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_normalisation_that_no_layer_takes_in_is_listed_with_the_reason()
    {
        using TemporaryFolder folder = new();
        // The first has a layer before it; the second normalises the model's input.
        File.WriteAllText(folder.File("norm.lucid"), """
            model norm(x: f32[1, 4, 8, 8]) {
                output y = x -> conv: Conv2d(4, 4, kernel_size=3, bias=False) -> bn: BatchNorm2d(4)
                output z = x -> apart: BatchNorm2d(4) -> ReLU()
            }
            """);
        CommandRun.Of("compile", folder.File("norm.lucid"), "--init-weights", "1", "-o", folder.File("norm.lvk")).Expect(ExitCode.Done);
        CommandRun.Of("convert", folder.File("norm.lucid"), "--init-weights", "1", "-o", folder.File("out.lucid"));
        string told = CommandRun.Of("passes", folder.File("out.lucid")).Expect(ExitCode.Done).Out;
        string left = told[told.IndexOf("Kernels that are left", StringComparison.Ordinal)..];
        Assert.Contains("apart", left, StringComparison.Ordinal);
        Assert.Contains("a batch normalisation whose operand", left, StringComparison.Ordinal);
        Assert.DoesNotContain("bn", left, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pass_that_changes_the_graph_can_be_dumped()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--dump", "passes").Expect(ExitCode.Done);
        Assert.Contains("_fold_scales_after_layers.txt\nlucid-graph 1\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("fold_upsampling", run.Out, StringComparison.Ordinal);
    }
}
