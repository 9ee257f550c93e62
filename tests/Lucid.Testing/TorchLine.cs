using System.Globalization;
using System.Text.Json;

using Lucid.Tensors;

namespace Lucid.Testing;

/// <summary>A line of the language and what PyTorch computes for the same line in float64 (tests/golden/nn/functions.json, which functions.py writes).</summary>
/// <param name="Line">As it stands behind <c>output y =</c>.</param>
/// <param name="Inputs">The model's inputs in order: name, and type as the language writes it.</param>
/// <param name="Shape">The result's extents.</param>
/// <param name="Values">The result's elements.</param>
public sealed record TorchLine(string Line, IReadOnlyList<(string Name, string Type)> Inputs, IReadOnlyList<long> Shape, double[] Values)
{
    /// <summary>The whole golden file.</summary>
    public static JsonElement Golden { get; } = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("tests/golden/nn/functions.json"))).RootElement;

    /// <summary>Every line of it.</summary>
    public static IReadOnlyList<TorchLine> All { get; } = [.. Golden.GetProperty("cases").EnumerateArray().Select(Of)];

    /// <summary>A model whose one output <c>y</c> is the line.</summary>
    public string Source => $"model test({string.Join(", ", Inputs.Select(input => $"{input.Name}: {input.Type}"))}) {{\noutput y = {Line}\n}}\n";

    /// <summary>The n-th input as functions.py makes it: floats on a sine, integers of 0 to 4, and truth values of which every third is false.</summary>
    public static HostTensor Input(TensorType type, int n)
    {
        Shape shape = type.Shape.ToShape();
        return HostTensor.FromDoubles(type.Element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => type.Element switch
        {
            ElementType.I64 => ((3 * i) + n) % 5,
            ElementType.Bool => (i + n) % 3 != 0 ? 1 : 0,
            _ => (double)(float)(2 * Math.Sin((1.7 * i) + n + 0.3)),
        })]);
    }

    private static TorchLine Of(JsonElement golden) => new(
        golden.GetProperty("line").GetString()!,
        [.. golden.GetProperty("inputs").EnumerateObject().Select(input => (input.Name, input.Value.GetString()!))],
        [.. golden.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())],
        // JSON has no infinities: they stand as texts.
        [.. golden.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble())]);
}
