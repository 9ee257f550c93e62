using System.Globalization;

using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Verification.Goldens;

/// <summary>Data sets of seeded numbers.</summary>
public static class RandomCases
{
    /// <summary>The data sets <c>random-1</c>, <c>random-2</c> … with these seeds; of open sizes each takes the next of those given, or of small ones that the model takes.</summary>
    /// <param name="program">The model.</param>
    /// <param name="count">How many.</param>
    /// <param name="sizes">Sizes to take in turn: extents by the name of an input, or one extent by the name of a symbol; none for small ones.</param>
    /// <exception cref="ShapeEvaluationException">None of the sizes tried suits the model.</exception>
    /// <exception cref="ModelFileException">Sizes that are given leave some open.</exception>
    public static IReadOnlyList<(ProofCase Case, NominalSizes Sizes)> Of(LoweredProgram program, int count, IReadOnlyList<IReadOnlyDictionary<string, Shape>> sizes)
    {
        IReadOnlyList<NominalSizes> taken = sizes.Count > 0 ? [.. sizes.Select(given => Given(program, given))] : NominalSizes.Several(program, count);
        List<(ProofCase, NominalSizes)> cases = [];
        for (int seed = 1; seed <= count; seed++)
        {
            NominalSizes symbols = taken[(seed - 1) % taken.Count];
            Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal);
            foreach (ProgramTensor input in program.Inputs) inputs.Add(input.Name, SeededNumbers.Of(seed, input.Name, input.Type.Element, input.Type.Shape.Evaluate(symbols.Symbols)));
            cases.Add((new ProofCase(string.Create(CultureInfo.InvariantCulture, $"random-{seed}"), inputs, seed, new Dictionary<string, HostTensor>()), symbols));
        }

        return cases;
    }

    private static NominalSizes Given(LoweredProgram program, IReadOnlyDictionary<string, Shape> given)
    {
        NominalSizes byInput = NominalSizes.Of(program, given);
        var symbols = byInput.Symbols;
        foreach ((string name, Shape shape) in given)
        {
            if (shape.Rank == 1 && symbols.ContainsKey(name)) symbols = symbols.SetItem(name, shape[0]);
        }

        return new NominalSizes(symbols);
    }
}
