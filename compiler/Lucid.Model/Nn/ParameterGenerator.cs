using System.Text;

namespace Lucid.Model.Nn;

/// <summary>
/// The generator of initial values, <c>lucid-splitmix64-1</c>: the same numbers on every machine and in every version, independent of the
/// order in which parameters are filled.
/// </summary>
/// <remarks>
/// Counter-based. key = mix(seed + γ), then for every byte b of the parameter's full name in UTF-8: key = mix((key xor b) + γ).
/// Element i, in row-major order from 0, takes the upper 24 bits of mix(key + (i+1)·γ) as an integer n and has the value
/// (2·n/2²⁴ - 1) · bound, computed in float64 and rounded once to the element type.
/// mix and γ = 0x9E3779B97F4A7C15 are those of SplitMix64 (Steele, Lea, Flood 2014); sums are modulo 2⁶⁴.
/// </remarks>
public readonly record struct ParameterGenerator
{
    /// <summary>The generator's name, for records of how a model came about.</summary>
    public const string Name = "lucid-splitmix64-1";

    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private readonly ulong _key;

    /// <summary>The stream of a parameter.</summary>
    /// <param name="seed">The model's seed.</param>
    /// <param name="parameterName">The parameter's full name.</param>
    public ParameterGenerator(long seed, string parameterName)
    {
        ulong key = Mix(unchecked((ulong)seed + Gamma));
        foreach (byte b in Encoding.UTF8.GetBytes(parameterName)) key = Mix(unchecked((key ^ b) + Gamma));
        _key = key;
    }

    /// <summary>Fills with values uniform in [-bound, bound).</summary>
    public void FillUniform(Span<double> values, double bound)
    {
        for (int i = 0; i < values.Length; i++)
        {
            ulong n = Mix(unchecked(_key + ((ulong)(i + 1) * Gamma))) >> 40;
            values[i] = ((n / (double)(1 << 23)) - 1) * bound;
        }
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
