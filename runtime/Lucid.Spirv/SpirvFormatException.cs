using System.Globalization;

namespace Lucid.Spirv;

/// <summary>What was read is not a well-formed SPIR-V module.</summary>
public sealed class SpirvFormatException : Exception
{
    internal SpirvFormatException(int? wordOffset, string message)
        : base(wordOffset is int offset ? string.Create(CultureInfo.InvariantCulture, $"SPIR-V word {offset}: {message}") : $"SPIR-V: {message}")
    {
        WordOffset = wordOffset;
    }

    /// <summary>Where the fault lies, counted in words of four bytes from the start of the module; null if it lies in no one place.</summary>
    public int? WordOffset { get; }
}
