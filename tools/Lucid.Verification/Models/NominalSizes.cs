using System.Collections.Immutable;
using System.Globalization;

using Lucid.Model;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>Sizes to show a model of open sizes by: 1 for what is a batch, 64 for the rest, or other powers of two where the model cannot take that.</summary>
/// <param name="Symbols">The values; empty for a model whose sizes are all known.</param>
public sealed record NominalSizes(ImmutableSortedDictionary<string, long> Symbols)
{
    private static readonly long[] Extents = [64, 128, 256, 512, 32, 16, 8, 4, 2, 1];

    // For data that a package carries: every run of it costs the time of its user.
    private static readonly long[] SmallExtents = [12, 16, 21, 8, 24, 32, 48, 64, 96, 128, 5, 4];

    private const int MostSteps = 20_000;

    /// <summary>The nominal sizes of a program.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static NominalSizes Of(LoweredProgram program) => Of(program, new Dictionary<string, Shape>());

    /// <summary>The sizes that inputs of given shapes have; nominal ones for the rest.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static NominalSizes Of(LoweredProgram program, IReadOnlyDictionary<string, Shape> given) => Of(
        program.Name, [.. program.Inputs.Select(input => new ModelPort(input.Name, input.Type))], program.Guards.Select(guard => guard.Condition),
        program.Buffers.Select(buffer => buffer.ByteSize), given);

    /// <summary>The same of a graph, which need not compile.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static NominalSizes Of(Graph graph, IReadOnlyDictionary<string, Shape> given) => Of(
        graph.Name, [.. graph.Inputs.Select(id => new ModelPort(graph[id].Name, graph.TypeOf(id)))], graph.Guards.Select(guard => guard.Condition),
        graph.Values.Select(value => value.Type.Shape.ElementCount + 1), given);

    /// <summary>Several sizes that a program takes, small and unlike each other, the first ones first; one where nothing is open.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static IReadOnlyList<NominalSizes> Several(LoweredProgram program, int most)
    {
        ImmutableArray<ModelPort> inputs = [.. program.Inputs.Select(input => new ModelPort(input.Name, input.Type))];
        IntExpr[] guards = [.. program.Guards.Select(guard => guard.Condition)], positive = [.. program.Buffers.Select(buffer => buffer.ByteSize)];
        Dictionary<string, Shape> none = [];
        List<NominalSizes> found = [];
        foreach (long extent in SmallExtents)
        {
            if (found.Count == most) break;
            ImmutableSortedDictionary<string, long> symbols = Assign(inputs, none, extent);
            // Neighbours differ, and every second set is a batch of two.
            NominalSizes uneven = new(symbols.Select((symbol, i) => KeyValuePair.Create(symbol.Key, symbol.Value == 1 ? 1 + (found.Count % 2) : symbol.Value + (2 * i))).ToImmutableSortedDictionary(StringComparer.Ordinal));
            NominalSizes[] suiting = [.. new[] { uneven, new NominalSizes(symbols) }.Where(sizes => sizes.Suit(guards, positive)).Take(1)];
            found.AddRange(suiting.Where(sizes => !found.Exists(other => other.Symbols.SequenceEqual(sizes.Symbols))));
            if (symbols.IsEmpty) break;
        }

        return found.Count > 0 ? found : [Of(program)];
    }

    private static NominalSizes Of(
        string name, ImmutableArray<ModelPort> inputs, IEnumerable<IntExpr> conditions, IEnumerable<IntExpr> amounts, IReadOnlyDictionary<string, Shape> given)
    {
        (IntExpr[] guards, IntExpr[] positive) = ([.. conditions], [.. amounts]);
        foreach (long extent in Extents)
        {
            NominalSizes sizes = new(Assign(inputs, given, extent));
            if (sizes.Suit(guards, positive)) return sizes;
        }

        // Sizes that must differ: a skip of twice the height.
        ImmutableSortedDictionary<string, long> known = Known(inputs, given);
        string[] open = [.. Assign(inputs, given, Extents[0]).Keys.Except(known.Keys)];
        int steps = MostSteps;
        return Search(known, open, 0, [.. guards.Select(guard => (guard, guard.Symbols().ToArray()))], positive, ref steps)
            ?? throw new ShapeEvaluationException($"{name} takes none of the extents {string.Join(", ", Extents)} for its open sizes; --shape gives others");
    }

    // Depth first: a condition is asked as soon as its last symbol has a value.
    private static NominalSizes? Search(
        ImmutableSortedDictionary<string, long> symbols, string[] open, int next, (IntExpr Guard, string[] Symbols)[] guards, IntExpr[] positive, ref int steps)
    {
        if (next == open.Length) return new NominalSizes(symbols) is { } found && found.Suit([], positive) ? found : null;
        foreach (long extent in Extents)
        {
            if (steps-- <= 0) return null;
            NominalSizes partly = new(symbols.SetItem(open[next], extent));
            IntExpr[] decided = [.. guards.Where(guard => guard.Symbols.All(partly.Symbols.ContainsKey)).Select(guard => guard.Guard)];
            if (partly.Suit(decided, []) && Search(partly.Symbols, open, next + 1, guards, positive, ref steps) is { } sizes) return sizes;
        }

        return null;
    }

    /// <summary>As <c>batch=1, height=64</c>.</summary>
    public override string ToString() => string.Join(", ", Symbols.Select(symbol => string.Create(CultureInfo.InvariantCulture, $"{symbol.Key}={symbol.Value}")));

    // What given shapes say, and 1 for every batch.
    private static ImmutableSortedDictionary<string, long> Known(ImmutableArray<ModelPort> inputs, IReadOnlyDictionary<string, Shape> given)
    {
        SortedDictionary<string, long> symbols = new(Assign([.. inputs.Where(input => given.ContainsKey(input.Name))], given, 1), StringComparer.Ordinal);
        foreach (string name in inputs.Where(input => input.Type.Rank > 0).SelectMany(input => input.Type.Shape[0].Symbols())) symbols.TryAdd(name, 1);
        return symbols.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static ImmutableSortedDictionary<string, long> Assign(ImmutableArray<ModelPort> inputs, IReadOnlyDictionary<string, Shape> given, long extent)
    {
        SortedDictionary<string, long> symbols = new(StringComparer.Ordinal);
        foreach (ModelPort input in inputs.Where(input => given.TryGetValue(input.Name, out Shape shape) && shape.Rank == input.Type.Rank))
        {
            for (int axis = 0; axis < input.Type.Rank; axis++)
            {
                // An extent that is one symbol says its value; others follow or are refused when the model runs.
                if (input.Type.Shape[axis].Symbols() is [{ } name] && input.Type.Shape[axis].ToString() == name) symbols.TryAdd(name, given[input.Name][axis]);
            }
        }

        foreach (ModelPort input in inputs)
        {
            for (int axis = 0; axis < input.Type.Rank; axis++)
            {
                foreach (string name in input.Type.Shape[axis].Symbols()) symbols.TryAdd(name, axis == 0 ? 1 : extent);
            }
        }

        return symbols.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private bool Suit(IntExpr[] guards, IntExpr[] positive)
    {
        try
        {
            return Array.TrueForAll(guards, guard => guard.Evaluate(Symbols) != 0) && Array.TrueForAll(positive, amount => amount.Evaluate(Symbols) > 0);
        }
        catch (ShapeEvaluationException)
        {
            return false;
        }
    }
}
