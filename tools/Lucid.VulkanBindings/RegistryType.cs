namespace Lucid.VulkanBindings;

/// <summary>A type of the registry. Exactly one of the nullable parts is set, according to the kind.</summary>
internal abstract record RegistryType(string Name);

/// <summary>Another name for a type: most often the name it had before it was promoted to the core.</summary>
internal sealed record AliasType(string Name, string Target) : RegistryType(Name);

/// <summary>A typedef of a C type, such as <c>VkDeviceSize</c>.</summary>
internal sealed record BaseType(string Name, string Target) : RegistryType(Name);

/// <summary>A handle; a dispatchable one is a pointer, the others are 64 bits wide on every machine.</summary>
internal sealed record HandleType(string Name, bool IsDispatchable) : RegistryType(Name);

/// <summary>The type of an or-ed set of bits; <paramref name="Bits"/> is the enum that names them, if any are defined.</summary>
internal sealed record BitmaskType(string Name, string Target, string? Bits) : RegistryType(Name);

internal sealed record StructType(string Name, IReadOnlyList<Declaration> Members) : RegistryType(Name);

internal sealed record CallbackType(string Name, Declaration Returns, IReadOnlyList<Declaration> Parameters) : RegistryType(Name);

/// <summary>An enum, or the bits of a set; <paramref name="Width"/> is 32 or 64 bits.</summary>
internal sealed record EnumType(string Name, bool IsFlags, int Width) : RegistryType(Name)
{
    public List<EnumValue> Values { get; } = [];
}

/// <summary>A type that cannot be bound (a union, a platform's own type); an error only when something needs it.</summary>
internal sealed record UnsupportedType(string Name, string Why) : RegistryType(Name);

/// <summary>A named value. <paramref name="Origin"/> is the extension that adds it, null for the core's.</summary>
internal sealed record EnumValue(string Name, long Value, string? Origin);

internal sealed record Command(string Name, Declaration Returns, IReadOnlyList<Declaration> Parameters)
{
    /// <summary>What the command is called on decides how its address is found: vkGetInstanceProcAddr or vkGetDeviceProcAddr.</summary>
    public bool IsDeviceLevel => Parameters.Count > 0 && Parameters[0].Type is "VkDevice" or "VkQueue" or "VkCommandBuffer" && Name != "vkGetDeviceProcAddr";
}
