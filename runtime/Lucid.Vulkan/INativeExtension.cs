namespace Lucid.Vulkan;

/// <summary>The commands of an extension as a class, got from <see cref="Vk.TryGetInstanceExtension"/> or <see cref="Vk.TryGetDeviceExtension"/>.</summary>
public interface INativeExtension<TSelf> where TSelf : class, INativeExtension<TSelf>
{
    internal static abstract CommandName[] Commands { get; }

    internal static abstract TSelf Create(CommandTable commands);
}
