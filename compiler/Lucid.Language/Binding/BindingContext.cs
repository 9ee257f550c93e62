using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>What all of a model's statements share: the graph under construction, what is found, and how much may still be done.</summary>
internal sealed class BindingContext(NnModel model, string fileName)
{
    private readonly List<(string Name, SourceSpan Span)> _assigned = [];
    private readonly Dictionary<SourceSpan, IReadOnlyList<SourceSpan>> _unpacked = [];
    private readonly HashSet<SourceSpan> _assignedSpans = [];
    private readonly HashSet<SourceSpan> _used = [];
    private int _steps;

    /// <summary>The graph under construction.</summary>
    public NnModel Model => model;

    /// <summary>Symbols of the inputs' types, with the values that were fixed from outside.</summary>
    public Dictionary<string, IntExpr> Symbols { get; } = new(StringComparer.Ordinal);

    /// <summary>Blocks by name.</summary>
    public Dictionary<string, BlockSyntax> Blocks { get; } = new(StringComparer.Ordinal);

    /// <summary>Blocks that are being carried out, outermost first.</summary>
    public List<string> OpenBlocks { get; } = [];

    /// <summary>Layers with weights, in the order of their making.</summary>
    public List<(LayerValue Layer, Module Module)> Layers { get; } = [];

    /// <summary>Weights that the source names itself.</summary>
    public List<NamedWeight> Weights { get; } = [];

    /// <summary>The outermost names of layers.</summary>
    public LayerScope Root { get; } = LayerScope.Root();

    /// <summary>The names of the file, which every body sees.</summary>
    public Frame File { get; } = new(null, LayerScope.Root(), isBlock: false);

    /// <summary>Outputs by name, and where they stand.</summary>
    public Dictionary<string, SourceSpan> Outputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Values that are called as a variable.</summary>
    public HashSet<ValueId> NamedValues { get; } = [];

    /// <summary>Values whose nodes have names of their own.</summary>
    public HashSet<ValueId> NamedNodes { get; } = [];

    public string FileName => fileName;

    public bool HasErrors => model.Diagnostics.HasErrors;

    public void Report(DiagnosticDescriptor what, SourceSpan span, params ReadOnlySpan<object?> values)
    {
        Diagnostic found = what.At(span, values);
        // A loop makes a mistake once, however often it goes round.
        if (!model.Diagnostics.Any(known => known.Id == found.Id && known.Span == found.Span && (known.Severity == Severity.Error || known.Message == found.Message))) model.Diagnostics.Add(found);
    }

    /// <summary>Reports, and gives what to throw.</summary>
    public EvaluationFault Fault(DiagnosticDescriptor what, SourceSpan span, params ReadOnlySpan<object?> values)
    {
        Report(what, span, values);
        return new EvaluationFault();
    }

    /// <summary>Another step; too many are an error.</summary>
    public void Step(SourceSpan span)
    {
        if (IsExhausted) throw new EvaluationFault();
        if (++_steps > SourceLimits.Steps) throw Exhausted(span, SourceLimits.Steps, "steps");
        if (model.ValueCount > SourceLimits.Values) throw Exhausted(span, SourceLimits.Values, "values");
    }

    /// <summary>Whether too much was asked for; then nothing more is done.</summary>
    public bool IsExhausted { get; private set; }

    private EvaluationFault Exhausted(SourceSpan span, int most, string what)
    {
        IsExhausted = true;
        return Fault(LanguageDiagnostics.TooMuchWork, span, most, what);
    }

    public void Assigned(string name, SourceSpan span)
    {
        if (_assignedSpans.Add(span)) _assigned.Add((name, span));
    }

    public void Used(SourceSpan span) => _used.Add(span);

    /// <summary>Names that a list is unpacked into: one that is used stands for all, as where only two of a shape's sizes are wanted.</summary>
    public void Unpacked(IReadOnlyList<SourceSpan> spans)
    {
        foreach (SourceSpan span in spans) _unpacked[span] = spans;
    }

    /// <summary>Names that were given a value that nobody took, in order. Those that begin with an underscore are meant so.</summary>
    public IEnumerable<(string Name, SourceSpan Span)> Unused => _assigned.Where(name => !name.Name.StartsWith('_')
        && !(_unpacked.TryGetValue(name.Span, out IReadOnlyList<SourceSpan>? together) ? together.Any(_used.Contains) : _used.Contains(name.Span)));

    /// <summary>Carries out what makes nodes, at a place of the source. What the model refuses is reported there.</summary>
    public T At<T>(SourceSpan span, Func<T> make)
    {
        DiagnosticBag found = model.Diagnostics;
        int before = found.Count;
        SourceSpan? outer = model.Place;
        model.Place = span;
        try
        {
            return make();
        }
        catch (ModelException refused)
        {
            // Modules throw what they find in their arguments; ops add to the bag first.
            if (found.Count == before)
            {
                foreach (Diagnostic diagnostic in refused.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error && !found.Contains(diagnostic)))
                    found.Add(diagnostic with { Span = span, Message = NameHints.InSource(diagnostic.Message) });
            }

            throw new EvaluationFault();
        }
        catch (Exception fault) when (fault is OverflowException or ShapeEvaluationException)
        {
            throw Fault(DiagnosticDescriptors.SizeOverflow, span);
        }
        finally
        {
            model.Place = outer;
        }
    }
}

/// <summary>A tensor that the weights must hold.</summary>
/// <param name="name">Its name in the state dict.</param>
/// <param name="type">Its type.</param>
/// <param name="span">Where it is declared.</param>
internal sealed class NamedWeight(string name, TensorType type, SourceSpan span)
{
    public string Name => name;

    public TensorType Type => type;

    public SourceSpan Span => span;

    /// <summary>Its data; null until the weights are there.</summary>
    public HostTensor? Data { get; set; }
}
