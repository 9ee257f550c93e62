using System.Globalization;

namespace Lucid.Spirv;

/// <summary>Words that are no SPIR-V module.</summary>
public sealed class SpirvFormatException(string message, int wordOffset)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"SPIR-V word {wordOffset}: {message}"))
{
    /// <summary>Offset of the word that is wrong.</summary>
    public int WordOffset => wordOffset;
}
