using System.Collections.Immutable;

using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Syntax → graph: the file's names, the model's inputs, its statements, its weights.</summary>
internal sealed class ModelBinder
{
    private readonly SourceSyntax _syntax;
    private readonly LanguageOptions _options;
    private readonly NnModel _model;
    private readonly BindingContext _context;

    public ModelBinder(SourceSyntax syntax, string fileName, LanguageOptions options)
    {
        (_syntax, _options) = (syntax, options);
        _model = new NnModel(syntax.Models[0].Name);
        _context = new BindingContext(_model, fileName);
    }

    /// <summary>Everything that was found.</summary>
    public DiagnosticBag Diagnostics => _model.Diagnostics;

    /// <summary>The graph, or null where there is an error or only the check was wanted.</summary>
    public Graph? Run(bool checkOnly)
    {
        ModelSyntax syntax = _syntax.Models[0];
        Declare();
        new StatementRunner(_context, _context.File).Run([.. _syntax.Declarations.Where(statement => statement is not (BlockSyntax or WeightsStatement))]);
        Frame frame = new(_context.File, _context.Root, isBlock: false);
        if (Inputs(syntax, frame))
        {
            new StatementRunner(_context, frame).Run(syntax.Body);
            if (_context.Outputs.Count == 0 && !_context.HasErrors) _context.Report(LanguageDiagnostics.ModelWithoutOutput, syntax.Span, syntax.Name);
        }

        if (_context.HasErrors) return null;
        Warn();
        if (checkOnly) return null;
        new WeightBinder(_context, _options).Run();
        return _context.HasErrors ? null : Build();
    }

    private Graph? Build()
    {
        try
        {
            return _model.Build();
        }
        catch (ModelException refused)
        {
            foreach (Diagnostic diagnostic in refused.Diagnostics.Where(diagnostic => !_model.Diagnostics.Contains(diagnostic))) _model.Diagnostics.Add(diagnostic);
            return null;
        }
    }

    private void Declare()
    {
        foreach (BlockSyntax block in _syntax.Declarations.OfType<BlockSyntax>())
        {
            if (_context.Blocks.TryGetValue(block.Name, out BlockSyntax? first)) _context.Report(LanguageDiagnostics.DefinedTwice, block.Span, "block", block.Name, first.Span.Line);
            else if (LayerTable.All.ContainsKey(block.Name) || block.Name == "Sequential") _context.Report(LanguageDiagnostics.NameReserved, block.Span, block.Name, "a layer", "a block");
            else _context.Blocks.Add(block.Name, block);
            _context.Assigned(block.Name, block.Span);
            IEnumerable<(string Name, SourceSpan Span)> names = block.Parameters.Select(parameter => (parameter.Name, parameter.Span)).Concat(block.Inputs.Select(input => (input.Name, input.Span)));
            foreach (var twice in names.GroupBy(name => name.Name).Where(group => group.Count() > 1))
                _context.Report(LanguageDiagnostics.DefinedTwice, twice.ElementAt(1).Span, "parameter", twice.Key, twice.First().Span.Line);
        }
    }

    private bool Inputs(ModelSyntax syntax, Frame frame)
    {
        List<(string Name, TensorType Type, SourceSpan Span)> inputs = [];
        Evaluator evaluator = new(_context, _context.File);
        foreach (InputSyntax input in syntax.Inputs)
        {
            if (inputs.Any(known => known.Name == input.Name)) _context.Report(LanguageDiagnostics.DefinedTwice, input.Span, "input", input.Name, inputs.First(known => known.Name == input.Name).Span.Line);
            try
            {
                inputs.Add((input.Name, evaluator.Type(input.Type!, declares: true), input.Span));
            }
            catch (EvaluationFault)
            {
                frame.Set(input.Name, new PoisonValue(), input.Span);
            }
        }

        Dictionary<string, IntExpr> fixedSizes = InputShapes.Fix(inputs, _options.Shapes, _context);
        if (_context.HasErrors && inputs.Count < syntax.Inputs.Count) return true;
        foreach ((string symbol, IntExpr size) in fixedSizes) _context.Symbols[symbol] = size;
        List<(TensorType Type, SourceSpan Span)> bound = [];
        foreach ((string name, TensorType type, SourceSpan span) in inputs)
        {
            try
            {
                SymbolicShape shape = _context.At(span, () => type.Shape.Substitute(fixedSizes));
                frame.Set(name, new TensorValue(_model.Input(name, shape, type.Element)), span);
                _context.Assigned(name, span);
                bound.Add((type with { Shape = shape }, span));
            }
            catch (EvaluationFault)
            {
                frame.Set(name, new PoisonValue(), span);
            }
        }

        foreach (string symbol in bound.Count == inputs.Count ? ShapeBinder.Undetermined(bound.Select(input => input.Type)) : [])
            _context.Report(DiagnosticDescriptors.SymbolUndetermined, bound.First(input => input.Type.Shape.Extents.Any(extent => extent.Symbols().Contains(symbol))).Span, symbol);
        return true;
    }

    private void Warn()
    {
        foreach ((string name, SourceSpan span) in _context.Unused) _context.Report(LanguageDiagnostics.ValueUnused, span, name);
        DeadLayers.Report(_context);
        foreach (Diagnostic warning in Checkerboard.Check(_model.Outline()))
        {
            if (!_model.Diagnostics.Contains(warning)) _model.Diagnostics.Add(warning);
        }
    }
}
