using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Verbs;

/// <summary>Runs a model once.</summary>
internal sealed class RunVerb() : Verb(
    "run",
    "Runs a model once, from files to files.",
    "lucid run examples/fsrcnn_x2.onnx --input examples/scene_lowres.png \\\n    --output scene_upscaled.png")
{
    private readonly ModelOptions _model = new();
    private readonly InputOptions _inputs = new();
    private readonly OutputOptions _outputs = new();
    private readonly DeviceOptions _device = new(allowsAll: false);

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _inputs.AddTo(command);
        _outputs.AddTo(command);
        _device.AddTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        _device.Selector(arguments, context);
        using ProgressBar progress = context.Progress("run");
        using ModelSource file = _model.LoadForInputs(arguments, context);
        using ModelSource model = _inputs.Complete(arguments, file);
        ImmutableArray<TensorFileArgument> written = _outputs.Read(arguments, model);
        GivenInputs inputs = _inputs.Gather(arguments, model, _model.Shapes(arguments));
        HashSet<string> outputs = [.. model.Outputs.Select(port => port.Name)];
        using ModelSource asked = model.WithOutputs([.. written.Select(argument => argument.Name).OfType<string>().Where(name => !outputs.Contains(name)).Distinct()]);

        using ModelRunner runner = _device.OpenRunner(arguments, context);
        long start = Stopwatch.GetTimestamp();
        RunResult result;
        using (PreparedModel prepared = runner.Prepare(asked))
            result = prepared.Run(inputs.Tensors, (done, total) => progress.Report(done, total), context.Cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

        ILookup<string, string> files = written
            .SelectMany(argument => OutputWriter.Write(argument, result.Outputs, inputs, context.Cancellation)
                .SelectMany(file => (argument.Name is { } name ? [name] : result.Outputs.Keys.ToArray()).Select(name => (Name: name, File: file))))
            .ToLookup(pair => pair.Name, pair => pair.File);
        progress.Dispose(); // what follows may go to the same terminal
        Print(result, files, context);
        foreach (KernelReport kernel in result.Kernels) context.Detail($"  {kernel.Name}: {kernel.Variant}");
        if (result.Variants.Length > 0) context.Detail(result.Variants);
        context.Detail(string.Create(CultureInfo.InvariantCulture, $"{runner.DeviceName}: {elapsed.TotalMilliseconds:0.0} ms with preparation, {result.Dispatches} dispatches, {result.HostOps} host operations"));
        return ExitCode.Done;
    }

    private static void Print(RunResult result, ILookup<string, string> files, VerbContext context)
    {
        TextTable table = new(new("output"), new("type"), new("min", IsNumber: true), new("mean", IsNumber: true), new("max", IsNumber: true), new("file", IsLong: true));
        foreach ((string name, HostTensor tensor) in result.Outputs)
        {
            double[] values = [.. tensor.ToDoubles().Where(double.IsFinite)];
            string[] facts = values.Length == 0 ? ["", "", ""] : [Number(values.Min()), Number(values.Average()), Number(values.Max())];
            string[] to = [.. files[name]];
            table.Add(name, tensor.ToString(), facts[0], facts[1], facts[2], to.Length <= 2 ? string.Join(", ", to) : $"{to[0]} … {to[^1]}");
        }

        table.Write(context.Host);
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
