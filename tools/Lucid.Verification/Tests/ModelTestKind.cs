namespace Lucid.Verification.Tests;

/// <summary>Where a model's test comes from: it decides the row of <see cref="ComparisonLimits"/>.</summary>
public enum ModelTestKind
{
    /// <summary>A golden model with a manifest.</summary>
    GoldenModel,

    /// <summary>A trained model, or any other with data sets of its own.</summary>
    TrainedModel,

    /// <summary>A test of ONNX's own node suite.</summary>
    OnnxNode,

    /// <summary>Any other folder in the form of an ONNX test.</summary>
    OnnxTestFolder,
}
