using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Tensors;

namespace Lucid.Language.Binding;

/// <summary>Arguments by name. Reading one checks what kind of value it is.</summary>
internal sealed class BoundArguments(Signature signature, IReadOnlyDictionary<string, BoundArgument> values, SourceSpan span, BindingContext context)
{
    /// <summary>Where the call stands.</summary>
    public SourceSpan Span => span;

    /// <summary>What they were bound for.</summary>
    public BindingContext Context => context;

    /// <summary>For comparing two calls: the arguments in the order of the signature.</summary>
    public string Text => string.Join(", ", signature.Parameters.Where(parameter => values.ContainsKey(parameter.Name))
        .Select(parameter => $"{parameter.Name}={Shown(values[parameter.Name].Value)}"));

    public bool Has(string name) => values.TryGetValue(name, out BoundArgument? argument) && argument.Value is not NoneValue;

    /// <summary>The place of an argument, or of the call where it is left out.</summary>
    public SourceSpan SpanOf(string name) => values.TryGetValue(name, out BoundArgument? argument) ? argument.Span : span;

    /// <summary>Whether an argument was given without its name.</summary>
    public bool IsPositional(string name) => values.TryGetValue(name, out BoundArgument? argument) && argument.Name is null;

    public Value Any(string name) => values[name].Value;

    /// <summary>A number that is known now.</summary>
    public long Long(string name) => Value(name) is SizeValue { Size: var size } && size.TryGetConstant(out long number) ? number : throw Refuse(name, "a whole number");

    public long Long(string name, long byDefault) => Has(name) ? Long(name) : byDefault;

    public long? OptionalLong(string name) => Has(name) ? Long(name) : null;

    public int Int(string name, int byDefault)
    {
        long value = Long(name, byDefault);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Refuse(name, "a small whole number");
    }

    public double Double(string name, double byDefault) => !Has(name) ? byDefault : Number(Value(name)) ?? throw Refuse(name, "a number");

    public double? OptionalDouble(string name) => Has(name) ? Double(name, 0) : null;

    public bool Bool(string name, bool byDefault) => !Has(name) ? byDefault : Value(name) is TruthValue truth ? truth.Truth : throw Refuse(name, "True or False");

    public string Word(string name, string byDefault) => !Has(name) ? byDefault : Value(name) is TextValue text ? text.Text : throw Refuse(name, "a text in quotes");

    /// <summary>torch's device: a text, which modules refuse with the reason.</summary>
    public string? Device => !Has("device") ? null : Value("device") is TextValue text ? text.Text : throw Refuse("device", "None");

    /// <summary>The element type of parameters.</summary>
    public ElementType? Dtype => !Has("dtype") ? null : Value("dtype") is ElementValue element ? element.Element : throw Refuse("dtype", "an element type: f32 or f16");

    public Var Tensor(string name) => Value(name) is TensorValue tensor ? tensor.Tensor : throw Refuse(name, "a tensor");

    public Var? OptionalTensor(string name) => Has(name) ? Tensor(name) : null;

    public IReadOnlyList<Var> Tensors(string name) => Value(name) is ListValue list && list.Items.All(item => item is TensorValue)
        ? [.. list.Items.Select(item => ((TensorValue)item).Tensor)]
        : throw Refuse(name, "a list of tensors");

    /// <summary>A number for all axes, or a list of numbers.</summary>
    public IntTuple Tuple(string name) => Numbers(Value(name)) ?? throw Refuse(name, "a whole number, or one for each axis as (3, 5)");

    public IntTuple? OptionalTuple(string name) => Has(name) ? Tuple(name) : default(IntTuple?);

    /// <summary>As <see cref="Tuple"/>, where None keeps an extent (-1).</summary>
    public IntTuple PoolSize(string name)
    {
        if (Value(name) is not ListValue list || !list.Items.Any(item => item is NoneValue)) return Tuple(name);
        return Numbers(new ListValue([.. list.Items.Select(item => item is NoneValue ? new SizeValue(-1) : item)])) ?? throw Refuse(name, "a whole number or None for each axis");
    }

