using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Compiler;
using Lucid.Files;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Verification.Goldens;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>Compiles a model to a package.</summary>
internal sealed class CompileVerb() : Verb(
    "compile",
    "Compiles a model to a package (.lvk) that runs on any Vulkan device.",
    "lucid compile examples/fsrcnn_x2.onnx -o fsrcnn_x2.lvk\nlucid compile examples/glyph_vae.onnx --numerics strict --golden random:2")
{
    private readonly ModelOptions _model = new();
    private readonly CompilerOptions _compiler = new();
    private readonly DumpOptions _dump = new();
    private readonly GoldenOptions _goldens = new();
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE.lvk", Description = "The package; otherwise MODEL's name with .lvk in the current folder." };
    private readonly Option<string[]> _images = new("--image") { HelpName = "NAME=OPTION,…", Description = "How pictures become inputs, stored for `lucid run`, which explains it." };
    private readonly Option<bool> _strip = new("--strip") { Description = "Leaves the graph out: smaller, but only for sessions." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_output);
        _compiler.AddTo(command);
        command.Add(_images);
        _goldens.AddTo(command);
        command.Add(_strip);
        _dump.AddTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string path = _model.Path(arguments);
        string output = arguments.GetValue(_output) ?? Path.GetFileNameWithoutExtension(path) + ".lvk";
        if (!Path.GetExtension(output).Equals(".lvk", StringComparison.OrdinalIgnoreCase)) throw new UsageException($"--output {output}: a package is called FILE.lvk");
        IReadOnlyList<DumpStage> stages = _dump.Stages(arguments);
        CompileOptions options = _compiler.Read(arguments) with { Strip = arguments.GetValue(_strip), TracesValues = _goldens.IsGiven(arguments) };
        _goldens.Check(arguments);

        List<(string Stage, TimeSpan Elapsed)> times = [];
        using ProgressBar progress = context.Progress("compile");
        using ModelSource model = Timed(times, "load", () => _model.Load(arguments, context));
        string[] names = [.. model.Inputs.Select(input => input.Name)];
        ProgramMetadata[] targets = options.Targets.Count == 0 ? [] : [new(ProgramMetadataKeys.Target, string.Join("; ", options.Targets.Select(target => target.Name)))];
        options = options with { Metadata = [.. ImageMetadata.Of(arguments.GetValue(_images) ?? [], names), .. targets] };
        Graph graph = model.Graph;
        context.Cancellation.ThrowIfCancellationRequested();
        PassLog log = new();
        ModelPackage package = ModelCompiler.Compile(graph, options, log);
        times.AddRange(log.Records.Select(record => (record.Name, record.Elapsed)));
        if (_goldens.IsGiven(arguments))
        {
            IReadOnlyList<ProofCase> cases = _goldens.Cases(arguments, model, package.Program, ImageMetadata.Parse(arguments.GetValue(_images) ?? [], names), context.Note);
            package = Timed(times, "goldens", () => MakeGoldens.Run(package, graph, options, cases, _goldens.WithKernels(arguments), _model.Reporter(arguments, context), context.Cancellation));
        }

        context.Cancellation.ThrowIfCancellationRequested();
        Timed(times, "write", () =>
        {
            WholeFile.Write(output, stream => PackageWriter.Write(stream, package), context.Cancellation);
            return true;
        });

        progress.Dispose(); // what follows may go to the same terminal
        foreach (DumpText dump in stages.SelectMany(stage => StageDumps.Of(stage, graph, options, package))) _dump.Write(arguments, context, dump);
        Print(output, package, log, times, context);
        return ExitCode.Done;
    }

    private static T Timed<T>(List<(string, TimeSpan)> times, string stage, Func<T> run)
    {
        long start = Stopwatch.GetTimestamp();
        T result = run();
        times.Add((stage, Stopwatch.GetElapsedTime(start)));
        return result;
    }

    private static void Print(string output, ModelPackage package, PassLog log, List<(string Stage, TimeSpan Elapsed)> times, VerbContext context)
    {
        LoweredProgram program = package.Program;
        if (context.IsVerbose) PrintRewrites(log, program, context);
        KernelTable.Print(program, context);
        long weights = package.Constants.Values.Sum(tensor => (long)tensor.Bytes.Length);
        long modules = package.Modules.Values.Sum(module => (long)module.Length);
        context.Out.WriteLine();
        context.Line($"kernels  {Count(program.Main.Count)}, {Count(program.Prepare.Count)} more prepare weights; {Count(package.Modules.Count)} modules of {ByteSize.Text(modules)}", indent: 9);
        context.Line($"weights  {ByteSize.Text(weights)} in {Count(package.Constants.Count)} tensors", indent: 9);
        context.Line($"arena    {ArenaText.Of(program)}", indent: 9);
        if (package.Proof is { } proof) context.Line($"goldens  {GoldenText.Of(package, proof)}", indent: 9);
        if (package.Float32 is not null) context.Line($"variant  {Float32Text.Of(package)}", indent: 9);
        context.Out.WriteLine(TimeLines(times, context.IsVerbose));
        context.Line($"wrote    {output}, {ByteSize.Text(new FileInfo(output).Length)}", indent: 9);
    }

    /// <summary>Exact algebra on linear layers, place by place.</summary>
    private static void PrintRewrites(PassLog log, LoweredProgram program, VerbContext context)
    {
        NominalSizes sizes = NominalSizes.Of(program);
        RewriteEffect[] rewrites = [.. RewriteEffect.Of(log, sizes)];
        if (rewrites.Length == 0) return;
        TextTable table = new([.. RewriteEffect.Heads.Select((head, i) => new TextTable.Column(head, IsNumber: i > 1))]);
        foreach (RewriteEffect rewrite in rewrites) table.Add(rewrite.Cells);
        table.Write(context.Host);
        if (sizes.Symbols.Count > 0) context.Line($"at {sizes}", indent: 0);
        context.Out.WriteLine();
    }

    /// <summary>The stages in order, in lines of 80 columns; those that take little together, unless all are wanted.</summary>
    internal static string TimeLines(IReadOnlyList<(string Stage, TimeSpan Elapsed)> times, bool all)
    {
        TimeSpan total = new(times.Sum(time => time.Elapsed.Ticks));
        (string Stage, TimeSpan Elapsed)[] shown = [.. times.Where(time => all || time.Elapsed >= total / 50)];
        List<string> parts = [.. shown.Select(time => $"{time.Stage} {Milliseconds(time.Elapsed)}")];
        TimeSpan rest = total - new TimeSpan(shown.Sum(time => time.Elapsed.Ticks));
        if (shown.Length < times.Count) parts.Add($"{Count(times.Count - shown.Length)} more {Milliseconds(rest)}");
        StringBuilder lines = new("time     ");
        int column = lines.Length;
        for (int i = 0; i < parts.Count; i++)
        {
            string part = parts[i] + (i < parts.Count - 1 ? "," : $"; {Milliseconds(total)} ms");
            if (column > 9 && column + 1 + part.Length > CommandHost.DefaultWidth)
            {
                lines.Append("\n         ");
                column = 9;
            }
            else if (column > 9)
            {
                lines.Append(' ');
                column++;
            }

            lines.Append(part);
            column += part.Length;
        }

        return lines.ToString();
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
