namespace Lucid.Runtime;

/// <summary>
/// The inputs given do not suit the model: a missing name, another element type or rank, a value out of range. Extents that contradict are
/// a <see cref="Tensors.ShapeMismatchException"/> or <see cref="Tensors.ShapeGuardException"/>, as everywhere in Lucid.
/// </summary>
public sealed class ModelInputException : Exception
{
    internal ModelInputException(string message)
        : base(message)
    {
    }

    internal ModelInputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
