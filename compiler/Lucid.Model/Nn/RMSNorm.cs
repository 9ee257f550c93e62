using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.RMSNorm: x / √(mean of x² + eps) · weight, the mean over the last axes.</summary>
public sealed class RMSNorm : Module
{
    private readonly SourceSpan _span;
    private readonly IntTuple _shape;
    private readonly double? _eps;

    /// <summary>A layer with a scale for each position of the last axes.</summary>
    /// <param name="normalizedShape">The extents of the last axes.</param>
    /// <param name="eps">Added to the mean; by default the distance from 1 to the next float32.</param>
    /// <param name="elementwiseAffine">Whether there is a learned scale.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public RMSNorm(
        IntTuple normalizedShape, double? eps = null, bool elementwiseAffine = true, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        (_span, _shape, _eps) = (NnModel.Caller(file, line), normalizedShape, eps);
        Arguments.Check(nameof(RMSNorm), device, dtype, _span, [.. normalizedShape.Items.Select(extent => ("normalized_shape", extent))]);
        if (elementwiseAffine) Weight = AddParameter("weight", dtype ?? ElementType.F32, new Shape([.. normalizedShape.Items]), ParameterFill.Constant(1));
    }

    /// <summary>The scale [*normalized_shape]; null where not affine.</summary>
    public Parameter? Weight { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input) => F.RmsNorm(input, _shape, Weight is null ? null : input.Model.Of(Weight), _eps, _span);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{PythonText.Tuple(_shape.Items)}, eps={(_eps is { } eps ? PythonText.Float(eps) : "None")}, elementwise_affine={PythonText.Bool(Weight is not null)}";
}
