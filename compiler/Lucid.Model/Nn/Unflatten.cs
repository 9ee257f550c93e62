using System.Globalization;
using System.Runtime.CompilerServices;

namespace Lucid.Model.Nn;

/// <summary>torch.nn.Unflatten: an axis becomes several.</summary>
/// <param name="dim">The axis; negative axes count from the end.</param>
/// <param name="unflattenedSize">The extents it becomes; their product is its extent.</param>
/// <param name="file">Filled in by the compiler.</param>
/// <param name="line">Filled in by the compiler.</param>
public sealed class Unflatten(int dim, IntTuple unflattenedSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) : Module
{
    /// <inheritdoc/>
    public override Var Forward(Var input)
    {
        int axis = input.Axis(dim);
        return F.Reshape(input.At(file, line), [.. input.Shape.Extents.Take(axis), .. unflattenedSize.Items, .. input.Shape.Extents.Skip(axis + 1)]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dim={dim}, unflattened_size={unflattenedSize}");
}
