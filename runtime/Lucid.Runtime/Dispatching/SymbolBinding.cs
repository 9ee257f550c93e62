using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>Finds the symbols' values from the shapes of the inputs and checks that all inputs agree with them.</summary>
internal static class SymbolBinding
{
    /// <exception cref="ModelInputException">A rank or an extent does not suit the model, or a guard does not hold.</exception>
    public static Dictionary<string, long> Bind(LoweredProgram program, IReadOnlyList<Shape> shapes)
    {
        Dictionary<string, long> symbols = new(StringComparer.Ordinal);
        for (int i = 0; i < shapes.Count; i++)
        {
            ProgramTensor input = program.Inputs[i];
            if (shapes[i].Rank != input.Type.Rank)
                throw new ModelInputException($"input {input.Name} has {shapes[i].Rank} axes {shapes[i]}; the model expects {input.Type.Rank}: {input.Type}");
            for (int axis = 0; axis < input.Type.Rank; axis++)
            {
                if (input.Type.Shape[axis].SymbolName is not string name) continue;
                if (shapes[i][axis] < 1)
                    throw new ModelInputException($"input {input.Name} has extent {shapes[i][axis]} on axis {axis} in {shapes[i]}; {name} is at least 1");
                if (!symbols.TryAdd(name, shapes[i][axis]) && symbols[name] != shapes[i][axis])
                    throw new ModelInputException($"input {input.Name} has extent {shapes[i][axis]} on axis {axis} in {shapes[i]}; {name} is {symbols[name]} from another axis: the model expects {Signature(program)}");
            }
        }

        for (int i = 0; i < shapes.Count; i++) CheckExtents(program, program.Inputs[i], shapes[i], symbols);
        foreach (ProgramGuard guard in program.Guards) CheckGuard(guard, program, shapes, symbols);
        return symbols;
    }

    private static void CheckExtents(LoweredProgram program, ProgramTensor input, Shape shape, Dictionary<string, long> symbols)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            IntExpr extent = input.Type.Shape[axis];
            long expected = Evaluate(extent, symbols, $"extent {extent} of input {input.Name}");
            if (expected != shape[axis])
                throw new ModelInputException($"input {input.Name} has extent {shape[axis]} on axis {axis} in {shape}; expected {(extent.IsConstant ? expected : $"{extent} = {expected}")}: the model expects {Signature(program)}");
        }
    }

    private static void CheckGuard(ProgramGuard guard, LoweredProgram program, IReadOnlyList<Shape> shapes, Dictionary<string, long> symbols)
    {
        if (Evaluate(guard.Condition, symbols, $"guard {guard.Condition}") != 0) return;
        string given = string.Join(", ", program.Inputs.Select((input, i) => $"{input.Name} {shapes[i]}"));
        string place = guard.Source.Length == 0 ? "" : $"{guard.Source}: ";
        throw new ModelInputException($"{place}{guard.Message} ({guard.Condition} does not hold for {given})");
    }

    private static long Evaluate(IntExpr value, Dictionary<string, long> symbols, string what)
    {
        try
        {
            return value.Evaluate(symbols);
        }
        catch (ShapeEvaluationException exception)
        {
            throw new ModelInputException($"{what}: {exception.Message}", exception);
        }
    }

    private static string Signature(LoweredProgram program) => string.Join(", ", program.Inputs.Select(input => $"{input.Name} {input.Type}"));
}
