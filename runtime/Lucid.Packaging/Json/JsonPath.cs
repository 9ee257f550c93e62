using System.Globalization;
using System.Text;

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
