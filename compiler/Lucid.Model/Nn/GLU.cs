using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.GLU: the first half of an axis times the sigmoid of the second.</summary>
/// <param name="dim">The axis, of even extent.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class GLU(int dim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Glu(input, dim, file, line);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dim={dim}");
}
