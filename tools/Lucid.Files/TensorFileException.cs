using System.Globalization;

namespace Lucid.Files;

/// <summary>A tensor file cannot be read or written: what was found, what was expected, and where.</summary>
public sealed class TensorFileException : Exception
{
    /// <summary>Names the file and the place in it.</summary>
    /// <param name="fileName">The file, or what the caller called the bytes.</param>
    /// <param name="byteOffset">Where in the file, counted from its first byte; null where the fault is no place in it.</param>
    /// <param name="reason">What was found and what was expected.</param>
    /// <param name="innerException">What lies below, if anything.</param>
    public TensorFileException(string fileName, long? byteOffset, string reason, Exception? innerException = null)
        : base(byteOffset is { } at ? string.Create(CultureInfo.InvariantCulture, $"{fileName}: byte {at}: {reason}") : $"{fileName}: {reason}", innerException)
    {
        (FileName, ByteOffset, Reason) = (fileName, byteOffset, reason);
    }

    /// <summary>The file, or what the caller called the bytes.</summary>
    public string FileName { get; }

    /// <summary>Where in the file, counted from its first byte; null where the fault is no place in it.</summary>
    public long? ByteOffset { get; }

    /// <summary>The message without file and offset.</summary>
    public string Reason { get; }
}
