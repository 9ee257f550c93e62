using System.Collections.Immutable;

using Lucid.Language.Binding;
using Lucid.Language.Syntax;
using Lucid.Model;

namespace Lucid.Language;

/// <summary>A model in the Lucid language. It is read once; building it gives the graph.</summary>
public sealed class LucidSource
{
    private readonly SourceSyntax _syntax;
    private readonly ImmutableArray<Diagnostic> _found;

    private LucidSource(string text, string fileName, SourceSyntax syntax, DiagnosticBag found) => (Text, FileName, _syntax, _found) = (text, fileName, syntax, [.. found]);

    /// <summary>The source.</summary>
    public string Text { get; }

    /// <summary>Its name in messages and in the graph.</summary>
    public string FileName { get; }

    /// <summary>The file with the weights that the source names, relative to it; null where it names none.</summary>
    public string? WeightsFile => _syntax.Declarations.OfType<WeightsStatement>().FirstOrDefault()?.FileName;

    /// <summary>Reads a text. What is wrong with it is told when it is checked or built.</summary>
    public static LucidSource Read(string text, string fileName)
    {
        DiagnosticBag found = [];
        SourceSyntax syntax = SourceParser.Parse(text, fileName, found);
        if (!found.HasErrors && syntax.Models.Count != 1)
        {
            SourceSpan place = syntax.Models.Count == 0 ? new SourceSpan(fileName, 1, 1) : syntax.Models[1].Span;
            found.Add(LanguageDiagnostics.ModelCount.At(place, syntax.Models.Count == 0 ? "no model" : "a second model"));
        }

        return new LucidSource(text, fileName, syntax, found);
    }

    /// <summary>Everything that can be said without weights, in the order of the source.</summary>
    public ImmutableArray<Diagnostic> Check(LanguageOptions? options = null) => Bind(options ?? new LanguageOptions(), checkOnly: true).Diagnostics;

    /// <summary>The graph.</summary>
    /// <exception cref="SourceException">The source has errors, or weights are missing.</exception>
    public Graph Build(LanguageOptions? options = null)
    {
        options ??= new LanguageOptions();
        (Graph? graph, ImmutableArray<Diagnostic> diagnostics) = Bind(options, checkOnly: false);
        if (graph is null) throw new SourceException(diagnostics, Text);
        foreach (Diagnostic diagnostic in diagnostics) options.Report?.Invoke(diagnostic);
        return graph;
    }

    private (Graph? Graph, ImmutableArray<Diagnostic> Diagnostics) Bind(LanguageOptions options, bool checkOnly)
    {
        if (_found.Any(diagnostic => diagnostic.Severity == Severity.Error)) return (null, Ordered(_found));
        ModelBinder binder = new(_syntax, FileName, options);
        Graph? graph = binder.Run(checkOnly);
        return (graph, Ordered(binder.Diagnostics));
    }

    // Errors first found may stand last; a reader goes from top to bottom. What has no place comes last.
    private ImmutableArray<Diagnostic> Ordered(IEnumerable<Diagnostic> found)
    {
        Diagnostic[] ordered = [.. found.OrderBy(diagnostic => diagnostic.Span.File == FileName ? 0 : 1).ThenBy(diagnostic => diagnostic.Span.Line).ThenBy(diagnostic => diagnostic.Span.Column)];
        if (ordered.Length <= SourceLimits.Errors) return [.. ordered];
        return [.. ordered.Take(SourceLimits.Errors), LanguageDiagnostics.TooManyErrors.At(new SourceSpan(FileName), SourceLimits.Errors)];
    }
}
