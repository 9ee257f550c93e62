using System.Globalization;

using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>A file is not what the safetensors format allows, or exceeds a stated cap of the reader.</summary>
public sealed class SafetensorsFormatException : Exception
{
    /// <summary>Names the file, the place and the tensors concerned.</summary>
    /// <param name="fileName">The file, or what the caller called the bytes.</param>
    /// <param name="byteOffset">Where in the file, counted from its first byte.</param>
    /// <param name="reason">What was found and what was expected.</param>
    /// <param name="tensorNames">The tensors concerned, if any.</param>
    /// <param name="innerException">What lies below, if anything.</param>
    public SafetensorsFormatException(
        string fileName, long byteOffset, string reason, ValueList<string> tensorNames = default, Exception? innerException = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{fileName}: byte {byteOffset}: {reason}"), innerException)
    {
        (FileName, ByteOffset, Reason, TensorNames) = (fileName, byteOffset, reason, tensorNames);
    }

    /// <summary>The file, or what the caller called the bytes.</summary>
    public string FileName { get; }

    /// <summary>Where in the file, counted from its first byte.</summary>
    public long ByteOffset { get; }

    /// <summary>The message without file and offset.</summary>
    public string Reason { get; }

    /// <summary>The tensors concerned.</summary>
    public ValueList<string> TensorNames { get; }
}
