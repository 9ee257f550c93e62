using System.Globalization;
using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.GroupNorm: normalisation over groups of channels, input <c>(N, C, *)</c>; statistics are the input's own.</summary>
public sealed class GroupNorm : Module
{
    private readonly SourceSpan _span;
    private readonly ElementType _element;

    /// <summary>A layer with a scale and a shift a channel.</summary>
    /// <param name="numGroups">Groups; they divide the channels.</param>
    /// <param name="numChannels">Channels.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="affine">Whether there are a learned scale and shift.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public GroupNorm(
        long numGroups, long numChannels, double eps = 1e-5, bool affine = true, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        (_span, _element) = (NnModel.Caller(file, line), dtype ?? ElementType.F32);
        Arguments.Check(nameof(GroupNorm), device, dtype, _span, ("num_groups", numGroups), ("num_channels", numChannels));
        if (numChannels % numGroups != 0) throw new ModelException([DiagnosticDescriptors.ArgumentNotDivisible.At(_span, nameof(GroupNorm), "num_channels", numChannels, numGroups)]);
        (NumGroups, NumChannels, Eps) = (numGroups, numChannels, eps);
        if (!affine) return;
        Weight = AddParameter("weight", _element, new Shape(numChannels), ParameterFill.Constant(1));
        Bias = AddParameter("bias", _element, new Shape(numChannels), ParameterFill.Constant(0));
    }

    /// <summary>Groups of channels.</summary>
    public long NumGroups { get; }

    /// <summary>Channels.</summary>
    public long NumChannels { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>The scale [num_channels]; null where not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>The shift [num_channels]; null where not affine.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        (Var scale, Var shift) = input.Model.ScaleAndShift(Weight, Bias, _element, NumChannels);
        return input.Model.Apply(new GroupNormalization(NumGroups, Eps), _span, FullName, input, scale, shift);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{NumGroups}, {NumChannels}, eps={PythonText.Float(Eps)}, affine={PythonText.Bool(Weight is not null)}");
}
