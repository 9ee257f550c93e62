using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Verbs;
using Lucid.Language;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Verification.Models;

namespace Lucid.Cli.Options;

/// <summary>MODEL and what can be said about it: shapes and weights.</summary>
internal sealed class ModelOptions
{
    private const int MostAxes = 32;

    private readonly Argument<string> _model = new("MODEL") { Description = "A model: .lucid, .onnx, or a compiled .lvk." };
    private readonly Option<string[]> _shapes = new("--shape") { HelpName = "NAME=1x3x64x64", Description = "Fixes the extents of an input, or of a symbolic dimension (batch=4)." };
    private readonly Option<string?> _weights = new("--weights") { HelpName = "FILE.safetensors", Description = "Weights that replace the model's by name." };
    private readonly Option<string?> _prefix = new("--weights-prefix") { HelpName = "TEXT", Description = "What the names in that file begin with and the model's do not." };

    private readonly Option<long?> _initialWeights = new("--init-weights") { HelpName = "SEED", Description = "Gives weights that are missing their initial values; otherwise they are an error." };

    private readonly Option<string[]> _silenced = new("--no-warn") { HelpName = "ID", Description = "Keeps a warning to itself (LUC2430); may be given several times." };

    public void AddTo(Command command)
    {
        command.Add(_model);
        AddOptionsTo(command);
    }

    /// <summary>Without MODEL, for a verb that finds its models itself.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_shapes);
        command.Add(_weights);
        command.Add(_prefix);
        command.Add(_initialWeights);
        command.Add(_silenced);
    }

    public string Path(ParseResult arguments) => arguments.GetRequiredValue(_model);

    public ModelSource Load(ParseResult arguments, VerbContext context) => ModelSource.Load(Path(arguments), LoadOptions(arguments, context));

    /// <summary>As <see cref="Load"/>, for a verb that has the data of inputs: a model that reads sizes from them waits for them.</summary>
    public ModelSource LoadForInputs(ParseResult arguments, VerbContext context) => ModelSource.LoadForInputs(Path(arguments), LoadOptions(arguments, context));

    public ModelLoadOptions LoadOptions(ParseResult arguments, VerbContext context) => LoadOptions(arguments) with { Report = Reporter(arguments, context) };

    /// <summary>The same where nothing is reported.</summary>
    public ModelLoadOptions LoadOptions(ParseResult arguments)
    {
        string? weights = arguments.GetValue(_weights);
        string? prefix = arguments.GetValue(_prefix);
        if (prefix is not null && weights is null) throw new UsageException("--weights-prefix says how names in --weights begin; there is no --weights");
        return new ModelLoadOptions
        {
            Shapes = Shapes(arguments),
            WeightsFile = weights,
            WeightsPrefix = prefix ?? "",
            InitialWeightSeed = arguments.GetValue(_initialWeights),
        };
    }

    /// <summary>Shows notes and warnings but those that were silenced; of a source with the line in question.</summary>
    public Action<Diagnostic> Reporter(ParseResult arguments, VerbContext context)
    {
        string? source = null;
        Func<Diagnostic, bool> silenced = Silenced(arguments);
        return diagnostic =>
        {
            if (silenced(diagnostic)) return;
            if (diagnostic.Span.Line > 0) source ??= SourceModel.TextOf(Path(arguments));
            context.Note(DiagnosticText.Render(diagnostic, source ?? "", context.Host.Width));
        };
    }

    /// <summary>Whether a warning is not to be shown.</summary>
    public Func<Diagnostic, bool> Silenced(ParseResult arguments)
    {
        string[] silenced = arguments.GetValue(_silenced) ?? [];
        foreach (string id in silenced.Where(id => !IsId(id))) throw new UsageException($"--no-warn {id}: expected the id of a warning, as LUC2430");
        return diagnostic => diagnostic.Severity != Severity.Error && silenced.Contains(diagnostic.Id);
    }

    private static bool IsId(string id) => id.Length == 7 && id.StartsWith("LUC", StringComparison.Ordinal) && id[3..].All(char.IsAsciiDigit);

    /// <summary>The shapes by name.</summary>
    public Dictionary<string, Shape> Shapes(ParseResult arguments)
    {
        Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);
        foreach (string text in arguments.GetValue(_shapes) ?? [])
        {
            (string name, Shape shape) = ParseShape(text);
            if (!shapes.TryAdd(name, shape)) throw new UsageException($"--shape {text}: '{name}' was given a shape before");
        }

        return shapes;
    }

    /// <summary>Reads <c>NAME=1x3x64x64</c>; the name itself may hold an =.</summary>
    internal static (string Name, Shape Shape) ParseShape(string text, string option = "--shape")
    {
        int equals = text.LastIndexOf('=');
        if (equals <= 0) throw new UsageException($"{option} {text}: expected NAME=1x3x64x64");
        string[] parts = text[(equals + 1)..].Split('x', 'X');
        if (parts.Length > MostAxes) throw new UsageException($"{option} {text}: {parts.Length} axes; at most {MostAxes} are possible");
        long[] extents = new long[parts.Length];
        for (int axis = 0; axis < parts.Length; axis++)
        {
            if (!long.TryParse(parts[axis], NumberStyles.None, CultureInfo.InvariantCulture, out extents[axis]) || extents[axis] < 1)
                throw new UsageException($"{option} {text}: found '{parts[axis]}', expected extents of 1 or more with x between them, as {text[..equals]}=1x3x64x64");
        }

        return (text[..equals], new Shape(extents));
    }
}
