using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Tools.Tests.Cli;
using Lucid.Verification.Models;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

using Xunit;

namespace Lucid.Tools.Tests.Verification;

/// <summary>Cases with probes: the logit before the final sigmoid is compared in the output's place.</summary>
public sealed class ProbeTests : IDisposable
{
    private const string Logit = "/deconv4/ConvTranspose_output_0";

    private readonly TemporaryFolder _folder = new();

    public ProbeTests()
    {
        string model = RepositoryRoot.Combine("examples/glyph_vae.onnx");
        File.Copy(model, _folder.File("model.onnx"));
        string data = _folder.Folder("letter_l");
        HostTensor input = TensorBatch.Split(TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/latents.npy")).Tensor)[0];
        using ModelSource source = ModelSource.Load(model).WithOutputs([Logit]);
        using ReferenceRunner runner = new();
        using PreparedModel prepared = runner.Prepare(source);
        RunResult result = prepared.Run(new Dictionary<string, HostTensor> { ["latent"] = input });
        Write("input_0.npy", input);
        Write("output_0.npy", result.Outputs["image"]);
        Write("probe_0.npy", result.Outputs[Logit]);
        File.WriteAllText(Path.Combine(data, "probes.txt"), $"probe_0 = {Logit} 1x1x64x64\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_probe_is_given_out_and_compared()
    {
        CheckResult result = Check();
        Assert.Equal((CheckStatus.Pass, "image", Logit), (result.Status, result.Outputs[0].Name, result.Outputs[1].Name));
        Assert.Contains("logit", result.Outputs[0].Limit.Origin, StringComparison.Ordinal);
        Assert.Equal(5e-5, result.Outputs[1].Limit.Relative);
    }

    [Fact]
    public void A_wrong_probe_fails()
    {
        Change("probe_0.npy", tensor => tensor.WithElement(50, tensor.ToFloats()[50] + 0.1f));
        CheckResult result = Check();
        Assert.Equal(CheckStatus.Fail, result.Status);
        Assert.StartsWith(Logit, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_output_fails_beside_a_right_probe()
    {
        Change("output_0.npy", tensor => tensor.WithElement(50, tensor.ToFloats()[50] + 0.01f));
        Assert.Equal(CheckStatus.Fail, Check().Status);
    }

    [Fact]
    public void An_output_that_its_logit_allows_passes()
    {
        // Beyond 5e-5, but less than a quarter of what the logit, up to about 20 here, may be off.
        double logit = TensorFiles.ReadSingle(_folder.File("letter_l/probe_0.npy")).Tensor.ToDoubles().Max(Math.Abs);
        Assert.True(logit > 8, $"the largest logit is {logit}");
        Change("output_0.npy", tensor => tensor.WithElement(50, tensor.ToFloats()[50] + (float)(0.2 * logit * 5e-5)));
        Assert.Equal(CheckStatus.Pass, Check().Status);
    }

    [Fact]
    public void A_probe_of_an_unknown_value_is_an_error_that_names_it()
    {
        File.WriteAllText(_folder.File("letter_l/probes.txt"), "probe_0 = nothing 1x1x64x64\n");
        CheckResult result = Check();
        Assert.Equal(CheckStatus.Error, result.Status);
        Assert.Contains("'nothing'", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_probes_in_another_form_is_an_error()
    {
        File.WriteAllText(_folder.File("letter_l/probes.txt"), "probe_0: x\n");
        CheckResult result = Check();
        Assert.Equal(CheckStatus.Error, result.Status);
        Assert.Contains("probes.txt: found 'probe_0: x'", result.Message, StringComparison.Ordinal);
    }

    private CheckResult Check()
    {
        using ReferenceRunner runner = new();
        return Assert.Single(Verifier.Run(TestFinder.Find(_folder.Path), [runner], new VerificationOptions())).Result;
    }

    private void Write(string name, HostTensor tensor) => TensorFiles.Write(_folder.File("letter_l/" + name), [new NamedTensor("", tensor)]);

    private void Change(string name, Func<HostTensor, HostTensor> change) => Write(name, change(TensorFiles.ReadSingle(_folder.File("letter_l/" + name)).Tensor));
}
