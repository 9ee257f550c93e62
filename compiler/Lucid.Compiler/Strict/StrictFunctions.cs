using static Lucid.Compiler.Strict.StrictArithmetic;

namespace Lucid.Compiler.Strict;

/// <summary>
/// The functions of spec/numerics.md, section 3, one operation after the other. Where an inner product is subnormal it is added to a number that is larger by
/// more than 2²⁴, so that it does not matter whether a device keeps it.
/// </summary>
internal static class StrictFunctions
{
    private const float Ln2High = 0.693359375f;
    private const float Ln2Rest = 2.12194440e-4f;

    private static readonly float[] ErfSmall =
    [
        (float)1.128379225730896, (float)-0.37612637877464294, (float)0.11283782869577408, (float)-0.026865437626838684,
        (float)0.005221053492277861, (float)-0.0008484396385028958, (float)0.00011268253729213029, (float)-9.673590284364764e-06,
    ];

    private static readonly float[] ErfcLarge =
    [
        (float)-0.00012040255387546495, (float)0.2843257784843445, (float)0.26410767436027527, (float)0.3289462924003601, (float)-0.05379354953765869,
        (float)0.4798163175582886, (float)-0.38464608788490295, (float)0.06853044033050537, (float)0.012932916171848774,
    ];

    public static float Exp(float x)
    {
        if (IsNan(x)) return x;
        if (x > 88.72283f) return float.PositiveInfinity;
        if (x < -87.33654f) return 0;
        float n = RoundEven(x * 1.44269504088896341f);
        float r = (x - (n * Ln2High)) + (n * Ln2Rest);
        float p = Horner(r, 5.0000001201e-1f, 1.6666665459e-1f, 4.1665795894e-2f, 8.3334519073e-3f, 1.3981999507e-3f, 1.9875691500e-4f);
        float y = ((p * (r * r)) + r) + 1;
        int exponent = (int)n;
        int half = exponent >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    public static float Log(float x)
    {
        if (IsNan(x)) return Nan;
        if (IsZero(x)) return float.NegativeInfinity;
        if (x < 0) return Nan;
        if (IsInfinite(x)) return x;
        (float k, float f) = Split(x);
        float z = f * f;
        float p = Horner(
            f, 3.3333331174e-1f, -2.4999993993e-1f, 2.0000714765e-1f, -1.6668057665e-1f, 1.4249322787e-1f, -1.2420140846e-1f, 1.1676998740e-1f, -1.1514610310e-1f, 7.0376836292e-2f);
        float y = p * f * z;
        y -= k * Ln2Rest;
        y -= 0.5f * z;
        return (f + y) + (k * Ln2High);
    }

    /// <summary>x^y for x ≥ 0 (section 3.1).</summary>
    public static float PowerOfPositive(float x, float y)
    {
        if (IsZero(y) || x == 1) return 1;
        if (IsNan(x) || IsNan(y)) return Nan;
        if (IsZero(x)) return y < 0 ? float.PositiveInfinity : 0;
        if (IsInfinite(x)) return y < 0 ? 0 : float.PositiveInfinity;
        (float high, float low) = LongLog(x);
        (float product, float error) = Product(y, high);
        float rest = error + (y * low);
        float whole = Exp(product);
        bool corrects = Magnitude(product) < Magnitude(100f) && Magnitude(whole) < Magnitude(float.PositiveInfinity);
        return corrects ? whole * (1 + rest) : whole;
    }

    public static float Pow(float x, float y)
    {
        if (y == 0 || x == 1) return 1;
        if (y == 1) return x;
        if (y == 2) return x * x;
        if (IsNan(x) || IsNan(y)) return Nan;
        if (x == 0) return y < 0 ? float.PositiveInfinity : 0;
        float magnitude = PowerOfPositive(Abs(x), y);
        if (!(x < 0)) return magnitude;
        if (Floor(y) != y) return Nan;
        float half = y * 0.5f;
        return Floor(half) != half ? -magnitude : magnitude;
    }

    public static float Sigmoid(float x) => Divide(1, 1 + Exp(-x));

    public static float Softplus(float x) => Max(x, 0) + Log(1 + Exp(-Abs(x)));

    public static float ExpMinusOne(float x) =>
        x > -0.5f ? x + (x * x * Horner(x, 1f / 2, (float)(1.0 / 6), (float)(1.0 / 24), (float)(1.0 / 120), (float)(1.0 / 720), (float)(1.0 / 5040))) : Exp(x) - 1;

    public static float Tanh(float x)
    {
        float z = x * x;
        float magnitude = Abs(x);
        if (magnitude < 0.625f) return x + (x * z * Horner(z, -3.33332819422e-1f, 1.33314422036e-1f, -5.37397155531e-2f, 2.06390887954e-2f, -5.70498872745e-3f));
        float large = 1 - Divide(2, Exp(2 * magnitude) + 1);
        return x < 0 ? -large : large;
    }

    public static float Erf(float x)
    {
        if (IsNan(x)) return x;
        float z = x * x;
        float magnitude = Abs(x);
        if (magnitude <= 1) return x * Horner(z, ErfSmall);
        float t = Divide(1, 1 + (0.5f * magnitude));
        float large = magnitude > 4 ? 1 : 1 - (Exp(-z) * Horner(t, ErfcLarge));
        return x < 0 ? -large : large;
    }

    public static float Sin(float x)
    {
        float n = RoundEven(x * (float)(1 / Math.PI));
        float value = SinOfRest(x, n);
        return IsEven(n) ? value : -value;
    }

    public static float Cos(float x)
    {
        float n = RoundEven((x * (float)(1 / Math.PI)) - 0.5f);
        float value = SinOfRest(x, n + 0.5f);
        return IsEven(n) ? -value : value;
    }

    public static float Gelu(float x) => 0.5f * x * (1 + Erf(x * (float)0.70710678118654752440));

    public static float GeluTanh(float x) => 0.5f * x * (1 + Tanh((float)0.79788456080286535588 * (x + (0.044715f * (x * x * x)))));

    public static float Abs(float x) => BitConverter.UInt32BitsToSingle(Magnitude(x));

    /// <summary>The nearest half, as a float.</summary>
    public static float ToHalf(float x)
    {
        float magnitude = Abs(x);
        if (IsNan(x)) return x;
        if (!(magnitude < 65520f)) return x < 0 ? float.NegativeInfinity : float.PositiveInfinity;
        if (magnitude < 6.103515625e-5f) return RoundEven(x * 16777216f) * (1 / 16777216f);
        return CutBits(x, 13);
    }

    public static float ToBFloat16(float x) => IsNan(x) ? x : CutBits(x, 16);

    /// <summary>Low bits rounded off to nearest even.</summary>
    private static float CutBits(float x, int count)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        uint half = 1u << (count - 1), rest = bits & ((1u << count) - 1);
        uint cut = bits - rest;
        bool up = rest > half || (rest == half && (cut & (1u << count)) != 0);
        return BitConverter.UInt32BitsToSingle(up ? cut + (1u << count) : cut);
    }

