namespace Lucid.VulkanBindings;

/// <summary>
/// The way of the data: <c>vk.xml</c> → <see cref="Registry"/> (all of Vulkan) → <see cref="BindingModel"/> (what Lucid needs) → C#
/// text. Pure functions: nothing here reads the clock, the directory or the machine.
/// </summary>
public static class BindingGenerator
{
    /// <summary>Where Debian's and Ubuntu's libvulkan-dev puts the registry.</summary>
    public const string DefaultRegistryPath = "/usr/share/vulkan/registry/vk.xml";

    /// <summary>The generated files: path below <c>runtime/Lucid.Vulkan</c> (with /) and text.</summary>
    public static IReadOnlyList<GeneratedFile> Generate(string registryPath)
    {
        var model = new BindingModel(Registry.Load(registryPath));
        var types = new TypeEmitter(model);
        var commands = new CommandEmitter(model);
        return
        [
            new("Enums.g.cs", types.Enums()),
            new("Handles.g.cs", types.Handles()),
            new("Callbacks.g.cs", types.Callbacks()),
            new("Structs.g.cs", types.Structs()),
            new("Commands.g.cs", commands.Core()),
            .. Subset.Extensions.Select(e => new GeneratedFile($"Extensions/{e.Vendor}/{e.Name}.g.cs", commands.Extension(e))),
        ];
    }

    /// <summary>The C program whose output is the ABI table of the tests.</summary>
    public static string AbiProbeSource(string registryPath) => AbiProbe.Write(new BindingModel(Registry.Load(registryPath)));
}
