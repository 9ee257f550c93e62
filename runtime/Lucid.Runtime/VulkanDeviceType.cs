namespace Lucid.Runtime;

/// <summary>What kind of device it is; values are those of VkPhysicalDeviceType.</summary>
public enum VulkanDeviceType
{
    /// <summary>None of the others.</summary>
    Other = 0,

    /// <summary>A GPU in the processor's memory.</summary>
    IntegratedGpu = 1,

    /// <summary>A GPU with memory of its own.</summary>
    DiscreteGpu = 2,

    /// <summary>A GPU lent by a virtual machine's host.</summary>
    VirtualGpu = 3,

    /// <summary>A driver that runs shaders on the processor.</summary>
    Cpu = 4,
}
