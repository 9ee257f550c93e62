using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Tensors;

/// <summary>
/// Finds the values of a model's symbols from the shapes of the actual inputs, and checks every declared extent and guard against them.
/// The interpreter and the sessions use this one.
/// </summary>
/// <remarks>
/// A symbol is read off an extent that is linear in it once every other symbol of that extent is known: <c>N</c>, <c>8*w</c>, <c>h+k-1</c>.
/// Symbols are extents of something, hence at least 1: shape rules have relied on that.
/// </remarks>
public static class ShapeBinder
{
    /// <summary>The values of all symbols that occur in the declared types.</summary>
    /// <param name="inputs">Every input's name, declared type and actual shape.</param>
    /// <exception cref="ShapeMismatchException">A shape does not fit its declaration, or two of them contradict each other.</exception>
    public static ImmutableSortedDictionary<string, long> Bind(IEnumerable<(string Name, TensorType Declared, Shape Actual)> inputs)
    {
        List<Extent> open = [];
        foreach ((string name, TensorType declared, Shape actual) in inputs)
        {
            if (declared.Rank != actual.Rank) throw WrongRank(name, declared, actual);
            for (int axis = 0; axis < actual.Rank; axis++) open.Add(new Extent(name, declared, actual, axis));
        }

        Dictionary<string, Origin> symbols = new(StringComparer.Ordinal);
        while (open.FirstOrDefault(extent => Solve(extent, symbols)) is { } solved) open.Remove(solved);
        var values = symbols.ToImmutableSortedDictionary(symbol => symbol.Key, symbol => symbol.Value.Value, StringComparer.Ordinal);
        foreach (Extent extent in open) Check(extent, values, symbols);
        return values;
    }

    /// <summary>Throws for the first condition that is 0 (or has no value) for the symbols' values.</summary>
    /// <param name="guards">Conditions, what to say where they fail, and where in the model they stand.</param>
    /// <param name="symbols">The symbols' values.</param>
    /// <exception cref="ShapeGuardException">A condition does not hold.</exception>
    public static void CheckGuards(IEnumerable<(IntExpr Condition, string Message, string Place)> guards, IReadOnlyDictionary<string, long> symbols)
    {
        foreach ((IntExpr condition, string message, string place) in guards)
        {
            if (condition.Evaluate(symbols) != 0) continue;
            string where = place.Length == 0 ? string.Empty : place + ": ";
            throw new ShapeGuardException($"{where}{message} (with {Values(condition, symbols)})", condition, place);
        }
    }

    /// <summary>The symbols of the declared types that no shape of theirs can determine, in ordinal order.</summary>
    public static ImmutableSortedSet<string> Undetermined(IEnumerable<TensorType> declared)
    {
        List<IntExpr> extents = [.. declared.SelectMany(type => type.Shape.Extents)];
        var all = extents.Aggregate(ImmutableSortedSet.Create<string>(StringComparer.Ordinal), (names, extent) => names.Union(extent.Symbols()));
        HashSet<string> known = new(StringComparer.Ordinal);
        // An extent determines its one unknown symbol where it is linear in it; which value the others have does not matter.
        while (extents.Select(extent => UnknownOf(extent, known.Contains)).FirstOrDefault(name => name is not null) is { } found) known.Add(found);
        return all.Except(known);
    }

    private static bool Solve(Extent extent, Dictionary<string, Origin> symbols)
    {
        if (UnknownOf(extent.Declared, symbols.ContainsKey) is not { } name) return false;
        var known = symbols.ToDictionary(symbol => symbol.Key, symbol => (IntExpr)symbol.Value.Value, StringComparer.Ordinal);
        // factor·s + offset = actual
        (IntExpr factor, IntExpr offset) = extent.Declared.Substitute(known).AsLinearIn(name)!.Value;
        if (!factor.TryGetConstant(out long f) || !offset.TryGetConstant(out long o) || f == 0) return false;
        long rest = checked(extent.Actual - o);
        if (rest % f != 0 || rest / f < 1)
        {
            string expected = extent.Declared.SymbolName is null ? $"{extent.Declared} for some {name} of 1 or more" : $"{name}, 1 or more";
            throw WrongExtent(extent, expected);
        }

        symbols.Add(name, new Origin(rest / f, extent));
        return true;
    }

    /// <summary>The one symbol without a value that an extent is linear in, or null.</summary>
    private static string? UnknownOf(IntExpr extent, Func<string, bool> isKnown)
    {
        string[] unknown = [.. extent.Symbols().Where(name => !isKnown(name))];
        return unknown is [string only] && extent.AsLinearIn(only) is not null ? only : null;
    }

    private static void Check(Extent extent, IReadOnlyDictionary<string, long> values, Dictionary<string, Origin> symbols)
    {
        long expected = extent.Declared.Evaluate(values);
        if (expected == extent.Actual) return;
        if (extent.Declared.IsConstant) throw WrongExtent(extent, Number(expected));
        string bound = extent.Declared.SymbolName is { } name && symbols[name].Extent is var origin
            ? $"{name} = {Number(expected)}, as input '{origin.Input}' has it in axis {Number(origin.Axis)}"
            : $"{extent.Declared} = {Number(expected)} with {Values(extent.Declared, values)}";
        throw WrongExtent(extent, bound);
    }

    private static ShapeMismatchException WrongExtent(Extent extent, string expected) => new(
        extent.Input, extent.Axis, Number(extent.Actual), expected,
        $"input '{extent.Input}' has extent {Number(extent.Actual)} in axis {Number(extent.Axis)}, expected {expected} (shape {extent.Shape}, declared {extent.Type})");

    private static ShapeMismatchException WrongRank(string name, TensorType declared, Shape actual) => new(
        name, null, actual.ToString(), declared.Shape.ToString(),
        $"input '{name}' has {Number(actual.Rank)} axes, expected {Number(declared.Rank)} (shape {actual}, declared {declared})");

    private static string Values(IntExpr expr, IReadOnlyDictionary<string, long> symbols) =>
        string.Join(", ", expr.Symbols().Select(name => $"{name} = {Number(symbols[name])}"));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Extent(string Input, TensorType Type, Shape Shape, int Axis)
    {
        public IntExpr Declared => Type.Shape[Axis];

        public long Actual => Shape[Axis];
    }

    /// <summary>A symbol's value and the extent it was read off.</summary>
    private sealed record Origin(long Value, Extent Extent);
}
