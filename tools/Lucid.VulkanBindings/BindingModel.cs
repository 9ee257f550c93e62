namespace Lucid.VulkanBindings;

/// <summary>
/// What the bindings hold: the roots of <see cref="Subset"/> and every type reachable from them, ordered by C# name so that the
/// same registry always gives the same text.
/// </summary>
internal sealed class BindingModel
{
    private readonly Dictionary<string, RegistryType> _reached = new(StringComparer.Ordinal);
    private readonly Registry _registry;

    public BindingModel(Registry registry)
    {
        _registry = registry;
        Commands = [.. Subset.Commands.Select(registry.Command)];
        foreach (var command in Commands.Concat(Subset.Extensions.SelectMany(ExtensionCommands)))
        {
            Reach(command.Returns.Type);
            foreach (var parameter in command.Parameters)
                Reach(parameter.Type);
        }
        foreach (var name in Subset.Structs)
            Reach(name);
        Structs = Ordered<StructType>();
        Handles = Ordered<HandleType>();
        Callbacks = Ordered<CallbackType>();
        Enums = [.. Ordered<EnumType>().Select(Bound)];
    }

    public int HeaderVersion => _registry.HeaderVersion;

    public IReadOnlyList<Command> Commands { get; }

    public IReadOnlyList<StructType> Structs { get; }

    public IReadOnlyList<HandleType> Handles { get; }

    public IReadOnlyList<CallbackType> Callbacks { get; }

    /// <summary>The enums, with only the values that are bound.</summary>
    public IReadOnlyList<EnumType> Enums { get; }

    public IEnumerable<Command> ExtensionCommands(ExtensionClass extension) => extension.Commands.Select(_registry.Command);

    public string Constant(string name) => _registry.Constant(name);

    /// <summary>True for a struct that begins with sType and pNext.</summary>
    public bool IsChained(string name) =>
        _registry.IsRegistryType(name) && _registry.Type(name) is StructType { Members: [{ Name: "sType" }, ..] };

    /// <summary>The number of elements of an array member: a literal, or the name of a constant.</summary>
    public int ArrayLength(string length) =>
        int.Parse(char.IsAsciiDigit(length[0]) ? length : _registry.Constant(length), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The C# spelling of a declaration's type, pointers included and array length not.</summary>
    public string CSharpType(Declaration declaration) => CSharpType(declaration.Type) + new string('*', declaration.Pointers);

    public string CSharpType(string name) => name switch
    {
        "void" => "void",
        "char" or "uint8_t" => "byte",
        "float" => "float",
        "double" => "double",
        "int" or "int32_t" => "int",
        "uint16_t" => "ushort",
        "uint32_t" => "uint",
        "int64_t" => "long",
        "uint64_t" => "ulong",
        "size_t" => "nuint",
        "VkBool32" => "Bool32",
        _ => _registry.Type(name) switch
        {
            BaseType type => CSharpType(type.Target),
            // A set whose bits have no names is a number: uint, or ulong for the sets of 64 bits.
            BitmaskType { Bits: null } type => CSharpType(type.Target),
            BitmaskType { Bits: { } bits } => Names.Type(bits),
            UnsupportedType type => throw new NotSupportedException($"{type.Name} cannot be bound: {type.Why}."),
            var type => Names.Type(type.Name),
        },
    };

    private void Reach(string name)
    {
        if (!_registry.IsRegistryType(name) || !_reached.TryAdd(_registry.Type(name).Name, _registry.Type(name)))
            return;
        switch (_registry.Type(name))
        {
            case StructType type:
                ReachAll(type.Members);
                break;
            case CallbackType type:
                ReachAll([type.Returns, .. type.Parameters]);
                break;
            case BitmaskType { Bits: { } bits }:
                Reach(bits);
                break;
            case UnsupportedType type:
                throw new NotSupportedException($"{type.Name} cannot be bound: {type.Why}.");
        }
    }

    private void ReachAll(IEnumerable<Declaration> declarations)
    {
        foreach (var declaration in declarations)
            Reach(declaration.Type);
    }

    private List<T> Ordered<T>() where T : RegistryType =>
        [.. _reached.Values.OfType<T>().OrderBy(t => Names.Type(t.Name), StringComparer.Ordinal)];

    private EnumType Bound(EnumType type)
    {
        var bound = new EnumType(type.Name, type.IsFlags, type.Width);
        var values = type.Values.Where(v => v.Origin is null || Subset.ValueExtensions.Contains(v.Origin) || Subset.WholeEnums.Contains(type.Name));
        // Of the hundreds of structure types only those of bound structs are of use.
        if (type.Name == "VkStructureType")
        {
            var used = Structs.SelectMany(s => s.Members).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
            values = values.Where(v => used.Contains(v.Name));
        }
        bound.Values.AddRange(values);
        bound.Values.AddRange(Subset.HandWrittenValues.Where(h => h.Enum == type.Name && bound.Values.TrueForAll(v => v.Name != h.Value.Name)).Select(h => h.Value));
        return bound;
    }
}
