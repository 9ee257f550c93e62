using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Threshold: x where it exceeds the threshold, else the value.</summary>
/// <param name="threshold">The threshold.</param>
/// <param name="value">The value.</param>
/// <param name="inplace">Where torch puts the result; without effect here.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Threshold(double threshold, double value, bool inplace = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Threshold(input, threshold, value, file, line);

    /// <inheritdoc/>
    public override string ToString() => $"threshold={PythonText.Float(threshold)}, value={PythonText.Float(value)}{(inplace ? ", inplace=True" : "")}";
}
