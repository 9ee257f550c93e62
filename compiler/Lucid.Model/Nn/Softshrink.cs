using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Softshrink: x moved towards 0 by lambd, and 0 where it is as near.</summary>
/// <param name="lambd">How far.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Softshrink(double lambd = 0.5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Softshrink(input, lambd, file, line);

    /// <inheritdoc/>
    public override string ToString() => PythonText.Float(lambd);
}
