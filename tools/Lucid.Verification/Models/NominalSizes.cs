using System.Collections.Immutable;
using System.Globalization;

using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Verification.Models;

/// <summary>Sizes to show a model of open sizes by: 1 for what is a batch, 64 for the rest, or another power of two where the model cannot take that.</summary>
/// <param name="Symbols">The values; empty for a model whose sizes are all known.</param>
public sealed record NominalSizes(ImmutableSortedDictionary<string, long> Symbols)
{
    private static readonly long[] Extents = [64, 128, 256, 512, 32, 16, 8, 4, 2, 1];

    /// <summary>The nominal sizes of a program.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static NominalSizes Of(LoweredProgram program) => Of(program, new Dictionary<string, Shape>());

    /// <summary>The sizes that inputs of given shapes have; nominal ones for the rest.</summary>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits it.</exception>
    public static NominalSizes Of(LoweredProgram program, IReadOnlyDictionary<string, Shape> given)
    {
        foreach (long extent in Extents)
        {
            NominalSizes sizes = new(Assign(program, given, extent));
            if (sizes.Suit(program)) return sizes;
        }

        throw new ShapeEvaluationException($"{program.Name} takes none of the extents {string.Join(", ", Extents)} for all its open sizes");
    }

    /// <summary>As <c>batch=1, height=64</c>.</summary>
    public override string ToString() => string.Join(", ", Symbols.Select(symbol => string.Create(CultureInfo.InvariantCulture, $"{symbol.Key}={symbol.Value}")));

    private static ImmutableSortedDictionary<string, long> Assign(LoweredProgram program, IReadOnlyDictionary<string, Shape> given, long extent)
    {
        SortedDictionary<string, long> symbols = new(StringComparer.Ordinal);
        foreach (ProgramTensor input in program.Inputs.Where(input => given.TryGetValue(input.Name, out Shape shape) && shape.Rank == input.Type.Rank))
        {
            for (int axis = 0; axis < input.Type.Rank; axis++)
            {
                // An extent that is one symbol says its value; others follow or are refused when the model runs.
                if (input.Type.Shape[axis].Symbols() is [{ } name] && input.Type.Shape[axis].ToString() == name) symbols.TryAdd(name, given[input.Name][axis]);
            }
        }

        foreach (ProgramTensor input in program.Inputs)
        {
            for (int axis = 0; axis < input.Type.Rank; axis++)
            {
                foreach (string name in input.Type.Shape[axis].Symbols()) symbols.TryAdd(name, axis == 0 ? 1 : extent);
            }
        }

        return symbols.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private bool Suit(LoweredProgram program)
    {
        try
        {
            return program.Guards.All(guard => guard.Condition.Evaluate(Symbols) != 0) && program.Buffers.All(buffer => buffer.ByteSize.Evaluate(Symbols) > 0);
        }
        catch (ShapeEvaluationException)
        {
            return false;
        }
    }
}
