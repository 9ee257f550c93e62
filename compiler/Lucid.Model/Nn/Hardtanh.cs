using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Hardtanh: x cut to min_val … max_val.</summary>
/// <param name="minVal">The least.</param>
/// <param name="maxVal">The greatest.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Hardtanh(double minVal = -1, double maxVal = 1, bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Hardtanh(input, minVal, maxVal, file, line);

    /// <inheritdoc/>
    public override string ToString() => $"min_val={PythonText.Float(minVal)}, max_val={PythonText.Float(maxVal)}{(inplace ? ", inplace=True" : "")}";
}
