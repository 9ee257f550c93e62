using System.Globalization;

namespace Lucid.Vulkan;

/// <summary>A packed API version: 7 bits major, 10 bits minor, 12 bits patch, below a 3-bit variant that is 0 for Vulkan.</summary>
public readonly record struct Version32(uint Value)
{
    public Version32(uint major, uint minor, uint patch) : this(major << 22 | minor << 12 | patch)
    {
    }

    public uint Major => Value >> 22 & 0x7F;

    public uint Minor => Value >> 12 & 0x3FF;

    public uint Patch => Value & 0xFFF;

    public static implicit operator uint(Version32 version) => version.Value;

    public static explicit operator Version32(uint value) => new(value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}
