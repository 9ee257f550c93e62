using System.Globalization;
using System.Text;

using Lucid.Tensors;

namespace Lucid.Packaging.Json;

/// <summary>Where a reader is in a document; a step costs nothing until the path is printed.</summary>
internal sealed class JsonPath
{
    private readonly List<(string? Name, int Index)> _steps = [];

    public int Depth => _steps.Count;

    public void Enter(string name) => _steps.Add((name, 0));

    public void Enter(int index) => _steps.Add((null, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    public void LeaveTo(int depth) => _steps.RemoveRange(depth, _steps.Count - depth);

    /// <summary>Reads the list of that name, an item at a time.</summary>
    /// <exception cref="JsonFault">It has more than <paramref name="limit"/> items, or one is null.</exception>
    public ValueList<TOut> List<TIn, TOut>(string name, List<TIn> items, int limit, Func<TIn, TOut> read)
    {
        Enter(name);
        if (items.Count > limit) throw new JsonFault(ToString(), $"{items.Count} entries; at most {limit} are read");
        TOut[] results = new TOut[items.Count];
        for (int i = 0; i < results.Length; i++)
        {
            Enter(i);
            // Annotations of a list's elements are not enforced by the serialiser.
            results[i] = items[i] is { } item ? read(item) : throw new JsonFault(ToString(), "null is no value here");
            Leave();
        }

        Leave();
        return results.ToValueList();
    }

    /// <summary>As <c>$.program.main[3].name</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new("$");
        foreach ((string? name, int index) in _steps)
        {
            if (name is not null) text.Append('.').Append(name);
            else text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
        }

        return text.ToString();
    }
}
