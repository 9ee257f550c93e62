using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Language;
using Lucid.Model;
using Lucid.Verification.Models;

namespace Lucid.Cli.Verbs;

/// <summary>Checks a model without compiling it; a source with its weights where they are there.</summary>
internal sealed class CheckVerb() : Verb("check", "Checks a model and says all that is wrong with it.", "lucid check decoder.lucid --shape features=1x16x8x8")
{
    private readonly ModelOptions _model = new();
    private readonly Option<bool> _json = new("--json") { Description = "The diagnostics as JSON on standard output." };

    public override void Define(Command command)
    {
        _model.AddTo(command);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string path = _model.Path(arguments);
        ModelLoadOptions options = _model.LoadOptions(arguments, context);
        Func<Diagnostic, bool> silenced = _model.Silenced(arguments);
        using ProgressBar progress = context.Progress("check");
        Diagnostic[] found = [.. Find(path, options).Where(diagnostic => !silenced(diagnostic))];
        progress.Dispose(); // what follows may go to the same terminal
        bool json = arguments.GetValue(_json);
        if (json) DiagnosticJson.Write(found, context.Out);
        Action<Diagnostic> report = _model.Reporter(arguments, context);
        int errors = found.Count(diagnostic => diagnostic.Severity == Severity.Error);
        string? text = SourceModel.TextOf(path);
        bool any = false;
        foreach (Diagnostic diagnostic in json ? [] : found)
        {
            if (any) context.Note(string.Empty);
            any = true;
            // Errors are shown with -q as well.
            if (diagnostic.Severity != Severity.Error) report(diagnostic);
            else context.Fault(text is null ? diagnostic.ToString() : DiagnosticText.Render(diagnostic, text, context.Host.Width));
        }

        if (!json && errors == 0 && context.IsVerbose) PrintValues(path, options, context);
        if (!json) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {Count(errors, "error")}, {Count(found.Count(diagnostic => diagnostic.Severity == Severity.Warning), "warning")}"));
        return errors > 0 ? ExitCode.Model : ExitCode.Done;
    }

    // Weights do not change shapes: a source's are made up.
    private static void PrintValues(string path, ModelLoadOptions options, VerbContext context)
    {
        using ModelSource? model = SourceModel.TextOf(path) is null ? ModelSource.Load(path, options with { Report = null }) : null;
        Graph graph = model?.Graph ?? SourceModel.Read(path).Build(new LanguageOptions { Shapes = options.Shapes, InitialWeightSeed = 1 });
        TextTable table = new(new("value", IsLong: true), new("op"), new("type", IsLong: true));
        foreach (ValueId input in graph.Inputs) table.Add(graph[input].Name, "input", graph.TypeOf(input).ToString());
        foreach (Node node in graph.Nodes)
        {
            foreach (ValueId output in node.Outputs) table.Add(graph[output].Name, node.Op.Name, graph.TypeOf(output).ToString());
        }

        table.Write(context.Host);
        context.Out.WriteLine();
    }

    private static List<Diagnostic> Find(string path, ModelLoadOptions options)
    {
        List<Diagnostic> found = [];
        try
        {
            if (SourceModel.TextOf(path) is not null)
            {
                LucidSource source = SourceModel.Read(path);
                // Weights are checked where they are there: named by the command line, or beside the source.
                bool withWeights = options.WeightsFile is not null || options.InitialWeightSeed is not null || SourceModel.HasWeights(source, path);
                if (!withWeights) return [.. source.Check(new LanguageOptions { Shapes = options.Shapes })];
                SourceModel.Build(source, path, options with { Report = found.Add });
                return found;
            }

            using ModelSource model = ModelSource.Load(path, options with { Report = found.Add });
            if (model.HasGraph) _ = model.Graph;
        }
        catch (SourceException refused)
        {
            return [.. refused.Diagnostics];
        }
        catch (ModelException refused)
        {
            return [.. refused.Diagnostics];
        }

        return found;
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
