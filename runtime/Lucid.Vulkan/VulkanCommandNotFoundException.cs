namespace Lucid.Vulkan;

/// <summary>A command was called that the loader, the instance or the device does not have.</summary>
public sealed class VulkanCommandNotFoundException(string command)
    : Exception($"{command} is not available: neither the core version in use nor an enabled extension has it, or no instance was created yet.")
{
    /// <summary>The C name of the command.</summary>
    public string Command { get; } = command;
}
