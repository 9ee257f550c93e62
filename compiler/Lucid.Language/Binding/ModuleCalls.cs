using System.Globalization;

using Lucid.Language.Syntax;
using Lucid.Model;

namespace Lucid.Language.Binding;

/// <summary>What is called, and with what: layers get arguments, modules get values, functions and ops get both.</summary>
internal static class ModuleCalls
{
    private static readonly string[] SizesInARow = ["view", "reshape", "permute", "expand", "repeat", "tile", "flip"];

    /// <summary>Calls something with arguments in parentheses.</summary>
    public static Value Call(Value callee, IReadOnlyList<BoundArgument> arguments, SourceSpan span, Naming? naming, Frame frame, BindingContext context)
    {
        switch (callee)
        {
            case LayerKindValue kind:
                LayerValue layer = new(kind.Entry, kind.Entry.Signature.Bind(arguments, span, context), span) { Home = frame.Layers };
                naming?.GiveTo(layer);
                return layer;
            case BlockKindValue kind:
                BlockValue block = new(kind.Syntax, BlockCalls.Parameters(kind.Syntax, arguments, span, context), span) { Home = frame.Layers };
                naming?.GiveTo(block);
                return block;
            case FunctionValue function:
                return Function(function, arguments, span, context);
            case OpValue op:
                return OpCalls.Call(op.Name, arguments, span, context);
            case ModuleValue module:
                BoundArgument[] inputs = [.. arguments.Where(argument => argument.Name is null)];
                return Apply(module, [.. inputs.Select(input => input.Value)], [.. arguments.Where(argument => argument.Name is not null)], span, context);
            case PoisonValue:
                throw new EvaluationFault();
            default:
                throw context.Fault(LanguageDiagnostics.NotCallable, span, callee.Description, string.Empty);
        }
    }

    /// <summary>Passes a value, or the values of a list, on to what stands after an arrow.</summary>
    public static Value Pass(Value value, Value callee, IReadOnlyList<BoundArgument> arguments, SourceSpan span, Naming? naming, Frame frame, BindingContext context)
    {
        IReadOnlyList<Value> inputs = value is ListValue list ? list.Items : [value];
        switch (callee)
        {
            case FunctionValue { Entry.TakesList: true } function when value is ListValue:
                return Function(function, [new BoundArgument(null, value, span), .. arguments], span, context);
            case FunctionValue or OpValue:
                return Call(callee, [.. inputs.Select(input => new BoundArgument(null, input, span)), .. arguments], span, naming, frame, context);
            case LayerKindValue or BlockKindValue:
                return Apply((ModuleValue)Call(callee, arguments, span, naming, frame, context), inputs, [], span, context);
            case ModuleValue module:
                return Apply(module, [.. inputs, .. arguments.Where(argument => argument.Name is null).Select(argument => argument.Value)],
                    [.. arguments.Where(argument => argument.Name is not null)], span, context);
            case PoisonValue:
                throw new EvaluationFault();
            default:
                throw context.Fault(LanguageDiagnostics.NotCallable, span, callee.Description, "; after '->' stands a layer, a block or a function");
        }
    }

    /// <summary>Sequential(…): its parts are layers, blocks and functions, named by position or by a label of their own.</summary>
    public static SequenceValue Sequence(CallExpression call, Naming? naming, Frame frame, Evaluator evaluator, BindingContext context)
    {
        LayerScope layers = LayerScope.Unplaced();
        Frame inner = new(frame, layers, frame.IsBlock);
        Evaluator within = new(context, inner);
        List<(string, SourceSpan, Value)> parts = [];
        foreach (ArgumentSyntax argument in call.Arguments)
        {
            if (argument.Name is not null) throw context.Fault(LanguageDiagnostics.ArgumentUnknown, argument.Span, "Sequential", argument.Name, $"; a part's name stands before a colon: {argument.Name}: Layer(…)");
            (Expression part, LabelSyntax? label) = argument.Value is NamedExpression { NodeName: null } named ? (named.Target, named.Label) : (argument.Value, null);
            string name = label is null ? parts.Count.ToString(CultureInfo.InvariantCulture) : evaluator.LabelText(label);
            Value value = within.Evaluate(part);
            if (value is LayerKindValue or BlockKindValue) value = Call(value, [], part.Span, null, inner, context);
            if (value is ModuleValue { Label: null } module) (module.Label, module.LabelSpan) = (name, part.Span);
            if (value is not (ModuleValue or FunctionValue { Receiver: null } or PoisonValue))
                throw context.Fault(LanguageDiagnostics.NotCallable, part.Span, value.Description, "; Sequential takes layers, blocks and functions");
            parts.Add((name, part.Span, value));
        }

        SequenceValue sequence = new(parts, layers, call.Span) { Home = frame.Layers };
        naming?.GiveTo(sequence);
        return sequence;
    }

