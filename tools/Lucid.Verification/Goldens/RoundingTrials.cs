using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>
/// A model of fast numerics computed with other roundings than the reference's: in float32, or with stored halves, as a device does it. A result that then leaves its bound jumps where a rounding falls otherwise (an index of the
/// greatest element, a comparison, a floor), and no device can be held to it.
/// </summary>
internal sealed class RoundingTrials
{
    // The last bits of float32, in which devices may differ.
    private const double Nudge = 1.0 / (1 << 21);

    private readonly List<IReadOnlyDictionary<string, HostTensor>> _outputs = [];
    private readonly Dictionary<string, HostTensor> _values = new(StringComparer.Ordinal);

    /// <param name="graph">The graph behind the passes.</param>
    /// <param name="options">How it was compiled.</param>
    /// <param name="inputs">The data.</param>
    /// <param name="traced">The values that kernels store, as far as they are asked for.</param>
    /// <param name="isDiscrete">Whether an output has integers or booleans: then two more trials, in float64 behind the passes and in float32 of inputs that differ in their last bits.</param>
    /// <param name="cancellation">Ends it.</param>
    public RoundingTrials(Graph graph, CompileOptions options, IReadOnlyDictionary<string, HostTensor> inputs, IReadOnlyList<StoredValue> traced, bool isDiscrete, CancellationToken cancellation)
    {
        ILookup<string, StoredValue> wanted = traced.ToLookup(value => value.Value, StringComparer.Ordinal);
        _outputs.Add(StrictEvaluator.Run(graph, inputs, options, Observe, cancellation).Outputs);
        if (!isDiscrete) return;
        _outputs.Add(StrictEvaluator.Run(graph, inputs.ToDictionary(pair => pair.Key, pair => Nudged(pair.Value), StringComparer.Ordinal), options, cancellation: cancellation).Outputs);
        _outputs.Add(ReferenceInterpreter.Run(graph, inputs, cancellation: cancellation).Outputs.ToDictionary(pair => pair.Key, pair => pair.Value.ToHost(), StringComparer.Ordinal));

        void Observe(Value value, ReferenceTensor tensor)
        {
            foreach (StoredValue stored in wanted[value.Name]) _values[stored.Name] = DeviceValues.Of(tensor, stored.Element);
        }
    }

    /// <summary>What a trial makes of an output that leaves the bound; null where none does.</summary>
    public string? OutputFault(string name, HostTensor expected, ComparisonLimit limit) => _outputs.Select(trial => Fault(trial[name], expected, limit)).FirstOrDefault(fault => fault is not null);

    /// <summary>The same of a value that a kernel stores.</summary>
    public string? ValueFault(string name, HostTensor expected, ComparisonLimit limit) => _values.TryGetValue(name, out HostTensor? got) ? Fault(got, expected, limit) : null;

    private static string? Fault(HostTensor got, HostTensor expected, ComparisonLimit limit) =>
        Comparison.Compare(got.Element != expected.Element && got.Element.IsFloat() && expected.Element.IsFloat() ? got.ConvertTo(expected.Element) : got, expected, limit).Failure;

    private static HostTensor Nudged(HostTensor tensor)
    {
        if (tensor.Element != ElementType.F32) return tensor;
        float[] values = [.. tensor.As<float>()];
        // Up and down without a pattern.
        for (int i = 0; i < values.Length; i++) values[i] = (float)(values[i] * (1 + ((unchecked(i * 0x9E3779B9u) >> 31) == 0 ? Nudge : -Nudge)));
        return HostTensor.Of(tensor.Shape, values);
    }
}
