using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Hardshrink: x where |x| &gt; lambd, else 0.</summary>
/// <param name="lambd">The border.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Hardshrink(double lambd = 0.5, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Hardshrink(input, lambd, file, line);

    /// <inheritdoc/>
    public override string ToString() => PythonText.Float(lambd);
}
