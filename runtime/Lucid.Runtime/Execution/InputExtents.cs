using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>The extents of all inputs in one row, by which recordings are found without allocating.</summary>
internal static class InputExtents
{
    /// <summary>How many extents the inputs have together.</summary>
    public static int Count(LoweredProgram program)
    {
        int count = 0;
        foreach (ProgramTensor input in program.Inputs.AsSpan()) count += input.Type.Rank;
        return count;
    }

    /// <summary>Writes the extents of shapes given in the inputs' order; no shapes at all stand for the model's own where these are known.</summary>
    /// <exception cref="ModelInputException">Their number or a rank does not suit.</exception>
    public static void Flatten(LoweredProgram program, ReadOnlySpan<Shape> shapes, Span<long> extents)
    {
        if (shapes.IsEmpty)
        {
            FlattenOwn(program, extents);
            return;
        }

        if (shapes.Length != program.Inputs.Count)
            throw new ModelInputException($"{shapes.Length} input shapes were given; {program.Name} has {program.Inputs.Count} inputs: {List(program)}");
        for (int i = 0; i < shapes.Length; i++)
        {
            CheckRank(program.Inputs[i], shapes[i].Rank);
            shapes[i].Extents.AsSpan().CopyTo(extents);
            extents = extents[shapes[i].Rank..];
        }
    }

    public static Shape[] Unflatten(LoweredProgram program, ReadOnlySpan<long> extents)
    {
        Shape[] shapes = new Shape[program.Inputs.Count];
        for (int i = 0; i < shapes.Length; i++)
        {
            int rank = program.Inputs[i].Type.Rank;
            foreach (long extent in extents[..rank])
            {
                if (extent < 0) throw new ModelInputException($"input {program.Inputs[i].Name} has a negative extent {extent}");
            }

            shapes[i] = new Shape(extents[..rank]);
            extents = extents[rank..];
        }

        return shapes;
    }

    public static void CheckRank(ProgramTensor input, int rank)
    {
        if (rank != input.Type.Rank)
            throw new ModelInputException($"input {input.Name} has {rank} axes; the model expects {input.Type.Rank}: {input.Type}");
    }

    /// <summary>The inputs with their types, for messages.</summary>
    public static string List(LoweredProgram program) => string.Join(", ", program.Inputs.Select(input => $"{input.Name} {input.Type}"));

    private static void FlattenOwn(LoweredProgram program, Span<long> extents)
    {
        int next = 0;
        foreach (ProgramTensor input in program.Inputs.AsSpan())
        {
            foreach (IntExpr extent in input.Type.Shape.Extents.AsSpan())
            {
                extents[next++] = extent.IsConstant ? extent.ConstantValue
                    : throw new ModelInputException($"the shape of input {input.Name} {input.Type} depends on symbols; give the shapes of {List(program)}");
            }
        }
    }
}
