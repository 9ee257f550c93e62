namespace Lucid.Runtime;

/// <summary>A package's program contradicts itself: it was damaged, or written by a compiler that is at fault.</summary>
public sealed class ProgramException : Exception
{
    internal ProgramException(string message)
        : base(message)
    {
    }

    internal ProgramException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