    /// <summary>Applies a module to values.</summary>
    public static Value Apply(ModuleValue module, IReadOnlyList<Value> inputs, IReadOnlyList<BoundArgument> options, SourceSpan span, BindingContext context)
    {
        if (inputs.Any(input => input is PoisonValue)) throw new EvaluationFault();
        switch (module)
        {
            case LayerValue layer:
                return new TensorValue(LayerCalls.Apply(layer, inputs, options, span, context));
            case BlockValue block:
                if (options.Count > 0) throw context.Fault(LanguageDiagnostics.ArgumentUnknown, options[0].Span, block.Description, options[0].Name, "; its inputs have no names");
                return BlockCalls.Apply(block, inputs, span, context);
            default:
                if (options.Count > 0) throw context.Fault(LanguageDiagnostics.ArgumentUnknown, options[0].Span, module.Description, options[0].Name, string.Empty);
                return ApplySequence((SequenceValue)module, inputs, span, context);
        }
    }

    private static Value ApplySequence(SequenceValue sequence, IReadOnlyList<Value> inputs, SourceSpan span, BindingContext context)
    {
        if (sequence.Label is { } label && !sequence.Layers.IsPlaced)
        {
            if (sequence.Home.Known(label, out SourceSpan? first) is { } known)
            {
                if (first is { } place) throw context.Fault(LanguageDiagnostics.LabelUsedTwice, sequence.LabelSpan, label, place.Line);
                if (known is SequenceValue earlier && earlier.Parts.Count == sequence.Parts.Count) sequence = earlier;
            }
            else
            {
                sequence.Home.Add(label, sequence, sequence.LabelSpan);
            }
        }

        if (!sequence.Layers.IsPlaced)
        {
            (LayerScope? scope, string? problem) = sequence.Label is null ? (sequence.Home, null) : sequence.Home.Inner(sequence.Label);
            if (scope is null) throw context.Fault(LanguageDiagnostics.LabelRefused, sequence.LabelSpan, sequence.Label, problem);
            sequence.Layers.PlaceAt(scope);
        }

        Value value = inputs.Count == 1 ? inputs[0] : new ListValue(inputs);
        Frame frame = new(null, sequence.Layers, isBlock: false);
        foreach ((_, SourceSpan place, Value part) in sequence.Parts) value = Pass(value, part, [], place, null, frame, context);
        return value;
    }

    private static Value Function(FunctionValue function, IReadOnlyList<BoundArgument> arguments, SourceSpan span, BindingContext context)
    {
        FunctionEntry entry = function.Entry;
        if (function.Receiver is { } receiver) arguments = [new BoundArgument(null, receiver, span), .. arguments];
        // x.view(2, -1) is x.view((2, -1))
        if (SizesInARow.Contains(entry.Name) && arguments.Count > 1 && arguments[1] is { Name: null, Value: SizeValue })
        {
            BoundArgument[] sizes = [.. arguments.Skip(1).TakeWhile(argument => argument.Name is null)];
            arguments = [arguments[0], new BoundArgument(null, new ListValue([.. sizes.Select(size => size.Value)]), sizes[0].Span), .. arguments.Skip(1 + sizes.Length)];
        }

        BoundArguments bound = entry.Signature.Bind(arguments, span, context);
        return context.At(span, () => entry.Call(bound));
    }
}
