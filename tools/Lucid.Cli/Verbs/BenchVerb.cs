using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Verbs;

/// <summary>Latency and throughput of a model on a device.</summary>
internal sealed class BenchVerb() : Verb(
    "bench",
    "Measures latency and throughput on a device, and where the time goes.",
    "lucid bench examples/fsrcnn_x2.onnx --shape lowres=1x3x60x80 --iterations 10")
{
    private const int MostIterations = 1_000_000;
    private const long Seed = 1;

    private readonly ModelOptions _model = new();
    private readonly InputOptions _inputs = new();
    private readonly DeviceOptions _device = new(allowsAll: false);
    private readonly Option<int> _iterations = new("--iterations") { HelpName = "N", Description = "Runs that count, after a first one and two more to warm up.", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _json = new("--json") { HelpName = "FILE", Description = "Writes the measures." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _device.AddTo(command);
        command.Add(_iterations);
        command.Add(_json);
        _inputs.AddTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        int iterations = arguments.GetValue(_iterations);
        if (iterations is < 1 or > MostIterations) throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--iterations {iterations}: expected 1 to {MostIterations}"));
        _device.RequireVulkan(arguments, context);
        using ModelSource model = _model.Load(arguments, context);
        Dictionary<string, Shape> shapes = _model.Shapes(arguments);
        GivenInputs inputs = _inputs.Gather(arguments, model, shapes, otherwiseSeed: Seed);
        ModelPackage package = model.Package;
        using VulkanDevice device = _device.OpenDevice(arguments, context);
        BenchmarkResult result;
        using (ProgressBar progress = context.Progress("bench"))
            result = Benchmark.Run(package, device, inputs.Tensors, iterations, done => progress.Report(done, iterations), context.Cancellation);

        if (arguments.GetValue(_json) is { } json) BenchmarkJson.Write(json, model.Path, device.Info, result);
        Print(model, device.Info, result, context);
        return ExitCode.Done;
    }

    private static void Print(ModelSource model, VulkanDeviceInfo device, BenchmarkResult result, VerbContext context)
    {
        string inputs = string.Join(", ", result.Report.Inputs.Select(input => $"{input.Name} {input.Shape}"));
        context.Line($"{model.Path} ({inputs})\non {device}\n");
        TextTable times = new(new("ms"), new("min", IsNumber: true), new("median", IsNumber: true), new("p90", IsNumber: true), new("p99", IsNumber: true));
        AddRow(times, "latency", result.Runs.Select(run => run.WallMilliseconds));
        if (result.Runs.All(run => run.DeviceMilliseconds is not null)) AddRow(times, "device", result.Runs.Select(run => run.DeviceMilliseconds!.Value));
        else times.Add("device", "", "no timestamps", "", "");
        AddRow(times, "transfer", result.Runs.Select(run => run.UploadMilliseconds + run.DownloadMilliseconds));
        AddRow(times, "submit", result.Runs.Select(run => run.SubmitMilliseconds));
        AddRow(times, "unaccounted", result.Runs.Select(run => run.UnaccountedMilliseconds));
        times.Write(context.Host);
        double median = Percentiles.Of(result.Runs.Select(run => run.WallMilliseconds)).Median;
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nthroughput {1000 / median:0.##} runs/s; first run {Text(result.FirstRunMilliseconds)} ms, load {Text(result.LoadMilliseconds)} ms; {result.Report.Dispatches} dispatches\n"));
        if (result.Kernels.Length == 0) return;
        TextTable kernels = new(new("kernel", IsLong: true), new("variant", IsLong: true), new("ms", IsNumber: true), new("%", IsNumber: true), new("GFLOP/s", IsNumber: true), new("GB/s", IsNumber: true));
        double all = result.Kernels.Sum(kernel => kernel.DeviceMilliseconds);
        foreach (KernelProfile kernel in result.Kernels)
        {
            kernels.Add(kernel.Name, kernel.Variant, Text(kernel.DeviceMilliseconds), Text(all == 0 ? 0 : 100 * kernel.DeviceMilliseconds / all),
                Text(kernel.GflopsPerSecond), Text(kernel.GigabytesPerSecond));
        }

        kernels.Write(context.Host);
    }

    private static void AddRow(TextTable table, string name, IEnumerable<double> times)
    {
        Percentiles spread = Percentiles.Of(times);
        table.Add(name, Text(spread.Min), Text(spread.Median), Text(spread.P90), Text(spread.P99));
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
