using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Runtime.Execution;

/// <summary>Host tensors by name, in and out of a recording.</summary>
internal static class NamedTensors
{
    /// <summary>The inputs in the program's order.</summary>
    /// <exception cref="ModelInputException">A name, an element type or a rank does not suit.</exception>
    public static HostTensor[] InOrder(LoweredProgram program, IReadOnlyDictionary<string, HostTensor> inputs)
    {
        string[] missing = [.. program.Inputs.Select(input => input.Name).Where(name => !inputs.ContainsKey(name))];
        string[] unknown = [.. inputs.Keys.Where(name => program.Inputs.All(input => input.Name != name)).Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
            throw new ModelInputException($"no tensor was given for input {string.Join(", ", missing)}; {program.Name} expects {InputExtents.List(program)}");
        if (unknown.Length > 0)
            throw new ModelInputException($"{program.Name} has no input {string.Join(", ", unknown)}; it expects {InputExtents.List(program)}");
        HostTensor[] ordered = new HostTensor[program.Inputs.Count];
        for (int i = 0; i < ordered.Length; i++)
        {
            ProgramTensor input = program.Inputs[i];
            ordered[i] = inputs[input.Name];
            if (ordered[i].Element != input.Type.Element)
                throw new ModelInputException($"input {input.Name} is {ordered[i]}; the model expects {input.Type}");
            InputExtents.CheckRank(input, ordered[i].Shape.Rank);
        }

        return ordered;
    }

    public static long[] Extents(HostTensor[] inputs) => [.. inputs.SelectMany(input => input.Shape.Extents)];

    public static ShapeRecording Write(ShapeRecording recording, HostTensor[] inputs)
    {
        for (int i = 0; i < inputs.Length; i++) recording.Inputs[i].Write(inputs[i].Bytes.Span);
        return recording;
    }

    public static Dictionary<string, HostTensor> Read(ShapeRecording recording)
    {
        Dictionary<string, HostTensor> outputs = new(StringComparer.Ordinal);
        foreach (TensorDoor door in recording.Outputs.Where(door => door != recording.Overflow))
        {
            byte[] bytes = new byte[door.HostBytes];
            door.Read(bytes);
            outputs.Add(door.Tensor.Name, new HostTensor(door.Tensor.Type.Element, door.Shape, bytes));
        }

        return outputs;
    }
}
