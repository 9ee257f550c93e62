using System.Globalization;

namespace Lucid.Runtime;

/// <summary>Sizes for people: exact, and rounded where that is easier to read.</summary>
internal static class ByteText
{
    public static string Of(long bytes)
    {
        string exact = bytes.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
        return bytes < 1 << 20 ? exact : exact + string.Create(CultureInfo.InvariantCulture, $" ({bytes / (double)(1 << 20):0.0} MiB)");
    }
}
