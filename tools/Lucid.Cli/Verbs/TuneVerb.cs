using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>Measures the ways in which kernels can run, and remembers the fastest.</summary>
internal sealed class TuneVerb() : Verb(
    "tune",
    "Measures on the device how each kernel runs fastest, and remembers it for later runs.",
    "lucid tune examples/glyph_vae.onnx --shape latent=16x16 --seconds 20")
{
    private const double MostSeconds = 24 * 3600;
    private const long Seed = 1;

    private readonly ModelOptions _model = new();
    private readonly InputOptions _inputs = new();
    private readonly DeviceOptions _device = new(allowsAll: false);
    private readonly Option<double> _seconds = new("--seconds") { HelpName = "S", Description = "About how long it may take; what a driver is compiling then is still waited for.", DefaultValueFactory = _ => 30 };

    private readonly Option<bool> _tuneOrder = new("--tune-order")
    {
        Description = "Also tries ways that sum in another order, so that results may differ in their last bits. Only sessions that ask for it (TuningUse.AnyOrder) go by these.",
    };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _device.AddTo(command);
        command.Add(_seconds);
        command.Add(_tuneOrder);
        _inputs.AddTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        double seconds = arguments.GetValue(_seconds);
        if (!(seconds is > 0 and <= MostSeconds))
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--seconds {seconds}: expected more than 0 and at most {MostSeconds}"));
        _device.RequireVulkan(arguments, context);
        using ModelSource source = _model.Load(arguments, context);
        GivenInputs inputs = _inputs.Gather(arguments, source, _model.Shapes(arguments), otherwiseSeed: Seed);
        ModelPackage package = source.Package;
        using VulkanDevice device = _device.OpenDevice(arguments, context);
        using CompiledModel model = CompiledModel.FromPackage(package);
        TuningOptions options = new() { Duration = TimeSpan.FromSeconds(seconds), AnyOrder = arguments.GetValue(_tuneOrder) };
        TuningResult result;
        using (ProgressBar progress = context.Progress("tune"))
            result = SessionTuner.Tune(model, device, inputs.Tensors, options, now => progress.Report(now.Done, now.Total), context.Cancellation);
        Print(source, device, result, context);
        return ExitCode.Done;
    }

    private static void Print(ModelSource model, VulkanDevice device, TuningResult result, VerbContext context)
    {
        context.Line($"{model.Path}\non {device.Info}\n");
        TextTable table = new(new("kernel", IsLong: true), new("was", IsLong: true), new("is", IsLong: true), new("ms was", IsNumber: true), new("ms is", IsNumber: true), new("tried", IsNumber: true));
        foreach (TunedKernel kernel in result.Kernels)
        {
            table.Add(kernel.Name, kernel.Original, kernel.Winner == kernel.Original ? "the same" : kernel.Winner, Text(kernel.OriginalMilliseconds), Text(kernel.WinnerMilliseconds),
                string.Create(CultureInfo.InvariantCulture, $"{kernel.Tried} of {kernel.Candidates}"));
        }

        if (result.Kernels.Count > 0) table.Write(context.Host);
        else context.Out.WriteLine("no kernel of this model can run in more than one way on this device");
        context.Line($"\na run took {Text(result.OriginalMilliseconds)} ms on the device, and takes {Text(result.TunedMilliseconds)} ms");
        if (!result.IsComplete) context.Note("lucid: the time was up before every way was measured; --seconds gives more");
        if (result.BitsDiffered) context.Note("lucid: the fastest ways gave other bits on this device, though they sum in the same order; they are not used");
        context.Note(result.File is { } file ? $"remembered in {file}" : "lucid: nothing was remembered for other runs: there is no cache directory, or it cannot be written");
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
