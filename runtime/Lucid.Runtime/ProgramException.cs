namespace Lucid.Runtime;

/// <summary>
/// A package's program cannot be carried out: it breaks a rule, or comes to a value out of range for the shapes at hand (a size beyond
/// 64 bits, a parameter beyond 32).
/// </summary>
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
