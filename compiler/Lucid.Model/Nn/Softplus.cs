using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Softplus: ln(1 + exp(beta·x)) / beta, and x itself where beta·x exceeds the threshold.</summary>
/// <param name="beta">Steepness.</param>
/// <param name="threshold">Beyond it torch returns x, which at its default changes no float32 result; it is kept for the text alone.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Softplus(double beta = 1, double threshold = 20, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        Var here = input.At(file, line);
        return beta == 1 ? F.Softplus(here) : F.Softplus(here * beta) / beta;
    }

    /// <inheritdoc/>
    public override string ToString() => $"beta={PythonText.Float(beta)}, threshold={PythonText.Float(threshold)}";
}
