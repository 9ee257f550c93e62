using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Tensors;

internal enum AtomKind
{
    FloorDiv,
    Mod,
    Min,
    Max,
    Equal,
    Less,
}

/// <summary>A factor of a term that is no number. Atoms are equal when they print alike.</summary>
internal abstract class IntAtom : IEquatable<IntAtom>
{
    /// <summary>Whether the text needs no parentheses as a factor.</summary>
    public abstract bool BindsTightly { get; }

    /// <summary>How deep divisions, minima and comparisons nest; 0 for a symbol.</summary>
    public abstract int Nesting { get; }

    public abstract long Evaluate(IReadOnlyDictionary<string, long> symbols);

    public abstract IntExpr Substitute(IReadOnlyDictionary<string, IntExpr> values);

    public abstract Bound Range(long smallest);

    public abstract void Collect(ImmutableSortedSet<string>.Builder names);

    public bool Equals(IntAtom? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as IntAtom);

    public override int GetHashCode() => ToString()!.GetHashCode(StringComparison.Ordinal);
}

internal sealed class SymbolAtom(string name) : IntAtom
{
    public string Name => name;

    public override bool BindsTightly => true;

    public override int Nesting => 0;

    public override long Evaluate(IReadOnlyDictionary<string, long> symbols) =>
        symbols.TryGetValue(name, out long value) ? value : throw new ShapeEvaluationException($"symbol {name} has no value");

    public override IntExpr Substitute(IReadOnlyDictionary<string, IntExpr> values) =>
        values.TryGetValue(name, out IntExpr? value) ? value : IntExpr.Symbol(name);

    public override Bound Range(long smallest) => new(smallest, null);

    public override void Collect(ImmutableSortedSet<string>.Builder names) => names.Add(name);

    public override string ToString() => name;
}

internal sealed class BinaryAtom(AtomKind kind, IntExpr left, IntExpr right) : IntAtom
{
    // Atoms are compared and sorted by their texts.
    private string? _text;

    public AtomKind Kind => kind;

    public IntExpr Left => left;

    public IntExpr Right => right;

    public override bool BindsTightly => kind is AtomKind.Min or AtomKind.Max;

    public override int Nesting { get; } = 1 + Math.Max(left.Nesting, right.Nesting);

    public override long Evaluate(IReadOnlyDictionary<string, long> symbols) =>
        Apply(kind, left.Evaluate(symbols), right.Evaluate(symbols));

    public static long Apply(AtomKind kind, long left, long right) => kind switch
    {
        AtomKind.FloorDiv => IntExpr.Floor(left, right),
        AtomKind.Mod => left - checked(right * IntExpr.Floor(left, right)),
        AtomKind.Min => Math.Min(left, right),
        AtomKind.Max => Math.Max(left, right),
        AtomKind.Equal => left == right ? 1 : 0,
        AtomKind.Less => left < right ? 1 : 0,
    };

    public override IntExpr Substitute(IReadOnlyDictionary<string, IntExpr> values)
    {
        (IntExpr a, IntExpr b) = (left.Substitute(values), right.Substitute(values));
        return kind switch
        {
            AtomKind.FloorDiv => IntExpr.FloorDiv(a, b),
            AtomKind.Mod => IntExpr.Mod(a, b),
            AtomKind.Min => IntExpr.Min(a, b),
            AtomKind.Max => IntExpr.Max(a, b),
            AtomKind.Equal => IntExpr.Equal(a, b),
            AtomKind.Less => IntExpr.Less(a, b),
        };
    }

    public override Bound Range(long smallest)
    {
        (long? aLow, long? aHigh) = left.Range(smallest);
        (long? bLow, long? bHigh) = right.Range(smallest);
        switch (kind)
        {
            case AtomKind.FloorDiv when right.TryGetConstant(out long divisor) && divisor > 0:
                return new(aLow is { } low ? IntExpr.Floor(low, divisor) : null, aHigh is { } high ? IntExpr.Floor(high, divisor) : null);
            case AtomKind.FloorDiv when bLow >= 1 && aLow >= 0:
                return new(0, aHigh);
            case AtomKind.Mod when bLow >= 1:
                return new(0, bHigh - 1);
            case AtomKind.Min:
                return new(aLow is null || bLow is null ? null : Math.Min(aLow.Value, bLow.Value),
                    aHigh is null ? bHigh : bHigh is null ? aHigh : Math.Min(aHigh.Value, bHigh.Value));
            case AtomKind.Max:
                return new(aLow is null ? bLow : bLow is null ? aLow : Math.Max(aLow.Value, bLow.Value),
                    aHigh is null || bHigh is null ? null : Math.Max(aHigh.Value, bHigh.Value));
            case AtomKind.Equal or AtomKind.Less:
                return new(0, 1);
            default:
                return new(null, null);
        }
    }

    public override void Collect(ImmutableSortedSet<string>.Builder names)
    {
        left.Collect(names);
        right.Collect(names);
    }

    public override string ToString() => _text ??= Print();

    private string Print() => kind switch
    {
        AtomKind.FloorDiv => $"{Factor(left)}//{Factor(right)}",
        AtomKind.Mod => $"{Factor(left)}%{Factor(right)}",
        AtomKind.Min => string.Create(CultureInfo.InvariantCulture, $"min({left},{right})"),
        AtomKind.Max => string.Create(CultureInfo.InvariantCulture, $"max({left},{right})"),
        AtomKind.Equal => $"{Side(left)}=={Side(right)}",
        AtomKind.Less => $"{Side(left)}<{Side(right)}",
    };

    // A sum binds tighter than a comparison; a comparison within one needs parentheses.
    private static string Side(IntExpr expr) => expr.IsComparison ? $"({expr})" : expr.ToString();

    private static string Factor(IntExpr expr) => expr.IsSingleAtomOrConstant ? expr.ToString() : $"({expr})";
}

/// <summary>An interval; null is unbounded.</summary>
internal readonly record struct Bound(long? Low, long? High)
{
    public static Bound Add(Bound a, Bound b) => new(Sum(a.Low, b.Low), Sum(a.High, b.High));

    public static Bound Multiply(Bound a, Bound b)
    {
        if (a is { Low: { } al, High: { } ah } && b is { Low: { } bl, High: { } bh })
        {
            if (Product(al, bl) is { } p && Product(al, bh) is { } q && Product(ah, bl) is { } r && Product(ah, bh) is { } s)
                return new(Math.Min(Math.Min(p, q), Math.Min(r, s)), Math.Max(Math.Max(p, q), Math.Max(r, s)));
            return new(null, null);
        }

        // One side unbounded above: only sign-definite cases are kept.
        if (a.Low >= 0 && b.Low >= 0) return new(Product(a.Low!.Value, b.Low!.Value), null);
        if (a.High <= 0 && b.Low >= 0) return new(null, Product(a.High!.Value, b.Low!.Value));
        if (b.High <= 0 && a.Low >= 0) return new(null, Product(b.High!.Value, a.Low!.Value));
        return new(null, null);
    }

    private static long? Sum(long? a, long? b) => a is { } x && b is { } y ? (long?)Clamp((Int128)x + y) : null;

    private static long? Product(long a, long b) => Clamp((Int128)a * b);

    private static long? Clamp(Int128 value) => value < long.MinValue || value > long.MaxValue ? null : (long)value;
}
