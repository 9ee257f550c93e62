using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Packaging;
using Lucid.Pictures.Profiles;
using Lucid.Runtime;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Verbs;

/// <summary>Time per kernel, beside what the device can do.</summary>
internal sealed class ProfileVerb() : Verb(
    "profile",
    "Measures each kernel, and shows what it reaches of the device's measured ceilings.",
    "lucid profile examples/glyph_vae.onnx --shape latent=8x16 --html profile.html")
{
    private const int Iterations = 15;
    private const long Seed = 1;

    private readonly ModelOptions _model = new();
    private readonly InputOptions _inputs = new();
    private readonly DeviceOptions _device = new(allowsAll: false);
    private readonly Option<string?> _html = new("--html") { HelpName = "FILE", Description = "Writes one page: timeline, kernels by time, the part that nothing explains." };
    private readonly Option<string?> _trace = new("--trace") { HelpName = "FILE", Description = "Writes a trace for Chrome's viewer (chrome://tracing) or Perfetto." };

    private readonly Option<string?> _json = new("--json") { HelpName = "FILE", Description = "Writes the measures, in the form of `lucid bench --json`." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _device.AddTo(command);
        command.Add(_html);
        command.Add(_trace);
        command.Add(_json);
        _inputs.AddTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        _device.RequireVulkan(arguments, context);
        using ModelSource model = _model.Load(arguments, context);
        GivenInputs inputs = _inputs.Gather(arguments, model, _model.Shapes(arguments), otherwiseSeed: Seed);
        ModelPackage package = model.Package;
        using VulkanDevice device = _device.OpenDevice(arguments, context);
        BenchmarkResult result;
        DeviceCeilings? ceilings;
        using (ProgressBar progress = context.Progress("profile"))
        {
            // The ceilings take some runs too.
            const int Steps = Iterations + 5;
            result = Benchmark.Run(package, device, inputs.Tensors, Iterations, done => progress.Report(done, Steps), context.Cancellation);
            ceilings = result.Kernels.Length == 0 ? null : DeviceCeilings.Measure(device, context.Cancellation);
            progress.Report(Steps, Steps);
        }

        RunProfile[] runs = [.. result.Runs.OrderBy(run => run.WallMilliseconds)];
        string shapes = string.Join(", ", result.Report.Inputs.Select(input => $"{input.Name} {input.Shape}"));
        ProfilePicture picture = new(
            package.Program.Name, device.Info.ToString(), shapes, runs.Length, runs[(runs.Length - 1) / 2], result.Kernels,
            ceilings is null ? null : new ProfileCeilings(ceilings.GflopsPerSecond, ceilings.GigabytesPerSecond, ceilings.DispatchMicroseconds));
        Print(picture, context);
        if (arguments.GetValue(_html) is { } html) PictureFile.Write(html, ProfilePage.Write(picture), context);
        if (arguments.GetValue(_trace) is { } trace) PictureFile.Write(trace, ChromeTrace.Write(picture), context);
        if (arguments.GetValue(_json) is { } json) BenchmarkJson.Write(json, model.Path, device.Info, result);
        return ExitCode.Done;
    }

    private static void Print(ProfilePicture picture, VerbContext context)
    {
        context.Line($"{picture.Model} ({picture.Inputs})");
        context.Line($"on {picture.Device}\n");
        TextTable kernels = new(new("kernel", IsLong: true), new("ms", IsNumber: true), new("%", IsNumber: true), new("GFLOP/s", IsNumber: true), new("GB/s", IsNumber: true), new("bound by"), new("of bound", IsNumber: true));
        foreach (KernelProfile kernel in picture.Kernels.OrderByDescending(kernel => kernel.DeviceMilliseconds))
        {
            KernelBound? bound = picture.BoundOf(kernel);
            kernels.Add(kernel.Name, Text(kernel.DeviceMilliseconds), Text(100 * kernel.DeviceMilliseconds / Math.Max(picture.KernelMilliseconds, 1e-9)),
                Text(kernel.GflopsPerSecond), Text(kernel.GigabytesPerSecond), bound?.Name ?? "", Percent(bound?.Share));
        }

        if (picture.Kernels.Length > 0) kernels.Write(context.Host);
        else context.Out.WriteLine("this device's queue has no timestamps: what each kernel takes cannot be measured");
        context.Out.WriteLine();
        if (picture.Ceilings is { } ceilings)
            context.Out.WriteLine($"this device reaches {Text(ceilings.Gflops)} GFLOP/s, {Text(ceilings.Gigabytes)} GB/s, and {Text(ceilings.DispatchMicroseconds)} µs a dispatch");
        ImmutableArray<(string Name, double Milliseconds)> parts = picture.Parts;
        context.Line($"a run takes {Text(picture.Run.WallMilliseconds)} ms: {string.Join(", ", parts.Select(part => $"{part.Name} {Text(part.Milliseconds)}"))}");
    }

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0", CultureInfo.InvariantCulture) + " %" : "";

    private static string Text(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
