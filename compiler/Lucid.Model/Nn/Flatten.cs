using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Flatten: the axes from one to another become a single one.</summary>
/// <param name="startDim">The first axis.</param>
/// <param name="endDim">The last axis; negative axes count from the end.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Flatten(int startDim = 1, int endDim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input) => F.Flatten(input.At(file, line), startDim, endDim);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"start_dim={startDim}, end_dim={endDim}");
}
