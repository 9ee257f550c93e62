namespace Lucid.Vulkan;

/// <summary>No Vulkan loader could be opened on this machine. How to get one differs by system, so callers say that.</summary>
public sealed class VulkanLoaderException(IReadOnlyList<string> namesTried)
    : Exception($"No Vulkan loader was found; tried {string.Join(", ", namesTried)}.")
{
    /// <summary>The library names tried, in order.</summary>
    public IReadOnlyList<string> NamesTried { get; } = namesTried;
}
