using Lucid.Spirv;
using Lucid.Spirv.Editing;

namespace Lucid.Compiler.Codegen;

/// <summary>A function of spec/numerics.md that a strict module calls where the device's own would leave bits open.</summary>
internal enum StrictKind
{
    Store,
    TimesZero,
    Divide,
    SquareRoot,
    Remainder,
    Exponential,
    Logarithm,
    Power,
    Minimum,
    Maximum,
    Clamp,
    IsNan,
    IsInfinite,
    FromSigned,
    FromUnsigned,
    ToHalves,
    FromHalves,
}

/// <summary>A strict function for vectors of a number of components; halves are always two.</summary>
internal readonly record struct StrictFunction(StrictKind Kind, int Count)
{
    /// <summary>What the names of all of them begin with.</summary>
    public const string Prefix = "strict_";

    public string Name => FormattableString.Invariant($"{Prefix}{Kind}_{Count}");

    /// <summary>The functions that the body calls.</summary>
    public IEnumerable<StrictFunction> Callees => Kind switch
    {
        StrictKind.Remainder => [this with { Kind = StrictKind.Divide }],
        StrictKind.Power => [this with { Kind = StrictKind.Divide }, this with { Kind = StrictKind.Exponential }],
        _ => [],
    };

    public ShaderType Result => Kind switch
    {
        StrictKind.IsNan or StrictKind.IsInfinite => ShaderType.Bool.Times(Count),
        StrictKind.ToHalves => ShaderType.U32,
        StrictKind.FromHalves => ShaderType.F32.Times(2),
        _ => ShaderType.F32.Times(Count),
    };

    public IReadOnlyList<ShaderType> Parameters => Kind switch
    {
        StrictKind.Divide or StrictKind.Remainder or StrictKind.Power or StrictKind.Minimum or StrictKind.Maximum => [.. Enumerable.Repeat(ShaderType.F32.Times(Count), 2)],
        StrictKind.Clamp => [.. Enumerable.Repeat(ShaderType.F32.Times(Count), 3)],
        StrictKind.FromSigned => [ShaderType.I32.Times(Count)],
        StrictKind.FromUnsigned => [ShaderType.U32.Times(Count)],
        StrictKind.ToHalves => [ShaderType.F32.Times(2)],
        StrictKind.FromHalves => [ShaderType.U32],
        _ => [ShaderType.F32.Times(Count)],
    };

    /// <summary>Writes the function's body.</summary>
    public TerminatedBlock Write(FunctionBodyBuilder body)
    {
        ShaderValue x = body.Parameter(0);
        StrictBits bits = new(body, Count);
        return body.Return(Kind switch
        {
            StrictKind.Store => bits.Store(x),
            StrictKind.TimesZero => bits.TimesZero(x),
            StrictKind.Divide => new StrictQuotients(body, Count).Divide(x, body.Parameter(1)),
            StrictKind.SquareRoot => new StrictQuotients(body, Count).SquareRoot(x),
            // x - y·trunc(x / y)
            StrictKind.Remainder => body.FSub(x, body.FMul(body.Parameter(1), body.Trunc(body.Call((this with { Kind = StrictKind.Divide }).Name, x, body.Parameter(1))))),
            StrictKind.Exponential => new StrictExponentials(body, Count).Exponential(x),
            StrictKind.Logarithm => new StrictExponentials(body, Count).Logarithm(x),
            StrictKind.Power => new StrictExponentials(body, Count).Power(x, body.Parameter(1)),
            StrictKind.Minimum => bits.Minimum(x, body.Parameter(1)),
            StrictKind.Maximum => bits.Maximum(x, body.Parameter(1)),
            StrictKind.Clamp => bits.Minimum(bits.Maximum(x, body.Parameter(1)), body.Parameter(2)),
            StrictKind.IsNan => bits.IsNan(x),
            StrictKind.IsInfinite => bits.IsInfinite(x),
            StrictKind.FromSigned => bits.FromInteger(x),
            StrictKind.FromUnsigned => bits.FromInteger(x),
            StrictKind.ToHalves => bits.ToHalves(x),
            StrictKind.FromHalves => bits.FromHalves(x),
        });
    }
}
