using System.Collections.Frozen;
using System.Globalization;

using Lucid.Language.Syntax;
using Lucid.Model;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Expressions → values, within a body.</summary>
internal sealed class Evaluator(BindingContext context, Frame frame)
{
    private static readonly FrozenDictionary<string, FunctionEntry> Functions = Builtins.Entries
        .Concat(FunctionTable.Ordered.Where(entry => entry.Name is not ("min" or "max"))).ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>Everything that has a name without being given one.</summary>
    public static IEnumerable<string> KnownNames => LayerTable.All.Keys.Append("Sequential").Concat(Functions.Keys).Concat(Enum.GetValues<ElementType>().Select(type => type.Text())).Append("onnx");

    public Value Evaluate(Expression expression, Naming? naming = null)
    {
        context.Step(expression.Span);
        return expression switch
        {
            IntegerExpression integer => new SizeValue(integer.Value),
            RealExpression real => new RealValue(real.Value),
            TextExpression text => new TextValue(text.Value),
            TruthExpression truth => new TruthValue(truth.Value),
            NoneExpression => new NoneValue(),
            NameExpression name => Resolve(name),
            ListExpression list => new ListValue([.. list.Items.Select(item => Evaluate(item))]),
            SignExpression sign => Sign(sign),
            OperatorExpression operators => operators.Rest.Aggregate(Evaluate(operators.First), (left, term) => Operators.Apply(term.Operator, term.Span, left, Evaluate(term.Operand), context)),
            MemberExpression member => Member(member),
            IndexExpression index => Index(index),
            CallExpression call => Call(call, naming),
            ChainExpression chain => chain.Stages.Aggregate(Evaluate(chain.First, naming), Pass),
            NamedExpression named => Named(named),
            EllipsisExpression or RangeExpression => throw context.Fault(LanguageDiagnostics.ValueKind, expression.Span, "a range", "outside an index", "a value"),
            _ => throw new System.Diagnostics.UnreachableException(expression.GetType().Name),
        };
    }

    /// <summary>The name that a label makes, its braces filled.</summary>
    public string LabelText(LabelSyntax label)
    {
        string text = string.Concat(label.Parts.Select(part => part.Hole is null ? part.Text : HoleText(part.Hole)));
        if (text.Length == 0 || text.Split('.').Any(part => part.Length == 0)) throw context.Fault(LanguageDiagnostics.LabelRefused, label.Span, text, "a part of it is empty");
        return text.Length <= 1024 ? text : throw context.Fault(LanguageDiagnostics.LabelRefused, label.Span, text[..40] + "…", "it is longer than 1024 characters");
    }

    /// <summary>A tensor type; names that are nothing else are sizes where they may be declared.</summary>
    public TensorType Type(TypeSyntax syntax, bool declares)
    {
        if (!ElementTypes.TryParse(syntax.Element, out ElementType element) || element.Text() != syntax.Element)
            throw context.Fault(LanguageDiagnostics.ElementTypeUnknown, syntax.Span, syntax.Element, ElementHint(syntax.Element));
        IntExpr[] extents = [.. syntax.Extents.Select(extent => Extent(extent, declares))];
        return new TensorType(element, new SymbolicShape(extents));
    }

    /// <summary>As <c>; nearest: 'f32'</c>.</summary>
    public static string ElementHint(string name) => name switch
    {
        "float" or "float32" or "single" or "Tensor" => "; write f32",
        "double" or "float64" => "; write f64",
        "half" or "float16" => "; write f16",
        "bfloat16" => "; write bf16",
        "int" or "int64" or "long" => "; write i64",
        "int8" or "int16" or "int32" => $"; write i{name["int".Length..]}",
        "uint8" or "uint16" or "uint32" or "uint64" => $"; write u{name["uint".Length..]}",
        "byte" => "; write u8",
        _ => NearestNames.Hint(name, Enum.GetValues<ElementType>().Select(type => type.Text())),
    };

    private IntExpr Extent(Expression extent, bool declares)
    {
        if (declares)
        {
            foreach (NameExpression name in NamesIn(extent))
            {
                if (frame.Find(name.Name) is null && IntExpr.IsSymbolName(name.Name)) context.Symbols.TryAdd(name.Name, IntExpr.Symbol(name.Name));
            }
        }

        Value value = Evaluate(extent);
        if (value is not SizeValue size) throw context.Fault(LanguageDiagnostics.ValueKind, extent.Span, "an extent", value.Description, "a number or a name, as 3, N or 2*h");
        if (size.Size.TryGetConstant(out long known) && known < 0) throw context.Fault(LanguageDiagnostics.ValueKind, extent.Span, "an extent", value.Description, "0 or more");
        return size.Size;
    }

