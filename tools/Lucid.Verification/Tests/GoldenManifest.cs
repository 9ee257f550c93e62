using System.Collections.Immutable;

namespace Lucid.Verification.Tests;

/// <summary>What the manifest <c>model.json</c> of a golden model says about the errors of its outputs.</summary>
/// <param name="Outputs">By output name: the error of torch in float32, and of half weights and inputs.</param>
internal sealed record GoldenManifest(ImmutableDictionary<string, (double TorchF32, double HalfOperands)> Outputs)
{
    public const string FileName = "model.json";
    private const string Format = "lucid-golden-model/1";

    /// <summary>The manifest in a folder, or null where there is none of this format.</summary>
    /// <exception cref="TestFormatException">It says that it has the format and does not.</exception>
    public static GoldenManifest? Find(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        JsonFields root = JsonFields.Read(path);
        if (!root.Has("format") || root.Text("format") != Format) return null;
        return new GoldenManifest(root.Objects("outputs").ToImmutableDictionary(
            output => output.Text("name"), output => (output.Number("torch_f32_rel_err"), output.Number("f16_weights_and_inputs_rel_err")), StringComparer.Ordinal));
    }
}
