namespace Lucid.Spirv;

/// <summary>Instructions of the extended set GLSL.std.450 that Lucid uses.</summary>
public enum GlslOp
{
    /// <summary>Rounds half to even.</summary>
    RoundEven = 2,

    /// <summary>Absolute value.</summary>
    FAbs = 4,

    /// <summary>Rounds down.</summary>
    Floor = 8,

    /// <summary>Rounds up.</summary>
    Ceil = 9,

    /// <summary>Sine of radians.</summary>
    Sin = 13,

    /// <summary>Cosine of radians.</summary>
    Cos = 14,

    /// <summary>Power; undefined for a negative base.</summary>
    Pow = 26,

    /// <summary>Natural exponential.</summary>
    Exp = 27,

    /// <summary>Natural logarithm.</summary>
    Log = 28,

    /// <summary>Square root.</summary>
    Sqrt = 31,
}
