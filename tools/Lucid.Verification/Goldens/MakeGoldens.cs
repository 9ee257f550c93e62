using Lucid.Compiler;
using Lucid.Compiler.Strict;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Tensors;

namespace Lucid.Verification.Goldens;

/// <summary>
/// Puts data sets into a package, with what must come out of them: of strict packages the SHA-256 of the bits that the strict evaluator gives, of fast ones the reference interpreter's
/// numbers and how far from them a device may be. No device is asked.
/// </summary>
public static class MakeGoldens
{
    private const int MostNodesNamed = 3;

    /// <summary>The package with the data sets.</summary>
    /// <param name="package">Compiled with <see cref="CompileOptions.TracesValues"/>.</param>
    /// <param name="model">The graph that was compiled: the judge of fast packages.</param>
    /// <param name="options">How it was compiled.</param>
    /// <param name="cases">The data sets.</param>
    /// <param name="withKernels">Whether the values that kernels store are kept too.</param>
    /// <param name="report">Receives warnings.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ModelException">A data set does not suit the model, or contradicts it.</exception>
    /// <exception cref="ShapeMismatchException">An input has a shape that the model does not accept.</exception>
    /// <exception cref="ShapeGuardException">The sizes break a condition of the model.</exception>
    public static ModelPackage Run(
        ModelPackage package, Graph model, CompileOptions options, IReadOnlyList<ProofCase> cases, bool withKernels, Action<Diagnostic>? report = null, CancellationToken cancellation = default)
    {
        PackageGoldens traced = package.Proof ?? new PackageGoldens([], []);
        Maker maker = new(package.Program, model, Rewritten(package, model, options), options, withKernels ? traced.Values : [], report);
        List<GoldenSet> sets = [.. cases.Select(one => maker.Make(AsDeclared(one, package.Program), cancellation))];
        return package with { Proof = traced with { Sets = sets.ToValueList() }, Goldens = package.Goldens.AddRange(maker.Tensors) };
    }

    // Floats of another width, as files often have them, become the model's.
    private static ProofCase AsDeclared(ProofCase one, LoweredProgram program)
    {
        Dictionary<string, ElementType> elements = program.Inputs.ToDictionary(input => input.Name, input => input.Type.Element, StringComparer.Ordinal);
        return one with
        {
            Inputs = one.Inputs.ToDictionary(
                pair => pair.Key, pair => elements.TryGetValue(pair.Key, out ElementType element) && element.IsFloat() && pair.Value.Element.IsFloat() ? pair.Value.ConvertTo(element) : pair.Value, StringComparer.Ordinal),
        };
    }

    private static Graph Rewritten(ModelPackage package, Graph model, CompileOptions options) => package.GraphText is { } text
        ? GraphParser.Parse(text, package.Constants, package.Program.Name)
        : ModelCompiler.Optimize(model, options, new PassLog());

    private sealed class Maker(LoweredProgram program, Graph model, Graph rewritten, CompileOptions options, ValueList<StoredValue> traced, Action<Diagnostic>? report)
    {
        private readonly bool _isHalf = program.Precision == ElementType.F16;

        public Dictionary<string, HostTensor> Tensors { get; } = new(StringComparer.Ordinal);

        public GoldenSet Make(ProofCase one, CancellationToken cancellation)
        {
            foreach (ProgramTensor input in program.Inputs.Where(input => !one.Inputs.ContainsKey(input.Name))) throw Unsuitable(one, $"there are no data for input {input.Name} {input.Type}");
            foreach (string name in one.Inputs.Keys.Except(program.Inputs.Select(input => input.Name))) throw Unsuitable(one, $"the model has no input '{name}'");
            foreach (string name in one.Expected.Keys.Except(program.ModelOutputs.Select(output => output.Name))) throw Unsuitable(one, $"the model has no output '{name}'");
            foreach (ProgramTensor input in program.Inputs.Where(input => one.Inputs[input.Name].Element != input.Type.Element)) throw Unsuitable(one, $"{input.Name} is {one.Inputs[input.Name]}; the model's is {input.Type}");
            return program.Numerics == NumericsMode.Strict ? Strict(one, cancellation) : Fast(one, one.Expected, cancellation);
        }

