using System.Globalization;

namespace Lucid.Spirv;

/// <summary>The version of SPIR-V that a module declares; 1.3 is what Vulkan 1.1 takes.</summary>
public readonly record struct SpirvVersion(int Major, int Minor) : IComparable<SpirvVersion>
{
    // SPIR-V §2.3: 0 | major | minor | 0, from the highest byte down.
    internal uint Word => ((uint)Major << 16) | ((uint)Minor << 8);

    public int CompareTo(SpirvVersion other) => Word.CompareTo(other.Word);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator <(SpirvVersion left, SpirvVersion right) => left.Word < right.Word;

    public static bool operator >(SpirvVersion left, SpirvVersion right) => left.Word > right.Word;

    public static bool operator <=(SpirvVersion left, SpirvVersion right) => left.Word <= right.Word;

    public static bool operator >=(SpirvVersion left, SpirvVersion right) => left.Word >= right.Word;
}
