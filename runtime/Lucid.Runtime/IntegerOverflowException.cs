namespace Lucid.Runtime;

/// <summary>
/// A 64-bit integer that the model computed left the 32 bits with a sign in which a device holds it. The results of the run are void; the session can run again.
/// </summary>
public sealed class IntegerOverflowException : Exception
{
    internal IntegerOverflowException(string message)
        : base(message)
    {
    }
}