    private static IEnumerable<NameExpression> NamesIn(Expression expression) => expression switch
    {
        NameExpression name => [name],
        SignExpression sign => NamesIn(sign.Operand),
        OperatorExpression operators => NamesIn(operators.First).Concat(operators.Rest.SelectMany(term => NamesIn(term.Operand))),
        CallExpression call => call.Arguments.SelectMany(argument => NamesIn(argument.Value)),
        _ => [],
    };

    private string HoleText(Expression hole)
    {
        Value value = Evaluate(hole);
        return value switch
        {
            SizeValue { Size: var size } when size.TryGetConstant(out long number) => number.ToString(CultureInfo.InvariantCulture),
            TextValue text => text.Text,
            PoisonValue => throw new EvaluationFault(),
            _ => throw context.Fault(LanguageDiagnostics.ValueKind, hole.Span, "a part of a name", value.Description, "a number or a text"),
        };
    }

    private Value Resolve(NameExpression name)
    {
        if (frame.Find(name.Name) is { } variable)
        {
            context.Used(variable.Span);
            return variable.Value;
        }

        if (context.Blocks.TryGetValue(name.Name, out BlockSyntax? block))
        {
            context.Used(block.Span);
            return new BlockKindValue(block);
        }

        if (LayerTable.All.TryGetValue(name.Name, out LayerEntry? layer)) return new LayerKindValue(layer);
        if (Functions.TryGetValue(name.Name, out FunctionEntry? function)) return new FunctionValue(function);
        if (context.Symbols.TryGetValue(name.Name, out IntExpr? symbol)) return new SizeValue(symbol);
        if (ElementTypes.TryParse(name.Name, out ElementType element) && element.Text() == name.Name) return new ElementValue(element);
        return name.Name switch
        {
            "inf" => new RealValue(double.PositiveInfinity),
            "nan" => new RealValue(double.NaN),
            "onnx" => new NamespaceValue(),
            _ => throw context.Fault(LanguageDiagnostics.NameUnknown, name.Span, name.Name, NameHints.For(name.Name, frame.Names.Concat(context.Blocks.Keys).Concat(context.Symbols.Keys).Concat(KnownNames))),
        };
    }

    private Value Sign(SignExpression sign)
    {
        Value value = Evaluate(sign.Operand);
        return sign.IsNegative ? Operators.Negate(value, sign.Span, context) : value;
    }

    private Value Member(MemberExpression member)
    {
        if (member.Target is NameExpression root && frame.Find(root.Name) is null && NameHints.ForNamespace(root.Name, member.Member) is { } hint)
            throw context.Fault(LanguageDiagnostics.NotPython, root.Span, $"{root.Name}.{member.Member}", hint);
        Value target = Evaluate(member.Target);
        switch (target)
        {
            case PoisonValue:
                throw new EvaluationFault();
            case NamespaceValue when OpCatalogue.Names.Contains(member.Member, StringComparer.Ordinal):
                return new OpValue(member.Member);
            case NamespaceValue:
                throw context.Fault(LanguageDiagnostics.MemberUnknown, member.MemberSpan, target.Description, member.Member, NameHints.For(NameHints.SnakeCase(member.Member), OpCatalogue.Names));
            case TensorValue tensor when member.Member == "shape":
                return new ListValue([.. tensor.Tensor.Shape.Extents.Select(extent => new SizeValue(extent))]);
            case TensorValue when Functions.TryGetValue(member.Member, out FunctionEntry? function):
                return new FunctionValue(function, target);
            case TensorValue:
                throw context.Fault(LanguageDiagnostics.MemberUnknown, member.MemberSpan, target.Description, member.Member, NameHints.ForTensor(member.Member) ?? NameHints.For(member.Member, Functions.Keys.Append("shape")));
            default:
                throw context.Fault(LanguageDiagnostics.MemberUnknown, member.MemberSpan, target.Description, member.Member, string.Empty);
        }
    }

    private Value Index(IndexExpression expression)
    {
        Value target = Evaluate(expression.Target);
        IndexEntry[] entries = [.. expression.Items.Select(Entry)];
        return target switch
        {
            PoisonValue => throw new EvaluationFault(),
            ListValue list => Indexing.OfList(list, entries, expression.Span, context),
            TensorValue tensor => Indexing.OfTensor(tensor.Tensor, entries, expression.Span, context),
            _ => throw context.Fault(LanguageDiagnostics.OperandRefused, expression.Span, "[…]", target.Description),
        };
    }

