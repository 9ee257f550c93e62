using Lucid.Tensors;

namespace Lucid.Runtime.Tests.Tensors;

/// <summary>
/// A random expression beside its meaning: <see cref="IntExpr"/> simplifies while it is built; the function does exactly what was asked,
/// in 128 bits, and says null where it divides by 0.
/// </summary>
internal sealed record RandomExpression(IntExpr Expr, Func<IReadOnlyDictionary<string, long>, Int128?> Meaning)
{
    private static readonly string[] Names = ["h", "w", "N", "k.1"];

    public static RandomExpression Draw(Random random, int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            if (random.Next(2) == 0)
            {
                string name = Names[random.Next(Names.Length)];
                return new(IntExpr.Symbol(name), symbols => symbols[name]);
            }

            long constant = random.Next(5) == 0 ? random.NextInt64(-1000, 1000) : random.Next(-4, 9);
            return new(constant, _ => constant);
        }

        RandomExpression a = Draw(random, depth - 1);
        RandomExpression b = Draw(random, depth - 1);
        long divisor = random.Next(1, 7);
        return random.Next(13) switch
        {
            0 or 1 => Combine(a, b, a.Expr + b.Expr, (x, y) => x + y),
            2 => Combine(a, b, a.Expr - b.Expr, (x, y) => x - y),
            3 or 4 => Combine(a, b, a.Expr * b.Expr, (x, y) => x * y),
            5 => Combine(a, new(divisor, _ => divisor), IntExpr.FloorDiv(a.Expr, divisor), Floor),
            6 => Combine(a, new(divisor, _ => divisor), IntExpr.Mod(a.Expr, divisor), Modulo),
            7 when !b.Expr.Equals(IntExpr.Zero) => Combine(a, b, IntExpr.FloorDiv(a.Expr, b.Expr), Floor),
            8 when !b.Expr.Equals(IntExpr.Zero) => Combine(a, b, IntExpr.Mod(a.Expr, b.Expr), Modulo),
            9 => Combine(a, b, IntExpr.Min(a.Expr, b.Expr), (x, y) => Int128.Min(x, y)),
            10 => Combine(a, b, IntExpr.Max(a.Expr, b.Expr), (x, y) => Int128.Max(x, y)),
            11 => Combine(a, b, IntExpr.Equal(a.Expr, b.Expr), (x, y) => x == y ? 1 : 0),
            12 => Combine(a, b, IntExpr.LessOrEqual(a.Expr, b.Expr), (x, y) => x <= y ? 1 : 0),
            _ => Combine(a, b, IntExpr.Less(a.Expr, b.Expr), (x, y) => x < y ? 1 : 0),
        };
    }

    public static Dictionary<string, long> DrawSymbols(Random random) => Names.ToDictionary(name => name, _ => random.NextInt64(1, random.Next(2) == 0 ? 4 : 40));

    private static RandomExpression Combine(RandomExpression a, RandomExpression b, IntExpr expr, Func<Int128, Int128, Int128?> apply) =>
        new(expr, symbols => a.Meaning(symbols) is { } x && b.Meaning(symbols) is { } y ? apply(x, y) : null);

    private static Int128? Floor(Int128 x, Int128 y)
    {
        if (y == 0) return null;
        Int128 quotient = x / y;
        return x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient;
    }

    private static Int128? Modulo(Int128 x, Int128 y) => Floor(x, y) is { } quotient ? x - (y * quotient) : null;
}
