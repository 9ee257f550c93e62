using System.Globalization;

using Lucid.Vulkan;

namespace Lucid.Runtime;

/// <summary>A Vulkan command failed.</summary>
public class VulkanException : DeviceException
{
    /// <summary>A command's failure, with what it means for the user where more than the code can be said.</summary>
    internal VulkanException(string command, Result result, string? meaning = null)
        : base(Text(command, result, meaning)) => (Command, Code, ResultName) = (command, (int)result, NameOf(result));

    /// <summary>The command's C name: <c>vkQueueSubmit</c>.</summary>
    public string Command { get; }

    /// <summary>The VkResult.</summary>
    public int Code { get; }

    /// <summary>The VkResult's name: <c>ErrorDeviceLost</c>.</summary>
    public string ResultName { get; }

    private static string NameOf(Result result) =>
        Enum.IsDefined(result) ? result.ToString() : ((int)result).ToString(CultureInfo.InvariantCulture);

    private static string Text(string command, Result result, string? meaning) =>
        $"{command} failed: {NameOf(result)}" + (meaning is null ? "" : "; " + meaning);
}