    private IndexEntry Entry(Expression item)
    {
        if (item is EllipsisExpression) return new(null, null, null, 1, true);
        if (item is not RangeExpression range) return new(Bound(item), null, null, 1, false);
        long step = 1;
        if (range.Step is { } expression && (!Bound(expression)!.TryGetConstant(out step) || step < 1))
            throw context.Fault(LanguageDiagnostics.ValueKind, expression.Span, "a step", $"the number {step}", "1 or more");
        return new(null, Bound(range.Start), Bound(range.Stop), step, false);
    }

    private IntExpr? Bound(Expression? expression) => expression is null ? null : Evaluate(expression) switch
    {
        SizeValue size => size.Size,
        PoisonValue => throw new EvaluationFault(),
        var other => throw context.Fault(LanguageDiagnostics.ValueKind, expression.Span, "an index", other.Description, "a whole number or a size"),
    };

    private Value Named(NamedExpression named)
    {
        // A name before a chain names what the chain begins with.
        if (named.Target is ChainExpression chain && named.Label is not null) return Evaluate(chain with { First = named with { Target = chain.First } });
        Naming? naming = named.Label is null ? null : new Naming(LabelText(named.Label), named.Label.Span);
        return Finish(Evaluate(named.Target, naming), naming, named);
    }

    /// <summary>Gives names that nothing took on the way to what came out.</summary>
    private Value Finish(Value value, Naming? naming, NamedExpression named)
    {
        if (naming is { IsTaken: false })
        {
            if (value is ModuleValue { Label: null } module) naming.GiveTo(module);
            else if (value is not (TensorValue or ListValue)) throw context.Fault(LanguageDiagnostics.LabelRefused, naming.Span, naming.Label, $"it stands before {value.Description}; layers, blocks and nodes have names");
        }

        TensorValue[] results = value is TensorValue single ? [single] : value is ListValue list ? [.. list.Items.OfType<TensorValue>()] : [];
        if (results.Length == 0 || (named.NodeName is null && naming is not { IsTaken: false })) return value;
        string node = named.NodeName ?? frame.Layers.Prefix + naming!.Label;
        context.Model.Name(results[0].Tensor, node, named.ValueName ?? node);
        foreach (TensorValue result in results) context.NamedNodes.Add(result.Tensor.Id);
        if (named.ValueName is not null) context.NamedValues.Add(results[0].Tensor.Id);
        return value;
    }

    private Value Call(CallExpression call, Naming? naming)
    {
        if (IsSequential(call)) return ModuleCalls.Sequence(call, naming, frame, this, context);
        Value callee = call.Callee is CallExpression inner ? Call(inner, naming) : Evaluate(call.Callee);
        return ModuleCalls.Call(callee, Arguments(call), call.Span, naming, frame, context);
    }

    /// <summary>A value goes through a stage of a chain.</summary>
    private Value Pass(Value value, Expression stage)
    {
        if (stage is NamedExpression named)
        {
            Naming? naming = named.Label is null ? null : new Naming(LabelText(named.Label), named.Label.Span);
            return Finish(Pass(value, named.Target, naming), naming, named);
        }

        return Pass(value, stage, null);
    }

    private Value Pass(Value value, Expression stage, Naming? naming)
    {
        context.Step(stage.Span);
        Value callee;
        IReadOnlyList<BoundArgument> arguments = [];
        if (stage is CallExpression call)
        {
            if (IsSequential(call))
            {
                callee = ModuleCalls.Sequence(call, naming, frame, this, context);
            }
            else
            {
                callee = call.Callee is CallExpression inner ? Call(inner, naming) : Evaluate(call.Callee);
                arguments = Arguments(call);
            }
        }
        else
        {
            callee = Evaluate(stage);
        }

        if (value is PoisonValue) throw new EvaluationFault();
        SourceSpan span = stage is CallExpression or MemberExpression ? SpanOf(stage) : stage.Span;
        return ModuleCalls.Pass(value, callee, arguments, span, naming, frame, context);
    }

    private static SourceSpan SpanOf(Expression stage) => stage is MemberExpression member ? member.MemberSpan : ((CallExpression)stage).Span;

    private bool IsSequential(CallExpression call) => call.Callee is NameExpression { Name: "Sequential" } && frame.Find("Sequential") is null;

    private IReadOnlyList<BoundArgument> Arguments(CallExpression call) =>
        [.. call.Arguments.Select(argument => new BoundArgument(argument.Name, Evaluate(argument.Value), argument.Span))];
}
