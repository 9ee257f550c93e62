namespace Lucid.Runtime;

/// <summary>The inputs given do not suit the model: a missing name, another element type or rank, an extent that contradicts, a guard that does not hold.</summary>
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