    /// <summary>Factors: a number for all axes, or a list of numbers.</summary>
    public ScaleFactor? Scale(string name)
    {
        if (!Has(name)) return null;
        Value value = Value(name);
        if (Number(value) is { } single) return single;
        double?[] each = value is ListValue list ? [.. list.Items.Select(Number)] : [];
        return each.Length > 0 && each.All(factor => factor is not null) ? ScaleFactor.Of([.. each.Select(factor => factor!.Value)])
            : throw Refuse(name, "a number, or one for each axis as (2, 1.5)");
    }

    /// <summary>As <see cref="Tuple"/>, or a pair for each axis, or a text, which modules refuse with what to write.</summary>
    public Padding? Padding(string name)
    {
        if (!Has(name)) return null;
        Value value = Value(name);
        if (value is TextValue text) return text.Text;
        if (Numbers(value) is { } numbers) return numbers;
        if (value is ListValue pairs && pairs.Items.All(item => item is ListValue { Items.Count: 2 } pair && Numbers(pair) is not null))
        {
            return Lucid.Model.Nn.Padding.Of([.. pairs.Items.Select(item => Numbers(item)!.Value.Items).Select(pair => (pair[0], pair[1]))]);
        }

        throw Refuse(name, "a whole number, one for each axis as (1, 2), or a pair for each axis as ((0, 1), (0, 1))");
    }

    /// <summary>Sizes: a list of numbers and expressions, or a single one.</summary>
    public ValueList<IntExpr> Sizes(string name) => SizesOf(Value(name)) ?? throw Refuse(name, "a list of sizes, as (2, 3)");

    /// <summary>Sizes as wanted of an output: a list of them, or a tensor whose size it is.</summary>
    public ValueList<IntExpr>? OutputSize(string name) => !Has(name) ? null
        : Value(name) is TensorValue tensor ? tensor.Tensor.Shape.Extents
        : Value(name) is ListValue list && SizesOf(list) is { } sizes ? sizes
        : throw Refuse(name, "a list of sizes, or a tensor of the size wanted");

    public IntExpr Size(string name) => Value(name) is SizeValue size ? size.Size : throw Refuse(name, "a size");

    /// <summary>What a value is, as numbers for each axis; null where it is something else.</summary>
    public static IntTuple? Numbers(Value value)
    {
        if (value is SizeValue { Size: var size } && size.TryGetConstant(out long single)) return single;
        if (value is not ListValue list || list.Items.Count == 0) return null;
        long[] numbers = new long[list.Items.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (list.Items[i] is not SizeValue { Size: var item } || !item.TryGetConstant(out numbers[i])) return null;
        }

        return IntTuple.Of(numbers);
    }

    public static double? Number(Value value) => value switch
    {
        RealValue real => real.Real,
        SizeValue { Size: var size } when size.TryGetConstant(out long number) => number,
        _ => null,
    };

    public static ValueList<IntExpr>? SizesOf(Value value) => value switch
    {
        SizeValue size => [size.Size],
        ListValue list when list.Items.All(item => item is SizeValue) => list.Items.Select(item => ((SizeValue)item).Size).ToValueList(),
        _ => null,
    };

    /// <summary>Reports that an argument is of another kind than expected.</summary>
    public EvaluationFault Refuse(string name, string expected)
    {
        Value value = values.TryGetValue(name, out BoundArgument? argument) ? argument.Value : new NoneValue();
        if (value is PoisonValue) return new EvaluationFault();
        string found = value is ModuleValue or LayerKindValue ? $"{value.Description}, which has not been applied" : value.Description;
        return context.Fault(LanguageDiagnostics.ArgumentKind, SpanOf(name), signature.Name, name, found, expected);
    }

    private Value Value(string name) => !values.TryGetValue(name, out BoundArgument? argument) ? new NoneValue() : argument.Value is PoisonValue ? throw new EvaluationFault() : argument.Value;

    private static string Shown(Value value) => value is ListValue list ? $"({string.Join(", ", list.Items.Select(Shown))})" : value.Description.Replace("the number ", "", StringComparison.Ordinal);
}
