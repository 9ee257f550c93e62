using System.Globalization;
using System.Runtime.CompilerServices;

using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.PReLU: x where x ≥ 0, else weight·x, with one weight for all channels or one for each of axis 1.</summary>
public sealed class PReLU : Module
{
    private readonly SourceSpan _span;

    /// <summary>A layer with learned slopes.</summary>
    /// <param name="numParameters">1, or the number of channels.</param>
    /// <param name="init">The slope that <see cref="Module.Initialize"/> gives.</param>
    /// <param name="device">Only null: where a model runs, the session says.</param>
    /// <param name="dtype">Element type of the parameters, f32 (by default) or f16.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ModelException">An argument is wrong.</exception>
    public PReLU(
        long numParameters = 1, double init = 0.25, string? device = null, ElementType? dtype = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _span = NnModel.Caller(file, line);
        Arguments.Check(nameof(PReLU), device, dtype, _span, ("num_parameters", numParameters));
        Weight = AddParameter("weight", dtype ?? ElementType.F32, new Shape(numParameters), ParameterFill.Constant(init));
    }

    /// <summary>The slopes [num_parameters].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Var Forward(Var input) => F.PRelu(input, input.Model.Of(Weight), _span, FullName);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"num_parameters={Weight.Shape!.Value[0]}");
}
