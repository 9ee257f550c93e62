using Lucid.Cli;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class RunTests
{
    private static readonly string Upscaler = RepositoryRoot.Combine("examples/fsrcnn_x2.onnx");
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");
    private static readonly string LowRes = RepositoryRoot.Combine("examples/scene_lowres.png");

    [Fact]
    public void A_picture_goes_in_and_the_expected_picture_comes_out()
    {
        using TemporaryFolder folder = new();
        string output = folder.File("scene.png");
        CommandRun run = CommandRun.Of("run", Upscaler, "--input", LowRes, "--output", output, "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("upscaled", run.Out, StringComparison.Ordinal);
        Assert.Contains("f32[1,3,240,320]", run.Out, StringComparison.Ordinal);
        HostTensor expected = TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/scene_upscaled.png")).Tensor;
        TensorAssert.BitwiseEqual(expected, TensorFiles.ReadSingle(output).Tensor);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Inputs_by_name_and_an_inner_value_as_an_output()
    {
        using TemporaryFolder folder = new();
        const string Logit = "/deconv4/ConvTranspose_output_0"; // exporters write names with slashes
        TensorFiles.Write(folder.File("latents.npy"), [new NamedTensor("", FirstTwo("examples/latents.npy"))]);
        CommandRun.Of(
            "run", Glyphs, "--input", "latent=" + folder.File("latents.npy"), "--output", Logit + "=" + folder.File("logit.npy"),
            "--output", "image=" + folder.File("image.npy"), "--device", "reference").Expect(ExitCode.Done);
        HostTensor image = TensorFiles.ReadSingle(folder.File("image.npy")).Tensor;
        TensorAssert.Close(FirstTwo("examples/glyph_vae_output.npy"), image, ComparisonLimits.TrainedModel(halfStorage: false));
        HostTensor logit = TensorFiles.ReadSingle(folder.File("logit.npy")).Tensor;
        TensorAssert.Close(image, HostTensor.FromDoubles(ElementType.F32, image.Shape, Array.ConvertAll(logit.ToDoubles(), x => 1 / (1 + Math.Exp(-x)))), ComparisonLimits.ByHand(0, 1e-6));

        static HostTensor FirstTwo(string path) => TensorBatch.Join([.. TensorBatch.Split(TensorFiles.ReadSingle(RepositoryRoot.Combine(path)).Tensor).Take(2)]);
    }

    [Fact]
    public void A_batch_comes_back_as_numbered_files_and_as_a_grid()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of(
            "run", Glyphs, "--random", "7", "--shape", "latent=3x16", "--output", folder.File("glyph_%d.png"), "--output", "image=" + folder.File("grid.png"), "--device", "reference").Expect(ExitCode.Done);
        Assert.Equal(["glyph_0.png", "glyph_1.png", "glyph_2.png", "grid.png"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(new Shape(1, 1, 64, 64), TensorFiles.ReadSingle(folder.File("glyph_2.png")).Tensor.Shape);
    }

    [Fact]
    public void All_outputs_go_into_one_safetensors_file()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("run", Glyphs, "--random", "7", "--shape", "latent=1x16", "--output", folder.File("all.safetensors"), "--device", "reference").Expect(ExitCode.Done);
        Assert.Equal("image", Assert.Single(TensorFiles.Read(folder.File("all.safetensors"))).Name);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_one_does_not()
    {
        using TemporaryFolder folder = new();
        foreach ((string name, string seed) in new[] { ("a", "7"), ("b", "7"), ("c", "8") })
            CommandRun.Of("run", Glyphs, "--random", seed, "--shape", "latent=1x16", "--output", folder.File(name + ".npy"), "--device", "reference").Expect(ExitCode.Done);
        byte[] first = File.ReadAllBytes(folder.File("a.npy"));
        Assert.Equal(first, File.ReadAllBytes(folder.File("b.npy")));
        Assert.NotEqual(first, File.ReadAllBytes(folder.File("c.npy")));
    }

    [Fact]
    public void The_environment_names_the_device() =>
        CommandRun.Of(new Dictionary<string, string> { ["LUCID_DEVICE"] = "reference" }, "run", Glyphs, "--random", "1", "--shape", "latent=1x16").Expect(ExitCode.Done);

    [Fact]
    public void Inputs_that_are_not_given_are_named_with_the_remedy() =>
        CommandRun.Of("run", Glyphs, "--device", "reference").Refused(ExitCode.Usage, "latent f32[", "--input NAME=FILE", "--random SEED");

    [Fact]
    public void A_random_input_of_unknown_size_asks_for_a_shape() =>
        CommandRun.Of("run", Glyphs, "--random", "1", "--device", "reference").Refused(ExitCode.Usage, "latent", "--shape latent=");

    [Fact]
    public void An_input_that_the_model_does_not_have_is_named() =>
        CommandRun.Of("run", Upscaler, "--input", "lowrse=" + LowRes, "--device", "reference").Refused(ExitCode.Usage, "'lowrse'", "'lowres'");

    [Fact]
    public void An_inner_value_that_the_model_does_not_have_is_named() =>
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--output", "nothing=x.npy", "--device", "reference").Refused(ExitCode.Model, "'nothing'");

    [Fact]
    public void An_input_of_the_wrong_shape_names_the_axis()
    {
        using TemporaryFolder folder = new();
        TensorFiles.Write(folder.File("x.npy"), [new NamedTensor("", HostTensor.Of(new Shape(1, 4, 2, 2), new float[16]))]);
        CommandRun.Of("run", Upscaler, "--input", folder.File("x.npy"), "--device", "reference").Refused(ExitCode.Model, "'lowres'", "axis 1", "expected 3");
    }

    [Fact]
    public void An_unknown_kind_of_output_file_is_refused_before_anything_runs() =>
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--output", "x.jpg", "--device", "reference").Refused(ExitCode.Usage, ".jpg", ".png");

    [Fact]
    public void Pictures_become_a_batch_if_they_are_alike_or_made_so()
    {
        string other = RepositoryRoot.Combine("examples/scene_reference.png");
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--input", other, "--device", "reference").Refused(ExitCode.Usage, "cannot make one batch", "resize=WxH");
        CommandRun run = CommandRun.Of("run", Upscaler, "--input", LowRes, "--input", other, "--image", "resize=8x6", "--device", "reference").Expect(ExitCode.Done);
        Assert.Contains("f32[2,3,12,16]", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_option_that_does_not_fit_is_named() =>
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--image", "mean=1/2/3/4", "--device", "reference").Refused(ExitCode.Model, "--image mean", "3 channels");

    [Fact]
    public void A_missing_model_is_named() => CommandRun.Of("run", "nowhere.onnx", "--random", "1", "--device", "reference").Refused(ExitCode.Model, "nowhere.onnx: no such file");

    [Fact]
    public void A_folder_is_no_model() => CommandRun.Of("run", RepositoryRoot.Path, "--random", "1", "--device", "reference").Refused(ExitCode.Model, "is a folder");

    [Fact]
    public void An_unknown_kind_of_model_says_what_is_read() => CommandRun.Of("run", LowRes, "--device", "reference").Refused(ExitCode.Model, "'.png' is no kind of model", ".onnx");

    [Fact]
    public void A_truncated_onnx_file_is_one_message()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("cut.onnx"), File.ReadAllBytes(Upscaler)[..5000]);
        CommandRun.Of("run", folder.File("cut.onnx"), "--random", "1", "--device", "reference").Refused(ExitCode.Model, "cut.onnx");
    }

    [Fact]
    public void A_missing_weight_lists_the_nearest_names()
    {
        using TemporaryFolder folder = new();
        NamedTensor[] weights = [.. TensorFiles.Read(RepositoryRoot.Combine("examples/fsrcnn_x2.safetensors")).Select(tensor =>
            tensor.Name == "deconv.weight" ? tensor with { Name = "deconv.wieght" } : tensor)];
        TensorFiles.Write(folder.File("w.safetensors"), weights);
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--weights", folder.File("w.safetensors"), "--device", "reference")
            .Refused(ExitCode.Model, "'deconv.weight'", "'deconv.wieght'");
    }

    [Fact]
    public void A_missing_weight_takes_initial_values_where_that_is_asked_for()
    {
        using TemporaryFolder folder = new();
        // The slopes have other names in the model.
        TensorFiles.Write(folder.File("w.safetensors"), [.. TensorFiles.Read(RepositoryRoot.Combine("examples/fsrcnn_x2.safetensors"))
            .Where(tensor => tensor.Name != "deconv.weight" && (tensor.Tensor.Shape.Rank > 1 || tensor.Name.EndsWith("bias", StringComparison.Ordinal)))]);
        foreach ((string name, string seed) in new[] { ("a", "1"), ("b", "1"), ("c", "2") })
        {
            CommandRun.Of("run", Upscaler, "--random", "1", "--shape", "lowres=1x3x6x7", "--weights", folder.File("w.safetensors"), "--init-weights", seed,
                "--output", folder.File(name + ".npy"), "--device", "reference").Expect(ExitCode.Done);
        }

        Assert.Equal(File.ReadAllBytes(folder.File("a.npy")), File.ReadAllBytes(folder.File("b.npy")));
        Assert.NotEqual(File.ReadAllBytes(folder.File("a.npy")), File.ReadAllBytes(folder.File("c.npy")));
    }

    [Fact]
    public void A_random_input_beyond_memory_is_refused() =>
        CommandRun.Of("run", Glyphs, "--random", "1", "--shape", "latent=999999999999x16", "--device", "reference").Refused(ExitCode.Usage, "too large");

    [Fact]
    public void Nothing_is_left_where_the_output_cannot_be_written()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("run", Upscaler, "--input", LowRes, "--output", folder.File("missing/x.png"), "--device", "reference").Expect(ExitCode.Model);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
