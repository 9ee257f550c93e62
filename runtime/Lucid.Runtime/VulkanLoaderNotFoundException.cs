namespace Lucid.Runtime;

/// <summary>There is no Vulkan loader on this machine.</summary>
public sealed class VulkanLoaderNotFoundException : VulkanUnavailableException
{
    internal VulkanLoaderNotFoundException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