        private GoldenSet Strict(ProofCase one, CancellationToken cancellation)
        {
            Dictionary<string, GoldenResult> values = new(StringComparer.Ordinal);
            ILookup<string, StoredValue> wanted = traced.ToLookup(value => value.Value, StringComparer.Ordinal);
            StrictResult result = StrictEvaluator.Run(rewritten, one.Inputs, options, Observe, cancellation);
            if (result.SubnormalNodes.Length > 0)
            {
                string nodes = string.Join(", ", result.SubnormalNodes.Take(MostNodesNamed)) + (result.SubnormalNodes.Length > MostNodesNamed ? $" and {result.SubnormalNodes.Length - MostNodesNamed} more" : "");
                report?.Invoke(VerificationDiagnostics.GoldenSubnormal.At(SourceSpan.None, one.Name, nodes));
                return Fast(one, one.Expected, cancellation);
            }

            foreach ((string name, HostTensor expected) in one.Expected)
            {
                HostTensor got = result.Outputs[name];
                ComparisonResult compared = Comparison.Compare(got.Element.IsFloat() ? got.ConvertTo(expected.Element) : got, expected, ComparisonLimits.TrainedModel(_isHalf));
                if (compared.Failure is { } failure) throw new ModelException([VerificationDiagnostics.GoldenContradicted.At(SourceSpan.None, one.Name, name, failure)]);
            }

            return new GoldenSet(
                one.Name, Inputs(one), program.ModelOutputs.Select(output => Hashed(output.Name, result.Outputs[output.Name])).ToValueList(),
                traced.Where(value => values.ContainsKey(value.Name)).Select(value => values[value.Name]).ToValueList());

            void Observe(Value value, ReferenceTensor tensor)
            {
                foreach (StoredValue stored in wanted[value.Name]) values[stored.Name] = Hashed(stored.Name, DeviceValues.Of(tensor, stored.Element));
            }
        }

        private GoldenSet Fast(ProofCase one, IReadOnlyDictionary<string, HostTensor> known, CancellationToken cancellation)
        {
            ComparisonLimit limit = ComparisonLimits.TrainedModel(_isHalf);
            OrderedDictionary<string, ReferenceTensor>? computed = program.ModelOutputs.All(output => known.ContainsKey(output.Name)) ? null
                : ReferenceInterpreter.Run(model, one.Inputs, cancellation: cancellation).Outputs;
            RoundingTrials trials = new(rewritten, options, one.Inputs, traced, program.ModelOutputs.Any(output => !output.Type.Element.IsFloat()), cancellation);
            List<GoldenResult> outputs = [], values = [];
            foreach (ProgramTensor output in program.ModelOutputs)
            {
                bool isGiven = known.TryGetValue(output.Name, out HostTensor? given);
                HostTensor expected = isGiven ? given! : computed![output.Name].ToHost();
                if (expected.Element != output.Type.Element && expected.Element.IsFloat() && output.Type.Element.IsFloat()) expected = expected.ConvertTo(output.Type.Element);
                if (expected.Element != output.Type.Element || expected.Shape.Rank != output.Type.Rank) throw Unsuitable(one, $"{output.Name} is {expected}; the model's is {output.Type}");
                if (!isGiven && trials.OutputFault(output.Name, expected, limit) is { } fault) report?.Invoke(VerificationDiagnostics.GoldenUndecided.At(SourceSpan.None, one.Name, output.Name, fault));
                else outputs.Add(Bounded(output.Name, GoldenKey.Output(one.Name, output.Name), expected, limit));
            }

            if (outputs.Count == 0) throw Unsuitable(one, "rounding decides every output; --numerics strict has one result");
            if (traced.Count > 0)
            {
                ILookup<string, StoredValue> wanted = traced.ToLookup(value => value.Value, StringComparer.Ordinal);
                ReferenceInterpreter.Run(rewritten, one.Inputs, new ReferenceOptions
                {
                    Observe = (value, tensor) =>
                    {
                        foreach (StoredValue stored in wanted[value.Name])
                        {
                            HostTensor expected = DeviceValues.Of(tensor, stored.Element);
                            if (trials.ValueFault(stored.Name, expected, limit) is null) values.Add(Bounded(stored.Name, GoldenKey.Value(one.Name, stored.Name), expected, limit));
                        }
                    },
                }, cancellation);
            }

            return new GoldenSet(one.Name, Inputs(one), outputs.ToValueList(), values.ToValueList());
        }

        private ValueList<GoldenInput> Inputs(ProofCase one)
        {
            foreach (ProgramTensor input in program.Inputs.Where(_ => one.Seed is null)) Tensors[GoldenKey.Input(one.Name, input.Name)] = one.Inputs[input.Name];
            return program.Inputs.Select(input => new GoldenInput(input.Name, one.Inputs[input.Name].Shape, one.Seed)).ToValueList();
        }

        private static GoldenResult Hashed(string name, HostTensor tensor) => new(name, tensor.Shape, StrictResult.Hash(tensor), null);

        private GoldenResult Bounded(string name, string key, HostTensor tensor, ComparisonLimit limit)
        {
            Tensors[key] = tensor;
            return new GoldenResult(name, tensor.Shape, null, new GoldenBound(limit.Origin, limit.Relative, limit.Elementwise is { } each ? new GoldenTolerance(each.Rtol, each.Atol) : null));
        }

        private static ModelException Unsuitable(ProofCase one, string reason) => new([VerificationDiagnostics.GoldenUnsuitable.At(SourceSpan.None, one.Name, reason)]);
    }
}
