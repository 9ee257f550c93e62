using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Softmax2d: the softmax over the channels of <c>(N, C, H, W)</c> or <c>(C, H, W)</c>.</summary>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Softmax2d([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Softmax(input, -3, file, line);

    /// <inheritdoc/>
    public override string ToString() => string.Empty;
}
