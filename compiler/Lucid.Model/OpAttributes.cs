using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>The attributes that an op is made from, by name. Every read marks the attribute as known; what is left over is an error.</summary>
public sealed class OpAttributes
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Attributes with values as <see cref="OpAttribute.Value"/> describes them, or as unread text (<see cref="AttributeText"/>).</summary>
    /// <exception cref="FormatException">A name occurs twice.</exception>
    public OpAttributes(IEnumerable<OpAttribute> attributes)
    {
        foreach (OpAttribute attribute in attributes)
        {
            if (!_values.TryAdd(attribute.Name, attribute.Value)) throw new FormatException($"attribute '{attribute.Name}' is given twice");
        }
    }

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public long Long(string name, long? byDefault = null) => Read(name, byDefault, text => text.ToLong());

    /// <summary>A real number.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public double Double(string name, double? byDefault = null) => Read(name, byDefault, text => text.ToDouble());

    /// <summary>A truth value.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public bool Bool(string name, bool? byDefault = null) => Read(name, byDefault, text => text.ToBool());

    /// <summary>A list of numbers.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public ValueList<long> Longs(string name, ValueList<long>? byDefault = null) => Read(name, byDefault, text => text.ToList(item => item.ToLong()));

    /// <summary>A list of real numbers.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public ValueList<double> Doubles(string name, ValueList<double>? byDefault = null) => Read(name, byDefault, text => text.ToList(item => item.ToDouble()));

    /// <summary>An integer expression.</summary>
    /// <exception cref="FormatException">It is missing, or of another kind.</exception>
    public IntExpr Expr(string name) => Read<IntExpr>(name, null, text => text.ToExpr());

    /// <summary>A list of integer expressions.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is of another kind.</exception>
    public ValueList<IntExpr> Exprs(string name, ValueList<IntExpr>? byDefault = null) => Read(name, byDefault, text => text.ToList(item => item.ToExpr()));

    /// <summary>A word out of a set: the value whose text it is.</summary>
    /// <exception cref="FormatException">It is missing and has no default, or is none of the words.</exception>
    public T Word<T>(string name, IEnumerable<T> values, Func<T, string> textOf, T? byDefault = null)
        where T : struct
    {
        if (!_values.ContainsKey(name) && byDefault is { } value) return value;
        string word = Read<string>(name, null, text => text.ToWord());
        foreach (T candidate in values)
        {
            if (textOf(candidate) == word) return candidate;
        }

        throw new FormatException($"attribute '{name}' is '{word}', expected one of {string.Join(", ", values.Select(textOf))}");
    }

    /// <summary>Every attribute has been read.</summary>
    /// <exception cref="FormatException">One has not.</exception>
    public void CheckAllRead()
    {
        if (_values.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } unknown) throw new FormatException($"there is no attribute '{unknown}'");
    }

    private T Read<T>(string name, object? byDefault, Func<AttributeText, T> parse)
    {
        _read.Add(name);
        if (!_values.TryGetValue(name, out object? value)) value = byDefault;
        return value switch
        {
            T typed => typed,
            AttributeText text => ParseNamed(name, text, parse),
            null => throw new FormatException($"attribute '{name}' is missing"),
            _ => throw new FormatException($"attribute '{name}' is a {value.GetType().Name}, expected {typeof(T).Name}"),
        };
    }

    private static T ParseNamed<T>(string name, AttributeText text, Func<AttributeText, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException error)
        {
            throw new FormatException($"attribute '{name}': {error.Message}", error);
        }
    }
}
