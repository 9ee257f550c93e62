using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Verification.Models;
using Lucid.Verification.Running;

namespace Lucid.Cli.Verbs;

/// <summary>Says what a model is made of and what it needs.</summary>
internal sealed class InspectVerb() : Verb(
    "inspect",
    "Shows inputs, outputs, ops, kernels, variants, weights and required features.",
    "lucid inspect examples/glyph_vae.onnx --device auto")
{
    private readonly ModelOptions _model = new();
    private readonly DeviceOptions _device = new(allowsAll: false);

    private readonly Option<bool> _json = new("--json") { Description = "All of it as JSON." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        _device.AddTo(command);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        using ProgressBar progress = context.Progress("inspect");
        using ModelSource model = _model.Load(arguments, context);
        LoweredProgram program = model.Package.Program;
        OnDeviceReport? onDevice = IsOnDevice(arguments, context) ? OnDevice(arguments, model, context) : null;
        progress.Dispose(); // what follows may go to the same terminal
        if (arguments.GetValue(_json))
        {
            (string[] required, string[] used) = Features(program);
            InspectJson.Write(context.Out, model, required, used, onDevice?.Report, onDevice?.Program);
            return ExitCode.Done;
        }

        context.Line($"model    {program.Name}, {program.Precision.Text()}, {program.Numerics.ToString().ToLowerInvariant()} numerics, compiler {model.Package.CompilerVersion}", indent: 9);
        foreach (ModelPort input in model.Inputs) context.Line($"input    {input.Name} {input.Type}", indent: 9);
        foreach (ModelPort output in model.Outputs) context.Line($"output   {output.Name} {output.Type}", indent: 9);
        foreach (ProgramGuard guard in program.Guards) context.Line($"needs    {guard.Condition}: {guard.Message}", indent: 9);
        foreach (ProgramMetadata pair in program.Metadata) context.Line($"metadata {pair.Key} = {pair.Value}", indent: 9);
        if (model.Package.Proof is { Sets.Count: > 0 } proof) context.Line($"goldens  {GoldenText.Of(model.Package, proof)}", indent: 9);
        if (model.Package.Float32 is not null) context.Line($"variant  {Float32Text.Of(model.Package)}", indent: 9);
        context.Out.WriteLine();
        if (model.HasGraph) PrintOps(model.Graph, context);
        PrintKernels(program, onDevice, context);
        PrintWeights(model.Package, context);
        PrintNeeds(program, context);
        PrintSizes(model, context);
        return ExitCode.Done;
    }

    private static void PrintOps(Graph graph, VerbContext context)
    {
        var ops = graph.Nodes.GroupBy(node => node.Op.Name).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        context.Line($"ops      {string.Join(", ", ops.Select(group => $"{group.Key} {Number(group.Count())}"))}", indent: 9);
        context.Out.WriteLine();
    }

    // The variant that a device takes depends on the shapes; without a device all are listed.
    private static void PrintKernels(LoweredProgram program, OnDeviceReport? onDevice, VerbContext context)
    {
        if (onDevice is not { } run)
        {
            KernelTable.Print(program, context);
            context.Out.WriteLine();
            return;
        }

        SessionReport report = run.Report;
        string variant = run.Program.Precision == program.Precision ? "" : ", the float32 variant";
        context.Line($"on {run.Device}{variant}, at {string.Join(", ", report.Inputs.Select(input => $"{input.Name} {input.Shape}"))}:");
        KernelTable.Print(run.Program, report, context);
        context.Out.WriteLine($"device   constants {ByteSize.Text(report.ConstantBytes)}, inputs and outputs {ByteSize.Text(report.TransferBytes)}, arena {ByteSize.Text(report.ArenaBytes)}\n");
    }

    private bool IsOnDevice(ParseResult arguments, VerbContext context) =>
        _device.Selector(arguments, context) != ReferenceRunner.Name && _device.IsGiven(arguments, context);

    private OnDeviceReport OnDevice(ParseResult arguments, ModelSource model, VerbContext context)
    {
        LoweredProgram program = model.Package.Program;
        NominalSizes sizes = NominalSizes.Of(program, _model.Shapes(arguments));
        Dictionary<string, Shape> given = _model.Shapes(arguments);
        Shape[] shapes = [.. program.Inputs.Select(input => given.TryGetValue(input.Name, out Shape shape) ? shape : input.Type.Shape.Evaluate(sizes.Symbols))];
        using VulkanDevice device = _device.OpenDevice(arguments, context);
        using CompiledModel compiled = CompiledModel.FromPackage(model.Package);
        using Session session = compiled.CreateSession(device);
        return new(device.Info, session.Model.Package.Program, session.Explain(shapes));
    }

    private static void PrintWeights(ModelPackage package, VerbContext context)
    {
        TextTable table = new(new("weight", IsLong: true), new("type"), new("size", IsNumber: true));
        foreach ((string name, HostTensor tensor) in package.Constants) table.Add(name, tensor.ToString(), ByteSize.Text(tensor.Bytes.Length));
        if (package.Constants.Count == 0) return;
        table.Write(context.Host);
        context.Out.WriteLine();
    }

    // A kernel runs everywhere if one of its candidates asks for nothing; otherwise what all of them ask for is needed.
    private static (string[] Required, string[] Used) Features(LoweredProgram program)
    {
        ProgramKernel[] kernels = [.. program.Prepare, .. program.Main];
        string[] required = [.. kernels.Where(kernel => kernel.Candidates.All(candidate => candidate.Features.Count > 0))
            .SelectMany(kernel => kernel.Candidates.Select(candidate => candidate.Features.AsEnumerable()).Aggregate((common, features) => common.Intersect(features))).Distinct().Order(StringComparer.Ordinal)];
        string[] used = [.. kernels.SelectMany(kernel => kernel.Candidates).SelectMany(candidate => candidate.Features).Distinct().Except(required).Order(StringComparer.Ordinal)];
        return (required, used);
    }

    private static void PrintNeeds(LoweredProgram program, VerbContext context)
    {
        (string[] required, string[] used) = Features(program);
        context.Line($"required features  {(required.Length == 0 ? "none: Vulkan 1.1 and its baseline limits" : string.Join(", ", required))}", indent: 19);
        context.Line($"used where present {(used.Length == 0 ? "none" : string.Join(", ", used))}", indent: 19);
    }

    private static void PrintSizes(ModelSource model, VerbContext context)
    {
        ModelPackage package = model.Package;
        (string Part, long Bytes)[] parts =
        [
            ("weights", package.Constants.Values.Sum(tensor => (long)tensor.Bytes.Length)),
            ("shader modules", package.Modules.Values.Sum(module => (long)module.Length)),
            ("graph", package.GraphText is { } text ? System.Text.Encoding.UTF8.GetByteCount(text) : 0),
            ("goldens", package.Goldens.Values.Sum(tensor => (long)tensor.Bytes.Length)),
            ("float32 variant", Float32Text.BytesOf(package)),
        ];
        context.Line($"arena              {ArenaText.Of(package.Program)}", indent: 19);
        context.Line($"package            {string.Join(", ", parts.Where(part => part.Bytes > 0).Select(part => $"{part.Part} {ByteSize.Text(part.Bytes)}"))}", indent: 19);
        if (!model.IsCompiled) return;
        long file = new FileInfo(model.Path).Length;
        context.Line($"file               {ByteSize.Text(file)}, of it program and padding {ByteSize.Text(file - parts.Sum(part => part.Bytes))}", indent: 19);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a device does for given shapes, and the program that it takes of the package.</summary>
    private sealed record OnDeviceReport(VulkanDeviceInfo Device, LoweredProgram Program, SessionReport Report);
}
