namespace Lucid.Runtime;

/// <summary>Handles of a Vulkan device that an engine owns, for <see cref="VulkanDevice.Adopt"/>. They must outlive the <see cref="VulkanDevice"/>.</summary>
public sealed record AdoptedDevice
{
    /// <summary>The VkInstance.</summary>
    public required nint Instance { get; init; }

    /// <summary>The VkPhysicalDevice.</summary>
    public required nint PhysicalDevice { get; init; }

    /// <summary>The VkDevice.</summary>
    public required nint Device { get; init; }

    /// <summary>A VkQueue of it that computes.</summary>
    public required nint Queue { get; init; }

    /// <summary>The queue's family.</summary>
    public required int QueueFamilyIndex { get; init; }

    /// <summary>Features that the engine enabled on the device, by the names in <see cref="Packaging.DeviceFeatureNames"/>.</summary>
    public IReadOnlyCollection<string> EnabledFeatures { get; init; } = [];

    /// <summary>Locked around every use of the queue; the engine must lock the same object around its own.</summary>
    public required object QueueLock { get; init; }
}
