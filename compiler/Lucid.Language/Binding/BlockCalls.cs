using Lucid.Language.Syntax;
using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>Blocks: parameters when they are made, inputs when they are applied.</summary>
internal static class BlockCalls
{
    /// <summary>The parameters' values by name; a default is evaluated among the file's names and the parameters before it.</summary>
    public static Dictionary<string, Value> Parameters(BlockSyntax block, IReadOnlyList<BoundArgument> given, SourceSpan span, BindingContext context)
    {
        Signature signature = new(block.Name, string.Join(", ", block.Parameters.Select(parameter => parameter.Default is null ? parameter.Name : parameter.Name + "=…")));
        BoundArguments bound = signature.Bind(given, span, context);
        Dictionary<string, Value> values = new(StringComparer.Ordinal);
        Frame defaults = new(context.File, context.Root, isBlock: true);
        foreach (ParameterSyntax parameter in block.Parameters)
        {
            Value value = given.Count > 0 && HasValue(parameter.Name) ? bound.Any(parameter.Name) : new Evaluator(context, defaults).Evaluate(parameter.Default!);
            values.Add(parameter.Name, value);
            defaults.Set(parameter.Name, value, parameter.Span);
        }

        return values;

        bool HasValue(string name) => bound.Has(name) || given.Any(argument => argument.Name == name) || PositionOf(name) < given.Count(argument => argument.Name is null);
        int PositionOf(string name) => block.Parameters.ToList().FindIndex(parameter => parameter.Name == name);
    }

    /// <summary>Carries out the block's statements for given inputs.</summary>
    public static Value Apply(BlockValue block, IReadOnlyList<Value> inputs, SourceSpan span, BindingContext context)
    {
        BlockSyntax syntax = block.Syntax;
        if (context.OpenBlocks.Contains(syntax.Name))
            throw context.Fault(LanguageDiagnostics.BlockContainsItself, span, syntax.Name, string.Join(" → ", context.OpenBlocks.SkipWhile(name => name != syntax.Name).Append(syntax.Name)));
        if (context.OpenBlocks.Count == SourceLimits.BlockDepth) throw context.Fault(LanguageDiagnostics.TooMuchWork, span, SourceLimits.BlockDepth, "blocks within each other");
        if (inputs.Count != syntax.Inputs.Count)
        {
            string takes = syntax.Inputs.Count == 1 ? "one input" : $"{syntax.Inputs.Count} inputs ({string.Join(", ", syntax.Inputs.Select(input => input.Name))})";
            throw context.Fault(LanguageDiagnostics.InputCount, span, syntax.Name, takes, inputs.Count);
        }

        Frame frame = new(context.File, Layers(block, context), isBlock: true);
        foreach (ParameterSyntax parameter in syntax.Parameters) Set(frame, parameter.Name, block.Parameters[parameter.Name], parameter.Span, context);
        for (int i = 0; i < inputs.Count; i++) Set(frame, syntax.Inputs[i].Name, inputs[i], syntax.Inputs[i].Span, context);
        context.OpenBlocks.Add(syntax.Name);
        try
        {
            new StatementRunner(context, frame).Run(syntax.Body);
        }
        finally
        {
            context.OpenBlocks.RemoveAt(context.OpenBlocks.Count - 1);
        }

        if (frame.Returned is PoisonValue) throw new EvaluationFault();
        return frame.Returned ?? throw context.Fault(LanguageDiagnostics.NoReturn, syntax.Span, syntax.Name);
    }

    private static void Set(Frame frame, string name, Value value, SourceSpan span, BindingContext context)
    {
        frame.Set(name, value, span);
        context.Assigned(name, span);
    }

    // A block without a name adds its layers to those around it.
    private static LayerScope Layers(BlockValue block, BindingContext context)
    {
        if (block.Label is not { } label) return block.Home;
        if (block.Layers is { } own)
        {
            own.Renew();
            return own;
        }

        object? known = block.Home.Known(label, out SourceSpan? first);
        if (first is { } place) throw context.Fault(LanguageDiagnostics.LabelUsedTwice, block.LabelSpan, label, place.Line);
        if (known is LayerScope earlier)
        {
            earlier.Renew();
            return block.Layers = earlier;
        }

        (LayerScope? scope, string? problem) = block.Home.Inner(label);
        if (scope is null) throw context.Fault(LanguageDiagnostics.LabelRefused, block.LabelSpan, label, problem);
        block.Home.Add(label, scope, block.LabelSpan);
        return block.Layers = scope;
    }
}
