using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Tensors;
using Lucid.Verification;
using Lucid.Verification.Layers;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Verbs;

/// <summary>A device against the reference interpreter.</summary>
internal sealed class CompareVerb() : Verb(
    "compare",
    "Compares a device with the reference interpreter, layer by layer if asked.",
    "lucid compare examples/glyph_vae.onnx --shape latent=2x16 --per-layer")
{
    private const long Seed = 1;

    private readonly ModelOptions _model = new();
    private readonly InputOptions _inputs = new();
    private readonly DeviceOptions _device = new(allowsAll: true);
    private readonly Option<bool> _perLayer = new("--per-layer") { Description = "Compares what every kernel stores, and names the first beyond the error bound of its arithmetic." };

    private readonly Option<bool> _json = new("--json") { Description = "The table as JSON on standard output." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _inputs.AddTo(command);
        _device.AddTo(command);
        command.Add(_perLayer);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        _device.RequireVulkan(arguments, context);
        using ModelSource model = _model.Load(arguments, context);
        _ = model.Graph; // the reference needs it
        GivenInputs inputs = _inputs.Gather(arguments, model, _model.Shapes(arguments), otherwiseSeed: Seed);
        List<ModelRunner> runners = [.. _device.OpenRunners(arguments, context)];
        try
        {
            bool agree = true;
            CompareJson? json = arguments.GetValue(_json) ? new CompareJson() : null;
            foreach (ModelRunner runner in runners.Where(runner => runner is not ReferenceRunner))
                agree &= arguments.GetValue(_perLayer) ? CompareLayers(model, runner, inputs, json, context) : CompareOutputs(model, runner, inputs, json, context);
            json?.Write(context.Out);
            return agree ? ExitCode.Done : ExitCode.Different;
        }
        finally
        {
            foreach (ModelRunner runner in runners) runner.Dispose();
        }
    }

    private static bool CompareOutputs(ModelSource model, ModelRunner runner, GivenInputs inputs, CompareJson? json, VerbContext context)
    {
        RunResult got;
        using (PreparedModel prepared = runner.Prepare(model)) got = prepared.Run(inputs.Tensors, cancellation: context.Cancellation);
        RunResult expected;
        using (ReferenceRunner reference = new())
        using (PreparedModel prepared = reference.Prepare(model))
        using (ProgressBar progress = context.Progress("reference"))
            expected = prepared.Run(inputs.Tensors, (done, total) => progress.Report(done, total), context.Cancellation);

        ComparisonLimit limit = ComparisonLimits.TrainedModel(model.IsHalf);
        if (json is null) context.Line($"{runner.DeviceName} against the reference, {limit}\n");
        TextTable table = new(new("result", IsVerdict: true), new("output", IsLong: true), new("type"), new("max abs error", IsNumber: true), new("rel. error", IsNumber: true));
        List<string> failures = [];
        foreach ((string name, HostTensor reference) in expected.Outputs)
        {
            ComparisonResult result = Comparison.Compare(got.Outputs[name], reference, limit);
            table.Add(result.Passed ? "pass" : "FAIL", name, reference.ToString(), Text(result.MaxAbsError), Text(result.RelativeError));
            if (result.Failure is { } failure) failures.Add($"{name}: {failure}");
            json?.Add(runner.DeviceName, name, reference.ToString(), result, limit);
        }

        if (json is null) table.Write(context.Host);
        foreach (string failure in json is null ? failures : []) context.Line(failure);
        if (failures.Count > 0) context.Note("`--per-layer` finds the first layer that differs");
        return failures.Count == 0;
    }

    private static bool CompareLayers(ModelSource model, ModelRunner runner, GivenInputs inputs, CompareJson? json, VerbContext context)
    {
        IReadOnlyList<LayerCheck> checks;
        using (ProgressBar progress = context.Progress("compare"))
            checks = LayerComparison.Run(model, runner, inputs.Tensors, (done, total) => progress.Report(done, total), context.Cancellation);
        if (json is not null)
        {
            foreach (LayerCheck check in checks) json.Add(runner.DeviceName, check);
            return checks.All(check => check.Own.Passed);
        }

        context.Line($"{runner.DeviceName} against the reference, each layer on the operands that the device had\n");
        TextTable table = new(new("result", IsVerdict: true), new("kernel", IsLong: true), new("value", IsLong: true), new("own error", IsNumber: true), new("bound", IsNumber: true), new("rel. so far", IsNumber: true));
        foreach (LayerCheck check in checks)
            table.Add(check.Own.Passed ? "pass" : "FAIL", check.Kernel, check.Value, Text(check.Own.MaxAbsError), Text(check.Bound.Elementwise!.Value.Atol), Text(check.SoFar));
        table.Write(context.Host);
        LayerCheck? first = checks.FirstOrDefault(check => !check.Own.Passed);
        context.Line(first is null
            ? $"\nall {checks.Count.ToString(CultureInfo.InvariantCulture)} layers are within their bounds"
            : $"\nfirst layer beyond its bound: {first.Kernel} ({first.Value} {first.Shape})\n  {first.Own.Failure}");
        return first is null;
    }

    private static string Text(double value) => value.ToString("0.0E+00", CultureInfo.InvariantCulture);
}
