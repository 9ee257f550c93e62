using System.Globalization;
using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.LayerNorm: normalisation over the last axes, whose extents are given; statistics are the input's own.</summary>
public sealed class LayerNorm : Module
{
    private readonly SourceSpan _span;
    private readonly ElementType _element;
    private readonly Shape _shape;

    /// <summary>A layer with a scale and a shift for each position of the last axes.</summary>
    /// <param name="normalizedShape">The extents of the last axes.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="elementwiseAffine">Whether there is a learned scale.</param>
    /// <param name="bias">Whether there is a learned shift beside it.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public LayerNorm(
        IntTuple normalizedShape, double eps = 1e-5, bool elementwiseAffine = true, bool bias = true, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        (_span, _element, Eps) = (NnModel.Caller(file, line), dtype ?? ElementType.F32, eps);
        Arguments.Check(nameof(LayerNorm), device, dtype, _span, [.. normalizedShape.Items.Select(extent => ("normalized_shape", extent))]);
        _shape = new Shape([.. normalizedShape.Items]);
        if (!elementwiseAffine) return;
        Weight = AddParameter("weight", _element, _shape, ParameterFill.Constant(1));
        if (bias) Bias = AddParameter("bias", _element, _shape, ParameterFill.Constant(0));
    }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>The scale [*normalized_shape]; null where not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift [*normalized_shape]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        if (input.Rank < _shape.Rank) throw input.Error(DiagnosticDescriptors.RankRefused, "input", input.Type, $"{_shape.Rank} or more");
        Var scale = Weight is null ? input.Model.Constant("ones", ParameterFill.Constant(1).Make(0, "ones", _element, _shape)) : input.Model.Of(Weight);
        LayerNormalization op = new(input.Rank - _shape.Rank, Eps);
        return Bias is null ? input.Model.Apply(op, _span, FullName, input, scale) : input.Model.Apply(op, _span, FullName, input, scale, input.Model.Of(Bias));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string extents = string.Join(", ", _shape.Extents.Select(extent => extent.ToString(CultureInfo.InvariantCulture))) + (_shape.Rank == 1 ? "," : "");
        return $"({extents}), eps={PythonText.Float(Eps)}, elementwise_affine={PythonText.Bool(Weight is not null)}";
    }
}
