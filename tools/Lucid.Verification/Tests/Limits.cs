using Lucid.Tensors;

namespace Lucid.Verification.Tests;

/// <summary>Which row of the ruler applies to an output of a model's test.</summary>
/// <param name="kind">Where the test comes from.</param>
/// <param name="manifest">For a golden model: its manifest.</param>
/// <param name="halfStorage">Which column.</param>
/// <param name="byHand">What the caller says instead, or null.</param>
internal sealed class Limits(ModelTestKind kind, GoldenManifest? manifest, bool halfStorage, ComparisonLimit? byHand)
{
    /// <param name="output">The output.</param>
    /// <param name="stored">Its element type in the test: of 16 bits with a significand of 8, the other column applies.</param>
    public ComparisonLimit Of(string output, ElementType stored = ElementType.F32) => byHand ?? kind switch
    {
        ModelTestKind.OnnxNode when stored == ElementType.BF16 => ComparisonLimits.OnnxNode(halfStorage: true),
        ModelTestKind.OnnxTestFolder when stored == ElementType.BF16 => ComparisonLimits.OnnxTestFolder(halfStorage: true),
        ModelTestKind.GoldenModel when manifest?.Outputs.TryGetValue(output, out (double TorchF32, double HalfOperands) errors) == true =>
            ComparisonLimits.GoldenModel(halfStorage, errors.TorchF32, errors.HalfOperands),
        ModelTestKind.GoldenModel => ComparisonLimits.GoldenModel(halfStorage, 0, 0),
        ModelTestKind.TrainedModel => ComparisonLimits.TrainedModel(halfStorage),
        ModelTestKind.OnnxNode => ComparisonLimits.OnnxNode(halfStorage),
        ModelTestKind.OnnxTestFolder => ComparisonLimits.OnnxTestFolder(halfStorage),
    };

    /// <summary>A probe of an inner value.</summary>
    public ComparisonLimit OfProbe() => byHand ?? ComparisonLimits.TrainedModel(halfStorage);

    /// <summary>
    /// The output whose logit is compared instead. The sigmoid's slope is at most ¼, so this is what the logit's limit leaves of it:
    /// it never refuses an output whose logit is within its limit.
    /// </summary>
    public ComparisonLimit OfSigmoidOf(double maxAbsLogit) => byHand
        ?? ComparisonLimit.PerElement("sigmoid of a logit within its limit", rtol: 0, atol: Math.Max(1, maxAbsLogit / 4) * ComparisonLimits.TrainedModel(halfStorage).Relative!.Value);
}
