namespace Lucid.Runtime;

/// <summary>There is a Vulkan loader, but no driver that offers a device with Vulkan 1.1 and a compute queue.</summary>
public sealed class VulkanDriverNotFoundException : VulkanUnavailableException
{
    internal VulkanDriverNotFoundException(string message)
        : base(message)
    {
    }
}
