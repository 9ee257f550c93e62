namespace Lucid.Verification;

/// <summary>The one ruler: the table "Recommended comparison" of <c>tests/golden/README.md</c>, row by row.</summary>
/// <remarks><c>halfStorage</c> means values stored as half with float32 accumulation (<c>--precision f16</c>).</remarks>
public static class ComparisonLimits
{
    /// <summary>A case of the ConvTranspose grid.</summary>
    public static ComparisonLimit OperatorCase(bool halfStorage) =>
        halfStorage ? new("operator cases, half", 3e-3) : new("operator cases, float32", 1e-5);

    /// <summary>The case whose operands are subnormal: a device may flush them to zero.</summary>
    public static ComparisonLimit SubnormalOperatorCase { get; } =
        ComparisonLimit.PerElement("operator case with subnormal operands", rtol: 0, atol: 1e-37);

    /// <summary>A golden model's output; the two arguments stand in its manifest <c>model.json</c>.</summary>
    /// <param name="halfStorage">Which of the two columns.</param>
    /// <param name="torchF32RelativeError">The manifest's <c>torch_f32_rel_err</c>.</param>
    /// <param name="halfOperandsRelativeError">The manifest's <c>f16_weights_and_inputs_rel_err</c>.</param>
    public static ComparisonLimit GoldenModel(bool halfStorage, double torchF32RelativeError, double halfOperandsRelativeError) =>
        halfStorage
            ? new("golden models, half: max(1e-2, 5 × the manifest's error of half operands)", Math.Max(1e-2, 5 * halfOperandsRelativeError))
            : new("golden models, float32: max(2e-5, 10 × the manifest's error of torch)", Math.Max(2e-5, 10 * torchF32RelativeError));

    /// <summary>An output of a case of <c>lucid test</c>: the row of the golden models, without a manifest.</summary>
    public static ComparisonLimit GoldenCase(bool halfStorage) => halfStorage ? new("cases, half", 1e-2) : new("cases, float32", 2e-5);

    /// <summary>An output of a trained model, or the probe of the logit before its final Sigmoid where there is one.</summary>
    public static ComparisonLimit TrainedModel(bool halfStorage) =>
        halfStorage ? new("trained models, half", 2e-2) : new("trained models, float32", 5e-5);

    /// <summary>A float output of a test from ONNX's own node suite.</summary>
    public static ComparisonLimit OnnxNode(bool halfStorage) =>
        halfStorage ? new("ONNX node tests, half", 5e-3) : new("ONNX node tests, float32", 1e-5, new(Rtol: 1e-3, Atol: 1e-7));

    /// <summary>Any other folder in the form of an ONNX test.</summary>
    public static ComparisonLimit OnnxTestFolder(bool halfStorage) =>
        halfStorage ? new("ONNX test folder, half", 2e-2) : new("ONNX test folder, float32", 5e-5, new(Rtol: 1e-3, Atol: 1e-7));

    /// <summary>Bits that a package carries as their hash.</summary>
    public static ComparisonLimit SameBits { get; } = new("the same bits, by SHA-256", 0);

    /// <summary>What <c>--rtol</c> and <c>--atol</c> say.</summary>
    public static ComparisonLimit ByHand(double rtol, double atol) => ComparisonLimit.PerElement("--rtol, --atol", rtol, atol);
}
