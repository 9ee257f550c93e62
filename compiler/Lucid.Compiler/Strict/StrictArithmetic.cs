namespace Lucid.Compiler.Strict;

/// <summary>
/// Operations on binary32 as spec/numerics.md, sections 1 to 3, defines them. Additions, subtractions and multiplications that give a subnormal
/// number are noticed: no bits are promised from there on.
/// </summary>
internal sealed class StrictArithmetic
{
    private const uint Infinity = 0x7f800000;
    private const uint LargestSubnormal = 0x007fffff;

    /// <summary>The one NaN that is stored.</summary>
    public static readonly float Nan = BitConverter.UInt32BitsToSingle(0x7fc00000);

    /// <summary>Whether a result was subnormal since the last question. Threads only ever set it.</summary>
    public bool SawSubnormal { get; set; }

    public static uint Magnitude(float x) => BitConverter.SingleToUInt32Bits(x) & 0x7fffffff;

    public static bool IsNan(float x) => Magnitude(x) > Infinity;

    public static bool IsInfinite(float x) => Magnitude(x) == Infinity;

    /// <summary>Zero, or so small that it counts as zero where numbers are looked at by their bits.</summary>
    public static bool IsZero(float x) => Magnitude(x) <= LargestSubnormal;

    /// <summary>What a kernel writes to memory.</summary>
    public static float Store(float x) => IsNan(x) ? Nan : IsZero(x) ? 0f : x;

    public static float Max(float x, float y) => x > y || IsNan(x) ? x : y;

    public static float Min(float x, float y) => x < y || IsNan(x) ? x : y;

    public static float Clamp(float x, float low, float high) => Min(Max(x, low), high);

    public float Add(float x, float y) => Watched(x + y);

    public float Sub(float x, float y) => Watched(x - y);

    public float Mul(float x, float y) => Watched(x * y);

    /// <summary>The exact quotient rounded to nearest even with an exponent of any size, then 0 below the smallest normal number.</summary>
    public static float Divide(float x, float y)
    {
        if (IsNan(x) || IsNan(y) || (IsZero(x) && IsZero(y)) || (IsInfinite(x) && IsInfinite(y))) return Nan;
        if (IsZero(y)) return x > 0 ? float.PositiveInfinity : float.NegativeInfinity;
        if (IsZero(x) || IsInfinite(y)) return 0;
        float quotient = x / y;
        const float near = 2.35098870164457501593747307444e-38f; // 2^-125: below it the quotient may have been rounded as a subnormal.
        if (quotient is >= near or <= -near) return quotient;
        float scaled = x * 18446744073709551616f / y;
        const float least = 2.16840434497100886801490560173988342285e-19f; // 2^-126 · 2^64
        return scaled is >= least or <= -least ? scaled * (1 / 18446744073709551616f) : 0;
    }

    /// <summary>The exact root rounded to nearest even, digit by digit.</summary>
    public static float SquareRoot(float x)
    {
        if (IsNan(x)) return Nan;
        if (IsZero(x)) return 0;
        if (x < 0) return Nan;
        if (IsInfinite(x)) return x;
        uint bits = BitConverter.SingleToUInt32Bits(x);
        int exponent = (int)(bits >> 23) - 127;
        int odd = exponent & 1;
        ulong square = (ulong)((bits & 0x007fffff) | 0x00800000) << (25 + odd);
        ulong root = 0;
        for (int digit = 24; digit >= 0; digit--)
        {
            ulong larger = root | (1UL << digit);
            if (larger * larger <= square) root = larger;
        }

        // 25 bits: the last one is half a unit. Roots never lie half-way between two floats.
        uint mantissa = (uint)((root >> 1) + (root & 1));
        return BitConverter.UInt32BitsToSingle((uint)(((exponent >> 1) + 126) << 23) + mantissa);
    }

    /// <summary>x - y·trunc(x / y).</summary>
    public static float Remainder(float x, float y) => x - (y * Truncate(Divide(x, y)));

    public static float Truncate(float x) => x < 0 ? Ceiling(x) : Floor(x);

    public static float Floor(float x)
    {
        // From 2²³ on all floats are integers.
        if (!(x is < 8388608f and > -8388608f)) return x;
        float cut = (int)x;
        return cut > x ? cut - 1 : cut;
    }

    public static float Ceiling(float x) => -Floor(-x);

    /// <summary>The nearest integer, of two the even one.</summary>
    public static float RoundEven(float x)
    {
        if (!(x is < 8388608f and > -8388608f)) return x;
        float low = Floor(x);
        float over = x - low;
        if (over != 0.5f) return over < 0.5f ? low : low + 1;
        return ((int)low & 1) == 0 ? low : low + 1;
    }

    /// <summary>Both 16-bit halves exactly, then one rounding.</summary>
    public static float FromInteger(long value) => ((float)(value >> 16) * 65536f) + (value & 0xffff);

    private float Watched(float x)
    {
        if (Magnitude(x) - 1 < LargestSubnormal) SawSubnormal = true;
        return x;
    }
}
