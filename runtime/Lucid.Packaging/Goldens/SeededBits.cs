using System.Text;

namespace Lucid.Packaging.Goldens;

/// <summary>
/// A stream of 64-bit numbers for a seed and a name: SplitMix64 (Steele, Lea, Flood 2014), begun at the seed mixed with the FNV-1a hash of the name.
/// </summary>
public struct SeededBits
{
    private ulong _state;

    /// <summary>The stream of a seed and a name.</summary>
    public SeededBits(long seed, string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) hash = unchecked((hash ^ b) * 0x100000001B3);
        _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15) ^ hash;
    }

    /// <summary>The next number.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
