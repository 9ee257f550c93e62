using System.Globalization;

namespace Lucid.Packaging;

/// <summary>A file is no package that this library reads: damaged, beyond a cap, of a newer major version, or no package at all.</summary>
public sealed class PackageFormatException : Exception
{
    /// <summary>Names the file and the place.</summary>
    /// <param name="fileName">The file, or what the caller called the bytes.</param>
    /// <param name="byteOffset">Where in the file, counted from its first byte.</param>
    /// <param name="jsonPath">Where in <c>lucid.program</c>, as <c>$.program.main[3].name</c>; null where the fault is elsewhere.</param>
    /// <param name="reason">What was found and what was expected.</param>
    /// <param name="innerException">What lies below, if anything.</param>
    public PackageFormatException(string fileName, long byteOffset, string? jsonPath, string reason, Exception? innerException = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{fileName}: byte {byteOffset}: {(jsonPath is null ? "" : $"lucid.program {jsonPath}: ")}{reason}"), innerException)
    {
        (FileName, ByteOffset, JsonPath, Reason) = (fileName, byteOffset, jsonPath, reason);
    }

    /// <summary>The file, or what the caller called the bytes.</summary>
    public string FileName { get; }

    /// <summary>Where in the file, counted from its first byte; for a fault of the program, where the program begins or, for invalid JSON, the place itself.</summary>
    public long ByteOffset { get; }

    /// <summary>Where in the program, as <c>$.program.main[3].name</c>; null where the fault is elsewhere.</summary>
    public string? JsonPath { get; }

    /// <summary>The message without file and place.</summary>
    public string Reason { get; }
}
