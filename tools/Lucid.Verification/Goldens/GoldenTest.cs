using System.Collections.Immutable;

using Lucid.Compiler.Strict;
using Lucid.Packaging;
using Lucid.Packaging.Goldens;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Goldens.Reports;
using Lucid.Verification.Models;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Goldens;

/// <summary>
/// A package that proves itself: each of its data sets is run twice on a device, which must give the same bits both times, and those or the numbers that the package says. On the
/// reference, strict packages are evaluated strictly.
/// </summary>
public sealed class GoldenTest : VerificationTest
{
    /// <summary>The package's file.</summary>
    public required string ModelFile { get; init; }

    /// <summary>Names of the data sets, in order.</summary>
    public required ImmutableArray<string> Sets { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<string> DataSets => Sets;

    /// <inheritdoc/>
    public override OpenTest Open(ModelRunner runner, VerificationOptions options) => new Run(this, ModelSource.Load(ModelFile, options.Load), runner, options);

    private sealed class Run : OpenTest
    {
        private readonly ModelSource _model;
        private readonly ModelRunner _runner;
        private readonly GoldenTest _test;
        private readonly VerificationOptions _options;
        private readonly PreparedModel? _prepared;

        public Run(GoldenTest test, ModelSource model, ModelRunner runner, VerificationOptions options)
        {
            (_test, _model, _runner, _options) = (test, model, runner, options);
            try
            {
                _prepared = EvaluatesStrictly || IsLeftOut ? null : runner is DeviceRunner onDevice ? onDevice.PrepareAfresh(model) : runner.Prepare(model);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        }

        private bool EvaluatesStrictly => _runner is ReferenceRunner && _model.Package.Program.Numerics == NumericsMode.Strict;

        private bool IsLeftOut => _runner is ReferenceRunner && _options.IsReferenceExtra && _model.Package.GraphText is null;

        public override CheckResult Check(string dataSet, CancellationToken cancellation)
        {
            if (IsLeftOut) return CheckResult.Of(CheckStatus.Skip, "the package was compiled with --strip: without its graph the reference has nothing to compute");
            ModelPackage package = _model.Package;
            GoldenSet set = package.Proof!.Sets.First(set => set.Name == dataSet);
            Dictionary<string, HostTensor> inputs = GoldenData.Inputs(package, set);
            RunResult first = Once(inputs, cancellation);
            string? unsteady = _runner is ReferenceRunner ? null : Difference(first, Once(inputs, cancellation));
            var checks = set.Outputs.Select(output => GoldenJudge.Check(package, set, output, first.Outputs[output.Name], _options.ByHand)).ToImmutableArray();
            List<string> failures = [.. checks.Where(check => !check.Comparison.Passed).Select(check => $"{check.Name}: {check.Comparison.Failure}")];
            if (unsteady is not null) failures.Insert(0, unsteady);
            if (failures.Count > 0 && _runner is DeviceRunner runner)
            {
                string[] failed = [.. checks.Where(check => !check.Comparison.Passed).Select(check => check.Name)];
                TraceResult trace = new KernelTrace(package, runner.Device, inputs).Find(failed, set.Outputs.Any(output => output.Sha256 is not null), cancellation);
                failures.Add(trace.ToString());
                if (_options.ReportFolder is not null && !trace.IsGoldenWrong) failures.Add(Report(runner.Device, set, inputs, trace, string.Join("\n", failures), cancellation));
            }

            if (failures.Count > 0 && EvaluatesStrictly)
                failures.Add("this is the strict evaluator on the package's own graph: the golden is wrong, whatever devices give. It was changed, or belongs to another model");
            string message = failures.Count > 0 ? string.Join("\n", failures) : string.Join("; ", checks.Select(check => check.Limit.ToString()).Distinct());
            return new CheckResult(failures.Count > 0 ? CheckStatus.Fail : CheckStatus.Pass, message, checks, first.Dispatches, first.HostOps) { Variants = first.Variants };
        }

        private string Report(VulkanDevice device, GoldenSet set, Dictionary<string, HostTensor> inputs, TraceResult trace, string message, CancellationToken cancellation)
        {
            FailureCase found = FailureCase.Of(_model.Package, trace.Fault, device, inputs, set, _options.Anonymise, cancellation);
            string name = string.Concat($"{System.IO.Path.GetFileNameWithoutExtension(_test.ModelFile)}-{set.Name}-{device.Info.Name.Split(' ')[0]}".Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '.' or '_' ? letter : '_'));
            string told = !_options.Anonymise ? message : trace.Fault?.Place ?? trace.Reason;
            return FailureReport.Write(System.IO.Path.Combine(_options.ReportFolder!, name), _test.Path, set, told, found, device.Info, _options.Anonymise);
        }

        private RunResult Once(Dictionary<string, HostTensor> inputs, CancellationToken cancellation)
        {
            if (_prepared is not null) return _prepared.Run(inputs, cancellation: cancellation);
            Model.Graph graph = _model.CompiledGraph;
            return new RunResult(StrictEvaluator.Run(graph, inputs, GoldenData.OptionsOf(_model.Package), cancellation: cancellation).Outputs, Dispatches: 0, HostOps: graph.Nodes.Length);
        }

        // The first output that two runs give otherwise.
        private static string? Difference(RunResult first, RunResult second)
        {
            foreach ((string name, HostTensor tensor) in first.Outputs)
            {
                if (Bits.Difference(second.Outputs[name], tensor) is { } found) return $"{name}: a second run gives other bits: {found.Text("first run")}";
            }

            return null;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _prepared?.Dispose();
            _model.Dispose();
        }
    }
}
