using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Tensors;

/// <summary>
/// Finds the values of a model's symbols from the shapes of the actual inputs, and checks every declared extent and guard against them.
/// The interpreter and the sessions use this one.
/// </summary>
/// <remarks>
/// A symbol is read off an extent of the form factor·symbol + offset, with a number for factor and known symbols in offset: <c>N</c>, <c>8*w</c>, <c>h+k-1</c>.
/// Symbols are extents of something, hence at least 1: shape rules have relied on that.
/// </remarks>
public static class ShapeBinder
{
    /// <summary>The values of all symbols that occur in the declared types.</summary>
    /// <param name="inputs">Every input's name, declared type and actual shape.</param>
    /// <exception cref="ShapeMismatchException">A shape does not fit its declaration, or two of them contradict each other.</exception>
    /// <exception cref="ShapeEvaluationException">An extent uses a symbol that is <see cref="Undetermined"/>, or overflows.</exception>
    public static ImmutableSortedDictionary<string, long> Bind(IEnumerable<(string Name, TensorType Declared, Shape Actual)> inputs)
    {
        List<Extent> open = [];
        foreach ((string name, TensorType declared, Shape actual) in inputs)
        {
            if (declared.Rank != actual.Rank) throw WrongRank(name, declared, actual);
            for (int axis = 0; axis < actual.Rank; axis++) open.Add(new Extent(name, declared, actual, axis));
        }

        Dictionary<string, Origin> symbols = new(StringComparer.Ordinal);
        foreach ((int index, string name) in SolvingOrder([.. open.Select(extent => extent.Declared)])) symbols.Add(name, Solve(open[index], name, symbols));
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
            string with = condition.IsConstant ? string.Empty : $" (with {Values(condition, symbols)})";
            string where = place.Length == 0 ? string.Empty : place + ": ";
            throw new ShapeGuardException($"{where}{message}{with}", condition, place);
        }
    }

    /// <summary>The symbols of the declared types that no shape of theirs can determine, in ordinal order.</summary>
    public static ImmutableSortedSet<string> Undetermined(IEnumerable<TensorType> declared)
    {
        IntExpr[] extents = [.. declared.SelectMany(type => type.Shape.Extents)];
        ImmutableSortedSet<string> all = [.. extents.SelectMany(extent => extent.Symbols())];
        return all.Except(SolvingOrder(extents).Select(step => step.Symbol));
    }

    /// <summary>
    /// Which extent determines which symbol, each step using only symbols of earlier ones: an extent in which one symbol is unknown,
    /// and which is factor·symbol + offset with a number for factor.
    /// </summary>
    private static List<(int Extent, string Symbol)> SolvingOrder(IntExpr[] extents)
    {
        HashSet<string>[] unknown = [.. extents.Select(extent => extent.Symbols().ToHashSet(StringComparer.Ordinal))];
        ILookup<string, int> users = Enumerable.Range(0, extents.Length).SelectMany(i => unknown[i].Select(name => (name, i))).ToLookup(use => use.name, use => use.i, StringComparer.Ordinal);
        Queue<int> ready = new(Enumerable.Range(0, extents.Length).Where(i => unknown[i].Count == 1));
        List<(int Extent, string Symbol)> order = [];
        while (ready.TryDequeue(out int at))
        {
            if (unknown[at].Count != 1 || unknown[at].Single() is not { } name || extents[at].AsLinearIn(name) is not { Factor.IsConstant: true }) continue;
            order.Add((at, name));
            foreach (int user in users[name])
            {
                if (unknown[user].Remove(name) && unknown[user].Count == 1) ready.Enqueue(user);
            }
        }

        return order;
    }

    /// <summary>The symbol's value from factor·symbol + offset = the actual extent.</summary>
    private static Origin Solve(Extent extent, string name, Dictionary<string, Origin> symbols)
    {
        (IntExpr factor, IntExpr offset) = extent.Declared.AsLinearIn(name)!.Value;
        var known = symbols.ToDictionary(symbol => symbol.Key, symbol => symbol.Value.Value, StringComparer.Ordinal);
        Int128 rest = (Int128)extent.Actual - offset.Evaluate(known);
        if (rest % factor.ConstantValue == 0 && rest / factor.ConstantValue is var value && value >= 1 && value <= long.MaxValue) return new Origin((long)value, extent);
        throw WrongExtent(extent, extent.Declared.SymbolName is null ? $"{extent.Declared} for some {name} of 1 or more" : $"{name}, 1 or more");
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