    private static (float K, float F) Split(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(x);
        int k = (int)(bits >> 23) - 126;
        float m = BitConverter.UInt32BitsToSingle((bits & 0x007fffff) | 0x3f000000);
        return m < (float)0.707106781186547524 ? (k - 1, m + m - 1) : (k, m - 1);
    }

    private static (float High, float Low) LongLog(float x)
    {
        (float k, float f) = Split(x);
        float d = 2 + f;
        float dRest = f - (d - 2);
        float s = Divide(f, d);
        (float product, float error) = Product(s, d);
        float sRest = Divide(f - product - error - (s * dRest), d);
        float z = s * s;
        float tail = s * z * Horner(z, (float)(2.0 / 3), (float)(2.0 / 5), (float)(2.0 / 7), (float)(2.0 / 9), (float)(2.0 / 11));
        float high = k * Ln2High, twice = s + s;
        float sum = high + twice;
        float part = sum - high;
        float lost = (high - (sum - part)) + (twice - part);
        float low = ((lost + (sRest + sRest)) + tail) - (k * Ln2Rest);
        float total = sum + low;
        return (total, (sum - total) + low);
    }

    private static (float Product, float Error) Product(float a, float b)
    {
        float aHigh = Upper(a), bHigh = Upper(b);
        float aLow = a - aHigh, bLow = b - bHigh;
        float product = a * b;
        float error = (((aHigh * bHigh) - product) + (aHigh * bLow)) + (aLow * bHigh);
        return (product, error + (aLow * bLow));
    }

    private static float Upper(float x) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & 0xfffff000);

    private static float SinOfRest(float x, float turns)
    {
        float r = ((x - (turns * 3.140625f)) - (turns * (float)9.67502593994140625e-4)) - (turns * (float)1.509957990978376432e-7);
        float z = r * r;
        float p = Horner(z, (float)(-1.0 / 6), (float)(1.0 / 120), (float)(-1.0 / 5040), (float)(1.0 / 362880), (float)(-1.0 / 39916800), (float)(1.0 / 6227020800));
        return r + (r * z * p);
    }

    private static bool IsEven(float n)
    {
        float half = n * 0.5f;
        return Floor(half) == half;
    }

    private static float PowerOfTwo(int exponent) => BitConverter.Int32BitsToSingle((exponent + 127) << 23);

    /// <summary>Σ c[i]·xⁱ from the last coefficient.</summary>
    private static float Horner(float x, params ReadOnlySpan<float> coefficients)
    {
        float sum = coefficients[^1];
        for (int i = coefficients.Length - 2; i >= 0; i--) sum = (sum * x) + coefficients[i];
        return sum;
    }
}
