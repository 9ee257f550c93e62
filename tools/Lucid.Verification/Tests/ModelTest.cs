using System.Collections.Immutable;

using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Verification.Tests;

/// <summary>A model with inputs and expected outputs, and perhaps probes of inner values.</summary>
public sealed class ModelTest : VerificationTest
{
    /// <summary>The model's file.</summary>
    public required string ModelFile { get; init; }

    /// <summary>Where it comes from.</summary>
    public required ModelTestKind Kind { get; init; }

    /// <summary>The data sets by name.</summary>
    public required ImmutableArray<ModelDataSet> Sets { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<string> DataSets => [.. Sets.Select(set => set.Name)];

    /// <inheritdoc/>
    public override OpenTest Open(ModelRunner runner, VerificationOptions options)
    {
        ModelSource model = ModelSource.LoadForInputs(ModelFile, options.Load);
        GoldenManifest? manifest = Kind == ModelTestKind.GoldenModel ? GoldenManifest.Find(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(ModelFile))!) : null;
        return new Run(this, model, runner, new Limits(Kind, manifest, model.IsHalf, options.ByHand));
    }

    private sealed class Run(ModelTest test, ModelSource file, ModelRunner runner, Limits limits) : OpenTest
    {
        // By the probes asked for, and by the data set where the model is made for its data: the data sets of one test mostly have the same.
        private readonly Dictionary<string, (ModelSource Model, PreparedModel Prepared)> _prepared = new(StringComparer.Ordinal);

        public override CheckResult Check(string dataSet, CancellationToken cancellation)
        {
            ModelDataSet set = test.Sets.First(set => set.Name == dataSet);
            Example example = set.Load(file);
            if (!file.HasGraph) example = example with { Probes = [] }; // a stripped package has no inner values
            (ModelSource probed, PreparedModel prepared) = Prepared(set.Name, example);
            RunResult result = prepared.Run(AsDeclared(probed, example.Inputs), cancellation: cancellation);
            return OutputChecks.Judge(result, Expectations(probed, example));
        }

        private (ModelSource Model, PreparedModel Prepared) Prepared(string dataSet, Example example)
        {
            string[] probes = [.. example.Probes.Select(probe => probe.Name)];
            string key = string.Join('\n', file.AwaitsInputs ? [dataSet, .. probes] : probes);
            if (_prepared.TryGetValue(key, out (ModelSource, PreparedModel) known)) return known;
            ModelSource model = file.WithInputValues(example.Inputs.ToDictionary(input => input.Name, input => input.Tensor, StringComparer.Ordinal));
            ModelSource probed = model.WithOutputs(probes);
            return _prepared[key] = (probed, runner.Prepare(probed));
        }

        private List<Expectation> Expectations(ModelSource probed, Example example)
        {
            List<Expectation> expectations = [];
            foreach (NamedExample output in example.Outputs)
            {
                string? logit = example.Probes.Count == 0 || !probed.HasGraph ? null : FinalSigmoid.LogitOf(probed.Graph, output.Name);
                ComparisonLimit limit = example.Probes.FirstOrDefault(probe => probe.Name == logit) is { } probe
                    ? limits.OfSigmoidOf(MaxFinite(probe.Tensor))
                    : limits.Of(output.Name, output.Tensor.Element);
                expectations.Add(new Expectation(output.Name, output.Tensor, limit));
            }

            expectations.AddRange(example.Probes.Select(probe => new Expectation(probe.Name, probe.Tensor, limits.OfProbe())));
            return expectations;
        }

        // A model of half or double inputs is imported with float32 ones. An input that became part of the model is not fed.
        private Dictionary<string, HostTensor> AsDeclared(ModelSource model, IReadOnlyList<NamedExample> inputs)
        {
            Dictionary<string, ModelPort> ports = model.Inputs.ToDictionary(port => port.Name, StringComparer.Ordinal);
            return inputs.Where(input => !file.AwaitsInputs || ports.ContainsKey(input.Name)).ToDictionary(input => input.Name, input =>
                ports.TryGetValue(input.Name, out ModelPort? port) && port.Type.Element.IsFloat() && input.Tensor.Element.IsFloat()
                    ? input.Tensor.ConvertTo(port.Type.Element) : input.Tensor, StringComparer.Ordinal);
        }

        private static double MaxFinite(HostTensor tensor) => tensor.ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            foreach ((_, PreparedModel prepared) in _prepared.Values) prepared.Dispose();
            file.Dispose();
        }
    }
}
