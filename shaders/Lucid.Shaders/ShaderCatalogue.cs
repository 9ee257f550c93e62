using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Lucid.Shaders;

/// <summary>
/// The SPIR-V modules compiled from <c>shaders/</c> when Lucid was built, each loaded from the assembly when first asked for.
/// A module is named <c>op/variant</c>, as its source <c>shaders/op/variant.comp</c> or as <c>shaders/variants.txt</c> says.
/// </summary>
public static class ShaderCatalogue
{
    private const string Extension = ".spv";

    private static readonly Assembly Resources = typeof(ShaderCatalogue).Assembly;

    private static readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> Loaded = new(StringComparer.Ordinal);

    /// <summary>All modules, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        Resources.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[..^Extension.Length])
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();

    /// <summary>The module's words as little-endian bytes.</summary>
    /// <exception cref="ShaderNotFoundException">There is no module of this name.</exception>
    public static ReadOnlyMemory<byte> Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Loaded.GetOrAdd(name, Load);
    }

    private static ReadOnlyMemory<byte> Load(string name)
    {
        using Stream stream = Resources.GetManifestResourceStream(name + Extension) ?? throw new ShaderNotFoundException(name, Names);
        byte[] module = new byte[stream.Length];
        stream.ReadExactly(module);
        return module;
    }
}
