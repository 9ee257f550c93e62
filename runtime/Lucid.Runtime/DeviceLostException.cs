using Lucid.Vulkan;

namespace Lucid.Runtime;

/// <summary>The driver gave the device up. Nothing made on it works any more: dispose its sessions and the <see cref="VulkanDevice"/>, then open it again.</summary>
public sealed class DeviceLostException : VulkanException
{
    internal DeviceLostException(string command)
        : base(command, Result.ErrorDeviceLost, "the device was lost (a driver reset, a removed device or a kernel that ran too long); open it again")
    {
    }
}
