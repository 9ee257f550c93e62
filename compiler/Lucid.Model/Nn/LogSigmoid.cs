using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.LogSigmoid: ln(1 / (1 + e⁻ˣ)).</summary>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class LogSigmoid([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.LogSigmoid(input, file, line);

    /// <inheritdoc/>
    public override string ToString() => string.Empty;
}
