using Lucid.Files;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>The data of a case: of the file beside its source, and seeded normal numbers for the rest.</summary>
internal static class CaseInputs
{
    /// <exception cref="TestFormatException">The file holds what is no input of the model.</exception>
    public static Dictionary<string, HostTensor> Of(GoldenCase test, CaseSettings settings, ModelSource model)
    {
        Dictionary<string, HostTensor> inputs = new(StringComparer.Ordinal);
        if (test.InputFile is { } file)
        {
            IReadOnlyList<NamedTensor> tensors = InputOutputNames.Inputs(TensorFiles.Read(file));
            foreach (NamedTensor tensor in tensors)
            {
                // A file without names serves a model of one input.
                ModelPort port = model.Inputs.FirstOrDefault(port => port.Name == tensor.Name) ?? (tensor.Name.Length == 0 && model.Inputs is [var only] ? only
                    : throw new TestFormatException(file, $"holds '{tensor.Name}', which is no input; the model's inputs are {string.Join(", ", model.Inputs.Select(port => port.Name))}"));
                bool floats = tensor.Tensor.Element.IsFloat() && port.Type.Element.IsFloat();
                inputs.Add(port.Name, floats ? tensor.Tensor.ConvertTo(port.Type.Element) : tensor.Tensor);
            }
        }

        Dictionary<string, Shape> known = new(settings.Sizes, StringComparer.Ordinal);
        foreach ((string name, HostTensor tensor) in inputs) known.TryAdd(name, tensor.Shape);
        ModelPort[] missing = [.. model.Inputs.Where(port => !inputs.ContainsKey(port.Name))];
        if (missing.Length == 0) return inputs;
        SortedDictionary<string, long> symbols = new(NominalSizes.Of(model.Package.Program, known).Symbols, StringComparer.Ordinal);
        foreach ((string name, Shape shape) in settings.Sizes.Where(size => size.Value.Rank == 1 && symbols.ContainsKey(size.Key))) symbols[name] = shape[0];
        Dictionary<string, IntExpr> values = symbols.ToDictionary(symbol => symbol.Key, symbol => (IntExpr)symbol.Value, StringComparer.Ordinal);
        foreach (ModelPort port in missing)
            inputs.Add(port.Name, RandomTensor.Normal(settings.Seed, port.Name, port.Type with { Shape = port.Type.Shape.Substitute(values) }));
        return inputs;
    }
}
