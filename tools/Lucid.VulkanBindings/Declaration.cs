using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lucid.VulkanBindings;

/// <summary>
/// One C declarator of the registry: a struct member, a command parameter, or (with the command's name) a return type.
/// The registry writes them as C text with the type and the name marked up, e.g.
/// <c>const &lt;type&gt;char&lt;/type&gt;* const* &lt;name&gt;ppEnabledLayerNames&lt;/name&gt;</c>.
/// </summary>
internal sealed partial record Declaration(string Name, string Type, int Pointers, bool IsConst, string? ArrayLength)
{
    /// <summary>What says how many elements a pointer points at; null for a single one.</summary>
    public string? Length { get; init; }

    /// <summary>The value that the registry prescribes: the <c>sType</c> of a struct.</summary>
    public string? Value { get; init; }

    /// <summary>True for a pointed-at value that the caller sets and the callee changes, such as a count.</summary>
    public bool IsInOut { get; init; }

    public static Declaration Parse(XElement element)
    {
        var type = Required(element, "type");
        var name = Required(element, "name");
        var before = string.Concat(element.Nodes().TakeWhile(n => n != name).Select(Text));
        var after = string.Concat(name.NodesAfterSelf().Select(Text)).Trim();
        var array = ArraySuffix().Match(after);
        if (after.Length > 0 && !array.Success)
            throw new NotSupportedException($"'{name.Value}{after}': only one-dimensional arrays can be bound, no bit fields.");
        return new Declaration(name.Value, type.Value, before.Count(c => c == '*'),
            before.TrimStart().StartsWith("const", StringComparison.Ordinal), array.Success ? array.Groups[1].Value : null)
        {
            Length = (string?)element.Attribute("altlen") ?? (string?)element.Attribute("len"),
            Value = (string?)element.Attribute("values"),
            IsInOut = ((string?)element.Attribute("optional"))?.Contains(',', StringComparison.Ordinal) ?? false,
        };
    }

    /// <summary>A parameter of a function pointer type, which the registry leaves as plain C text.</summary>
    public static Declaration ParseC(string text)
    {
        var words = text.Replace("*", " * ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var names = words.Where(w => w is not ("*" or "const" or "struct")).ToArray();
        if (names.Length != 2)
            throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"'{text.Trim()}': expected a type and a name, found {names.Length} words."));
        return new Declaration(names[1], names[0], words.Count(w => w == "*"), words[0] == "const", null);
    }

    private static XElement Required(XElement element, string part) =>
        element.Element(part) ?? throw new InvalidDataException($"A <{element.Name}> of the registry has no <{part}>: {element}");

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        // The array length is marked up as <enum>, remarks as <comment>.
        XElement element when element.Name != "comment" => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"^\[(\w+)\]$")]
    private static partial Regex ArraySuffix();
}
