using System.CommandLine;
using System.Globalization;
using System.Text;

using Lucid.Cli.Data;
using Lucid.Cli.Terminal;
using Lucid.Files;
using Lucid.Model;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>What the passes of the compiler save, as a table for each model.</summary>
internal sealed class PassesVerb() : Verb(
    "passes",
    "Shows what the compiler's passes save, together and rewrite by rewrite.",
    "lucid passes examples/glyph_vae.onnx")
{
    // The table's part of a page that holds others too.
    private const string Begin = "<!-- lucid passes: begin -->";
    private const string End = "<!-- lucid passes: end -->";

    private readonly Argument<string[]> _paths = new("PATH") { Description = "Models, and folders of models.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "FILE.md", Description = "A page whose table is written anew; otherwise the table is printed." };

    private readonly Option<bool> _json = new("--json") { Description = "The table as JSON on standard output." };

    public override void Define(Command command)
    {
        command.Add(_paths);
        command.Add(_output);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        (string Name, string File)[] models = [.. arguments.GetRequiredValue(_paths).SelectMany(Models)];
        if (models.Length == 0) throw new ModelFileException(string.Join(", ", arguments.GetRequiredValue(_paths)), "no .onnx model is there");
        string? page = arguments.GetValue(_output);
        (string Before, string Behind)? frame = page is null ? null : Frame(page);
        StringBuilder table = new();
        table.Append("| model | sizes | kernels | GFLOP | MiB moved | arena KiB | lower bound KiB |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        StringBuilder left = new(), rewrites = new();
        List<(string Name, PassEffects Effects)> measured = [];
        using ProgressBar progress = context.Progress("compile");
        for (int i = 0; i < models.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            progress.Report(i, models.Length);
            (string name, string file) = models[i];
            try
            {
                using ModelSource source = ModelSource.Load(file);
                PassEffects effects = PassEffects.Of(source.Graph);
                Row(table, name, effects);
                measured.Add((name, effects));
                foreach (string kernel in effects.Left) left.Append(CultureInfo.InvariantCulture, $"- {name}: {kernel}\n");
                foreach (RewriteEffect rewrite in effects.Rewrites) rewrites.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", rewrite.Cells)} |\n");
                context.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: compiled in {effects.Elapsed.TotalMilliseconds:0} ms"));
            }
            catch (ModelException fault)
            {
                table.Append(CultureInfo.InvariantCulture, $"| {name} | does not compile: {fault.Diagnostics[0].Message} | | | | | |\n");
            }
        }

        progress.Dispose();
        if (rewrites.Length > 0)
        {
            table.Append("\nExact algebra on linear layers, place by place: what each rewrite does without.\n\n");
            table.Append(CultureInfo.InvariantCulture, $"| model | {string.Join(" | ", RewriteEffect.Heads)} |\n| --- | --- | --- | --- | --- | --- |\n").Append(rewrites);
        }

        if (left.Length > 0) table.Append("\nKernels that are left and only move data, normalise a batch or apply an activation, with the reason:\n\n").Append(left);
        if (frame is { } around) WholeFile.Write(page!, stream => stream.Write(Encoding.UTF8.GetBytes($"{around.Before}\n\n{table}\n{around.Behind}")), context.Cancellation);
        if (arguments.GetValue(_json)) PrintJson(measured, context);
        else if (frame is null) context.Out.Write(table);
        return ExitCode.Done;
    }

    private static void PrintJson(List<(string Name, PassEffects Effects)> measured, VerbContext context) => JsonText.Write(context.Out, json => json.Array(null, measured, one =>
    {
        json.WriteString("model", one.Name);
        json.WriteString("sizes", one.Effects.Sizes.ToString());
        foreach ((string name, ProgramCost cost) in new[] { ("without", one.Effects.Before), ("with", one.Effects.After) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("kernels", cost.Kernels);
            json.WriteNumber("flops", cost.Flops);
            json.WriteNumber("bytes_moved", cost.Bytes);
            json.WriteNumber("arena_bytes", cost.Plan.Peak);
            json.WriteNumber("lower_bound_bytes", cost.Plan.LowerBound);
            json.WriteEndObject();
        }

        json.Array("rewrites", one.Effects.Rewrites, rewrite =>
        {
            json.WriteString("layer", rewrite.Place);
            json.WriteString("pass", rewrite.Pass);
            Pair("multiply_adds", rewrite.MultiplyAdds);
            Pair("weight_bytes", rewrite.WeightBytes);
            Pair("bytes_moved", rewrite.ValueBytes);
        });
        json.Texts("left", one.Effects.Left);

        void Pair(string name, (long Before, long After) pair)
        {
            json.WriteStartObject(name);
            json.WriteNumber("before", pair.Before);
            json.WriteNumber("after", pair.After);
            json.WriteEndObject();
        }
    }));

    private static IEnumerable<(string Name, string File)> Models(string path)
    {
        if (File.Exists(path)) return [(NameOf(path), path)];
        if (!Directory.Exists(path)) throw new ModelFileException(path, "no such file or folder");
        return Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (NameOf(file), file));
    }

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file) is var name && name == "model"
        ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))!)
        : name;

    private static void Row(StringBuilder table, string name, PassEffects effects)
    {
        (ProgramCost before, ProgramCost after) = (effects.Before, effects.After);
        table.Append(CultureInfo.InvariantCulture, $"| {name} | {effects.Sizes} | {before.Kernels} → {after.Kernels} ");
        table.Append(CultureInfo.InvariantCulture, $"| {before.Flops / 1e9:0.000} → {after.Flops / 1e9:0.000} ");
        table.Append(CultureInfo.InvariantCulture, $"| {before.Bytes / 1048576.0:0.0} → {after.Bytes / 1048576.0:0.0} ");
        table.Append(CultureInfo.InvariantCulture, $"| {before.Plan.Peak / 1024} → {after.Plan.Peak / 1024} ");
        table.Append(CultureInfo.InvariantCulture, $"| {before.Plan.LowerBound / 1024} → {after.Plan.LowerBound / 1024} |\n");
    }

    /// <summary>What stands before and behind the table in a page.</summary>
    private static (string Before, string Behind) Frame(string page)
    {
        string text = File.Exists(page) ? File.ReadAllText(page) : $"# Benchmarks\n\n{Begin}\n{End}\n";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new ModelFileException(page, $"has no '{Begin}' with '{End}' behind it, between which the table goes");
        return (text[..(begin + Begin.Length)], text[end..]);
    }
}
