using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>Turns a command's result into an exception where it failed, at the call.</summary>
internal static class VulkanResult
{
    /// <param name="result">What the command returned; codes above 0 are no failures.</param>
    /// <param name="command">The command's C name.</param>
    /// <param name="allocatedBytes">Bytes allocated so far, for out-of-memory messages.</param>
    /// <param name="neededBytes">Bytes of this allocation; 0 where the command names none.</param>
    /// <exception cref="VulkanException">The command failed.</exception>
    public static void Check(this Result result, string command, long allocatedBytes = 0, long neededBytes = 0)
    {
        if (result >= Result.Success) return;
        throw result switch
        {
            Result.ErrorDeviceLost => new DeviceLostException(command),
            Result.ErrorOutOfDeviceMemory or Result.ErrorOutOfHostMemory or Result.ErrorTooManyObjects =>
                new OutOfDeviceMemoryException(command, result, neededBytes, allocatedBytes),
            _ => new VulkanException(command, result),
        };
    }
}
