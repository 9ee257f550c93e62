using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lucid.VulkanBindings;

/// <summary>
/// Khronos' <c>vk.xml</c>, read into records: every type, command and constant of Vulkan, whatever the bindings take of it.
/// Elements for other APIs (<c>api="vulkansc"</c>) repeat names with other contents and are left out while reading, and so are
/// the values of extensions that are not for Vulkan.
/// </summary>
internal sealed partial class Registry
{
    private readonly Dictionary<string, RegistryType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Command> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _commandAliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);

    private Registry(XElement root)
    {
        ReadTypes(Children(root, "types").SelectMany(t => Children(t, "type")));
        ReadEnums(Children(root, "enums"));
        foreach (var command in Children(root, "commands").SelectMany(c => Children(c, "command")))
            ReadCommand(command);
        foreach (var feature in Children(root, "feature"))
            ReadEnumExtensions(feature, null);
        foreach (var extension in Children(root, "extensions").SelectMany(e => Children(e, "extension")))
        {
            if (IsForVulkan((string?)extension.Attribute("supported")))
                ReadEnumExtensions(extension, (string?)extension.Attribute("name"));
        }
    }

    /// <summary>The patch number of the API version, <c>VK_HEADER_VERSION</c>.</summary>
    public int HeaderVersion { get; private set; }

    public static Registry Load(string path) => new(XDocument.Load(path).Root!);

    public static Registry Parse(string xml) => new(XDocument.Parse(xml).Root!);

    /// <summary>The type of this name, or of the name it is an alias for.</summary>
    public RegistryType Type(string name) =>
        !_types.TryGetValue(name, out var type) ? throw new KeyNotFoundException($"The registry has no type '{name}'.")
        : type is AliasType alias ? Type(alias.Target)
        : type;

    public bool IsRegistryType(string name) => _types.ContainsKey(name);

    public Command Command(string name) =>
        _commands.TryGetValue(name, out var command) ? command
        : _commandAliases.TryGetValue(name, out var target) ? Command(target)
        : throw new KeyNotFoundException($"The registry has no command '{name}'.");

    /// <summary>The C text of an API constant such as <c>VK_WHOLE_SIZE</c>.</summary>
    public string Constant(string name) =>
        _constants.TryGetValue(name, out var value) ? value : throw new KeyNotFoundException($"The registry has no constant '{name}'.");

    private void ReadTypes(IEnumerable<XElement> types)
    {
        foreach (var type in types)
        {
            var name = (string?)type.Attribute("name") ?? type.Element("name")?.Value ?? type.Element("proto")?.Element("name")?.Value;
            if (name == "VK_HEADER_VERSION")
                HeaderVersion = int.Parse(DigitsAtEnd().Match(type.Value).Value, CultureInfo.InvariantCulture);
            if (name is not null && ReadType(type, name) is { } read)
                _types[name] = read;
        }
    }

    private static RegistryType? ReadType(XElement type, string name)
    {
        var category = (string?)type.Attribute("category");
        if ((string?)type.Attribute("alias") is { } alias)
            return new AliasType(name, alias);
        return category switch
        {
            "struct" => ReadStruct(type, name),
            "handle" => new HandleType(name, type.Element("type")?.Value == "VK_DEFINE_HANDLE"),
            // Sets of 32 bits name their enum in `requires`, those of 64 bits in `bitvalues`.
            "bitmask" => new BitmaskType(name, type.Element("type")!.Value, (string?)type.Attribute("requires") ?? (string?)type.Attribute("bitvalues")),
            "funcpointer" => ReadCallback(type, name),
            // Their values stand in <enums>; one without any is still a type.
            "enum" => new EnumType(name, name.Contains("FlagBits", StringComparison.Ordinal), 32),
            "basetype" when type.Value.TrimStart().StartsWith("typedef", StringComparison.Ordinal) && type.Element("type") is { } target =>
                new BaseType(name, target.Value),
            "basetype" or "union" => new UnsupportedType(name, $"it is a {category}"),
            _ => null,
        };
    }

    private static RegistryType ReadStruct(XElement type, string name)
    {
        try
        {
            return new StructType(name, [.. Children(type, "member").Select(Declaration.Parse)]);
        }
        catch (NotSupportedException unsupported)
        {
            return new UnsupportedType(name, unsupported.Message);
        }
    }

    private static CallbackType ReadCallback(XElement type, string name)
    {
        var match = Callback().Match(type.Value);
        if (!match.Success)
            throw new InvalidDataException($"The function pointer type '{name}' is not of the expected form: {type.Value}");
        var parameters = match.Groups["parameters"].Value.Trim();
        return new CallbackType(name, Declaration.ParseC(match.Groups["returns"].Value + " result"),
            parameters == "void" ? [] : [.. parameters.Split(',').Select(Declaration.ParseC)]);
    }

    private void ReadEnums(IEnumerable<XElement> groups)
    {
        foreach (var group in groups)
        {
            // Constants stand in a group without a type (in newer registries: of type "constants").
            if ((string?)group.Attribute("type") is not ("enum" or "bitmask"))
            {
                foreach (var constant in Children(group, "enum").Where(e => e.Attribute("value") is not null))
                    _constants[(string)constant.Attribute("name")!] = (string)constant.Attribute("value")!;
                continue;
            }
            var name = (string)group.Attribute("name")!;
            var type = new EnumType(name, (string?)group.Attribute("type") == "bitmask", (int?)group.Attribute("bitwidth") ?? 32);
            type.Values.AddRange(Children(group, "enum").Where(e => e.Attribute("alias") is null)
                .Select(e => new EnumValue((string)e.Attribute("name")!, Value(e, 0), null)));
            _types[name] = type;
        }
    }

    private void ReadEnumExtensions(XElement source, string? extension)
    {
        // A version's number ("1.3") counts nothing; its values name the extension they come from.
        var ownNumber = extension is null ? 0 : (long?)source.Attribute("number") ?? 0;
        foreach (var value in Children(source, "require").SelectMany(r => Children(r, "enum")))
        {
            if ((string?)value.Attribute("extends") is not { } extended || value.Attribute("alias") is not null)
                continue;
            var name = (string)value.Attribute("name")!;
            // A value can be listed twice, by the extension that brought it and by the version that took it up.
            if (_types.GetValueOrDefault(extended) is EnumType type && type.Values.TrueForAll(v => v.Name != name))
                type.Values.Add(new EnumValue(name, Value(value, ownNumber), extension));
        }
    }

    /// <summary>
    /// A value is literal, a bit, or an extension's offset: 1,000,000,000 + (extension number - 1) · 1000 + offset, negative with dir="-".
    /// </summary>
    private static long Value(XElement element, long extensionNumber)
    {
        if ((int?)element.Attribute("bitpos") is { } bit)
            return 1L << bit;
        if ((long?)element.Attribute("offset") is { } offset)
        {
            var value = 1_000_000_000 + (((long?)element.Attribute("extnumber") ?? extensionNumber) - 1) * 1000 + offset;
            return (string?)element.Attribute("dir") == "-" ? -value : value;
        }
        var text = (string)element.Attribute("value")!;
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.Parse(text.AsSpan(2).TrimEnd("UL"), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private void ReadCommand(XElement element)
    {
        if ((string?)element.Attribute("alias") is { } alias)
        {
            _commandAliases[(string)element.Attribute("name")!] = alias;
            return;
        }
        var prototype = Declaration.Parse(element.Element("proto")!);
        _commands[prototype.Name] = new Command(prototype.Name, prototype, [.. Children(element, "param").Select(Declaration.Parse)]);
    }

    private static IEnumerable<XElement> Children(XElement parent, string name) =>
        parent.Elements(name).Where(e => IsForVulkan((string?)e.Attribute("api")));

    private static bool IsForVulkan(string? apis) => apis is null || apis.Split(',').Contains("vulkan");

    [GeneratedRegex(@"\d+\s*$")]
    private static partial Regex DigitsAtEnd();

    [GeneratedRegex(@"typedef\s+(?<returns>.+?)\s*\(\s*VKAPI_PTR.*?\)\s*\((?<parameters>.*)\)\s*;", RegexOptions.Singleline)]
    private static partial Regex Callback();
}
