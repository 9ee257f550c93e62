using Lucid.Cli;
using Lucid.Files;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class CompileTests : IClassFixture<CompileTests.Compiled>
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");
    private static readonly string LowRes = RepositoryRoot.Combine("examples/scene_lowres.png");

    private readonly Compiled _compiled;

    public CompileTests(Compiled compiled) => _compiled = compiled;

    [Fact]
    public void Compiling_says_kernels_weights_arena_and_times_and_writes_one_file()
    {
        foreach (string word in new[] { "kernel", "/deconv4/ConvTranspose", "weights  809 KiB in 10 tensors", "lower bound", "lower kernels", "wrote    " })
            Assert.Contains(word, _compiled.Printed, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_compiled.Folder.Path));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("compile", Glyphs, "-o", folder.File("again.lvk"), "--golden", _compiled.GoldenFile).Expect(ExitCode.Done);
        Assert.Equal(File.ReadAllBytes(_compiled.Package), File.ReadAllBytes(folder.File("again.lvk")));
    }

    [Fact]
    public void Passes_can_be_left_out_by_name()
    {
        using TemporaryFolder folder = new();
        string Compile(string names) => CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--disable-pass", names).Expect(ExitCode.Done).Out;
        Assert.DoesNotContain("fold scales after layers", Compile("fold scales after layers,fold constants"), StringComparison.Ordinal);
        // Every activation is a kernel of its own, and batch normalisation two.
        Assert.Contains("kernels  17,", Compile("all"), StringComparison.Ordinal);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--disable-pass", "fold nothing")
            .Refused(ExitCode.Usage, "--disable-pass fold nothing: no such pass; expected some of remove dead nodes, ");
    }

    [Fact]
    public void Half_precision_stores_half_the_weights_under_the_layers_own_names()
    {
        using TemporaryFolder folder = new();
        string printed = CommandRun.Of("compile", Glyphs, "-o", folder.File("half.lvk"), "--precision", "f16").Expect(ExitCode.Done).Out;
        Assert.DoesNotContain("ConvTranspose_2", printed, StringComparison.Ordinal);
        CommandRun inspected = CommandRun.Of("inspect", folder.File("half.lvk")).Expect(ExitCode.Done);
        foreach (string word in new[] { ", f16, fast numerics", "deconv1.weight", "256 KiB", "weights 409 KiB" }) Assert.Contains(word, inspected.Out, StringComparison.Ordinal);
        // The packaged graph holds the rounded weights: the reference runs what the device runs.
        CommandRun.Of("compare", folder.File("half.lvk"), "--random", "1", "--shape", "latent=1x16").Expect(ExitCode.Done);
    }

    [Fact]
    public void Strict_numerics_give_a_strict_package_that_runs()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("compile", Glyphs, "-o", folder.File("strict.lvk"), "--numerics", "strict").Expect(ExitCode.Done);
        Assert.Contains(", f32, strict numerics", CommandRun.Of("inspect", folder.File("strict.lvk")).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        CommandRun.Of("compare", folder.File("strict.lvk"), "--random", "1", "--shape", "latent=1x16").Expect(ExitCode.Done);
    }

    [Fact]
    public void A_package_runs_on_the_reference_from_the_graph_it_carries()
    {
        using TemporaryFolder folder = new();
        foreach ((string model, string name) in new[] { (Glyphs, "onnx"), (_compiled.Package, "lvk") })
            CommandRun.Of("run", model, "--random", "3", "--shape", "latent=1x16", "--output", folder.File(name + ".npy"), "--device", "reference").Expect(ExitCode.Done);
        TensorAssert.Close(
            TensorFiles.ReadSingle(folder.File("onnx.npy")).Tensor, TensorFiles.ReadSingle(folder.File("lvk.npy")).Tensor,
            Lucid.Verification.ComparisonLimits.TrainedModel(halfStorage: false));
    }

    [Fact]
    public void A_package_with_goldens_is_a_test()
    {
        CommandRun run = CommandRun.Of("verify", _compiled.Package, "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("one", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 0 failed, 0 skipped\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_with_wrong_goldens_fails()
    {
        using TemporaryFolder folder = new();
        NamedTensor[] wrong = [.. TensorFiles.Read(_compiled.GoldenFile).Select(tensor => tensor.Name == "output.image" ? tensor with { Tensor = tensor.Tensor.WithElement(7, 0.5f) } : tensor)];
        TensorFiles.Write(folder.File("wrong.safetensors"), wrong);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--golden", folder.File("wrong.safetensors")).Expect(ExitCode.Done);
        CommandRun.Of("verify", folder.File("g.lvk"), "--device", "reference").Expect(ExitCode.Different);
    }

    [Fact]
    public void Inspect_shows_what_a_package_holds_and_needs()
    {
        CommandRun run = CommandRun.Of("inspect", _compiled.Package).Expect(ExitCode.Done);
        foreach (string word in new[]
        {
            "input    latent f32[batch,16]", "output   image f32[batch,1,64,64]", "conv_transpose 4", "/deconv4/ConvTranspose", "deconv1.weight", "512 KiB",
            "required features  none", "lower bound", "weights 809 KiB", "shader modules", "graph", "goldens", "file ",
        })
            Assert.Contains(word, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stripped_package_says_what_it_cannot_serve()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--strip").Expect(ExitCode.Done);
        CommandRun.Of("run", folder.File("g.lvk"), "--random", "1", "--shape", "latent=1x16", "--device", "reference").Refused(ExitCode.Model, "--strip", "without --strip");
        CommandRun.Of("run", folder.File("g.lvk"), "--random", "1", "--shape", "latent=1x16", "--output", "/fc/Gemm_output_0=x.npy", "--device", "reference").Refused(ExitCode.Model, "--strip");
        Assert.DoesNotContain("ops  ", CommandRun.Of("inspect", folder.File("g.lvk")).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder.File("g.lvk")).Length < new FileInfo(_compiled.Package).Length);
    }

    [Fact]
    public void A_damaged_weight_is_found_whatever_the_verb()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = File.ReadAllBytes(_compiled.Package);
        using (OpenPackage package = PackageReader.Parse(bytes)) Assert.NotEmpty(package.Package.Constants);
        bytes[^100_000] ^= 0x10; // goldens and weights are at the end
        File.WriteAllBytes(folder.File("bad.lvk"), bytes);
        CommandRun.Of("run", folder.File("bad.lvk"), "--random", "1", "--shape", "latent=1x16", "--device", "reference").Refused(ExitCode.Model, "bad.lvk: byte ", "damaged");
        CommandRun.Of("inspect", folder.File("bad.lvk")).Refused(ExitCode.Model, "damaged");
        Assert.Contains("damaged", CommandRun.Of("verify", folder.File("bad.lvk"), "--device", "reference").Expect(ExitCode.Different).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void A_truncated_package_is_one_message(int length)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("cut.lvk"), File.ReadAllBytes(_compiled.Package)[..length]);
        CommandRun.Of("run", folder.File("cut.lvk"), "--random", "1", "--device", "reference").Refused(ExitCode.Model, "cut.lvk: byte ");
    }

    [Fact]
    public void A_safetensors_file_that_is_no_package_says_so()
    {
        using TemporaryFolder folder = new();
        File.Copy(RepositoryRoot.Combine("examples/glyph_vae.safetensors"), folder.File("weights.lvk"));
        CommandRun.Of("inspect", folder.File("weights.lvk")).Refused(ExitCode.Model, "no package");
    }

    [Theory]
    [InlineData("state.pt", new byte[] { 0x50, 0x4B, 3, 4, 0, 0, 0, 0, 8, 8 })]
    [InlineData("state.bin", new byte[] { 0x80, 2, 0x8A })]
    [InlineData("empty.pth", new byte[0])]
    public void A_file_of_PyTorchs_is_told_how_to_convert_and_never_read(string name, byte[] bytes)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File(name), bytes);
        string source = folder.File("m.lucid");
        File.WriteAllText(source, "model m(x: f32[1, 3, 8]) {\n    output y = x -> c: Conv1d(2, 3)\n}\n");
        foreach (string[] arguments in new string[][] { [Glyphs, "--weights", folder.File(name)], [source, "--weights", folder.File(name)], [folder.File(name)] })
        {
            CommandRun run = CommandRun.Of(["compile", .. arguments, "-o", folder.File("g.lvk")]).Expect(ExitCode.Model);
            foreach (string line in new[] { "import torch, safetensors.torch", $"torch.load(\"{name}\"", "safetensors.torch.save_file(" }) Assert.Contains(line, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_package_of_halves_with_a_float32_variant_says_so_and_is_fast_only()
    {
        using TemporaryFolder folder = new();
        string printed = CommandRun.Of("compile", Glyphs, "-o", folder.File("both.lvk"), "--precision", "f16,f32").Expect(ExitCode.Done).Out;
        Assert.Contains("variant  float32, for devices without 16-bit storage: ", printed, StringComparison.Ordinal);
        Assert.Contains("variant  float32", CommandRun.Of("inspect", folder.File("both.lvk")).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("both.lvk"), "--precision", "f16,f32", "--numerics", "strict").Refused(ExitCode.Usage, "the same bits on every device");
    }

    [Fact]
    public void A_package_takes_no_weights() =>
        CommandRun.Of("run", _compiled.Package, "--random", "1", "--weights", "w.safetensors", "--device", "reference").Refused(ExitCode.Model, "is compiled", "--weights");

    [Fact]
    public void Stages_are_printed_or_written()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--dump", "graph,memory").Expect(ExitCode.Done);
        Assert.Contains("== graph.txt", run.Out, StringComparison.Ordinal);
        Assert.Contains("== memory.txt\narena ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("== program.txt", run.Out, StringComparison.Ordinal);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--dump-dir", folder.File("stages")).Expect(ExitCode.Done);
        string[] files = [.. Directory.GetFiles(folder.File("stages")).Select(Path.GetFileName).OfType<string>()];
        foreach (string stage in new[] { "graph.txt", "fused.txt", "program.txt", "memory.txt" }) Assert.Contains(stage, files);
        Assert.Contains(files, file => file.EndsWith(".spv", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_stage_lists_those_there_are() =>
        CommandRun.Of("compile", Glyphs, "--dump", "grahp").Refused(ExitCode.Usage, "--dump grahp", "graph, passes, fused, program, spirv, memory");

    [Fact]
    public void Another_extension_is_no_package() => CommandRun.Of("compile", Glyphs, "-o", "x.bin").Refused(ExitCode.Usage, "x.bin", "FILE.lvk");

    [Fact]
    public void Image_options_travel_in_the_package_and_count_for_pictures_only()
    {
        using TemporaryFolder folder = new();
        string model = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx");
        CommandRun.Of("compile", model, "-o", folder.File("m.lvk"), "--image", "lowres=resize=16x12").Expect(ExitCode.Done);
        CommandRun picture = CommandRun.Of("run", folder.File("m.lvk"), "--input", LowRes, "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("f32[1,3,24,32]", picture.Out, StringComparison.Ordinal);
        CommandRun other = CommandRun.Of("run", folder.File("m.lvk"), "--input", LowRes, "--image", "resize=8x8", "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("f32[1,3,16,16]", other.Out, StringComparison.Ordinal);
        TensorFiles.Write(folder.File("x.npy"), [new NamedTensor("", HostTensor.Of(new Shape(1, 3, 5, 5), new float[75]))]);
        CommandRun numbers = CommandRun.Of("run", folder.File("m.lvk"), "--input", folder.File("x.npy"), "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("f32[1,3,10,10]", numbers.Out, StringComparison.Ordinal);
        CommandRun.Of("compile", model, "-o", folder.File("m.lvk"), "--image", "nothing=resize=16x12").Refused(ExitCode.Usage, "no input 'nothing'", "lowres");
        CommandRun.Of("compile", model, "-o", folder.File("m.lvk"), "--image", "lowres=resize=16").Refused(ExitCode.Model, "--image", "resize");
    }

    /// <summary>The glyph decoder compiled once, with a golden data set.</summary>
    public sealed class Compiled : IDisposable
    {
        private readonly TemporaryFolder _goldens = new();

        public Compiled()
        {
            NamedTensor[] tensors =
            [
                new("input.latent", TensorBatch.Split(TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/latents.npy")).Tensor)[0]),
                new("output.image", TensorBatch.Split(TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/glyph_vae_output.npy")).Tensor)[0]),
            ];
            TensorFiles.Write(GoldenFile, tensors);
            Printed = CommandRun.Of("compile", Glyphs, "-o", Package, "--golden", GoldenFile).Expect(ExitCode.Done).Out;
        }

        internal TemporaryFolder Folder { get; } = new();

        public string Package => Folder.File("glyph.lvk");

        public string GoldenFile => _goldens.File("one.safetensors");

        public string Printed { get; }

        public void Dispose()
        {
            Folder.Dispose();
            _goldens.Dispose();
        }
    }
}
