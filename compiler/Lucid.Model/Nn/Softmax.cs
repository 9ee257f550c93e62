using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Softmax: eˣ / Σ eˣ along an axis.</summary>
/// <param name="dim">The axis.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Softmax(int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Softmax(input, dim, file, line);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dim={dim}");
}
