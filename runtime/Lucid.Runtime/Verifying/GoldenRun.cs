using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Runtime.Verifying;

/// <summary>Runs the data sets of a package in a session and says what is not as the package says.</summary>
internal sealed class GoldenRun(Session session)
{
    private readonly CompiledModel _model = session.Model;

    public GoldenReport Run(CancellationToken cancellation)
    {
        PackageGoldens proof = _model.Proof ?? new([], []);
        List<GoldenFinding> findings = [];
        foreach (GoldenSet set in proof.Sets)
        {
            cancellation.ThrowIfCancellationRequested();
            Set(proof, set, findings);
        }

        return new GoldenReport(session.Device.Info, findings.ToValueList());
    }

    private void Set(PackageGoldens proof, GoldenSet set, List<GoldenFinding> findings)
    {
        Dictionary<string, HostTensor> inputs = set.Inputs.ToDictionary(input => input.Name, input => Data(set, input), StringComparer.Ordinal);
        IReadOnlyDictionary<string, HostTensor> first = session.Run(inputs), second = session.Run(inputs);
        bool isWrong = false;
        foreach (GoldenResult output in set.Outputs)
        {
            string? fault = GoldenComparison.Fault(output, output.Bound is null ? null : _model.Golden(GoldenKey.Output(set.Name, output.Name)), first[output.Name]);
            if (!first[output.Name].Bytes.Span.SequenceEqual(second[output.Name].Bytes.Span)) fault = "two runs give different bits" + (fault is null ? "" : $"; {fault}");
            findings.Add(new GoldenFinding(set.Name, output.Name, null, fault));
            isWrong |= fault is not null;
        }

        if (isWrong && set.Values.Count > 0) Kernels(proof, set, inputs, findings);
    }

    // Which kernel is to blame: in the order of the kernels, so that the first fault is where it begins.
    private void Kernels(PackageGoldens proof, GoldenSet set, Dictionary<string, HostTensor> inputs, List<GoldenFinding> findings)
    {
        Dictionary<string, GoldenResult> results = set.Values.ToDictionary(value => value.Name, StringComparer.Ordinal);
        StoredValue[] values = [.. proof.Values.Where(value => results.ContainsKey(value.Name))];
        IReadOnlyDictionary<string, HostTensor> stored = session.Observe(inputs, values, out _);
        Dictionary<string, KernelReport> kernels = session.Explain([.. _model.Inputs.Select(input => inputs[input.Name].Shape)]).Kernels.ToDictionary(kernel => kernel.Name, StringComparer.Ordinal);
        foreach (StoredValue value in values)
        {
            GoldenResult result = results[value.Name];
            HostTensor? expected = result.Bound is null ? null : _model.Golden(GoldenKey.Value(set.Name, value.Name));
            findings.Add(new GoldenFinding(set.Name, value.Name, kernels[value.Kernel], GoldenComparison.Fault(result, expected, stored[value.Name])));
        }
    }

    private HostTensor Data(GoldenSet set, GoldenInput input) => input.Seed is { } seed
        ? SeededNumbers.Of(seed, input.Name, _model.Inputs.First(port => port.Name == input.Name).Type.Element, input.Shape)
        : _model.Golden(GoldenKey.Input(set.Name, input.Name));
}
