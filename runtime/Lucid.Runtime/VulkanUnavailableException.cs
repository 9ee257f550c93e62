namespace Lucid.Runtime;

/// <summary>This machine cannot run Vulkan as it is; the message says what to install.</summary>
public abstract class VulkanUnavailableException : DeviceException
{
    private protected VulkanUnavailableException(string message)
        : base(message)
    {
    }

    private protected VulkanUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
