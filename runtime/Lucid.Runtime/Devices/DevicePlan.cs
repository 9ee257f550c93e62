using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Vulkan;
using Lucid.Vulkan.Extensions.KHR;

namespace Lucid.Runtime.Devices;

/// <summary>What a device is created with, decided from its facts: nothing beyond Vulkan 1.1 is needed, what is offered beyond it is taken.</summary>
/// <param name="Extensions">Device extensions to enable, in order.</param>
/// <param name="Features">Features to enable, by the names in <see cref="DeviceFeatureNames"/>, in the order of that list.</param>
/// <param name="QueueFamily">The family of the one queue.</param>
/// <param name="Limits">Limits as sessions shall see them.</param>
/// <param name="MapsKernelMemory">The host reads and writes kernels' memory in place; else it is staged.</param>
internal sealed record DevicePlan(
    ImmutableArray<string> Extensions, ImmutableArray<string> Features, int QueueFamily, DeviceLimits Limits, bool MapsKernelMemory)
{
    public const string Float16Extension = "VK_KHR_shader_float16_int8";
    public const string PortabilityExtension = "VK_KHR_portability_subset";
    public const string MemoryModelExtension = "VK_KHR_vulkan_memory_model";

    /// <summary>Null where the device has no compute queue or is older than Vulkan 1.1.</summary>
    public static DevicePlan? Of(DeviceFacts facts, VulkanDeviceOptions options)
    {
        if (ChooseQueueFamily(facts) is not int family || facts.ApiVersion < Vk.Version11) return null;
        ImmutableArray<string> features = [.. DeviceFeatureNames.All.Where(name => IsOffered(facts, name) && !IsHidden(name, options))];
        DeviceLimits limits = facts.Limits with
        {
            TimestampBits = (int)facts.QueueFamilies[family].TimestampBits,
            TimestampPeriod = facts.QueueFamilies[family].TimestampBits == 0 ? 0 : facts.Limits.TimestampPeriod,
        };
        return new(ExtensionsFor(facts, features), features, family, options.LimitOverrides?.ApplyTo(limits) ?? limits, SharesMemory(facts) && !options.AlwaysStage);
    }

    /// <summary>Whether a device must be created with the feature for it to be used; the others are mere properties.</summary>
    public static bool NeedsEnabling(string feature) => feature is not (DeviceFeatureNames.CpuDevice or DeviceFeatureNames.SubgroupArithmetic or DeviceFeatureNames.SubgroupShuffle or DeviceFeatureNames.SubgroupQuad) && !IsMatrixSize(feature);

    /// <summary>
    /// Whether the device's memory is the processor's and all of it can be mapped and read back fast, so that staging would only cost.
    /// </summary>
    private static bool SharesMemory(DeviceFacts facts) =>
        facts.Type is VulkanDeviceType.Cpu or VulkanDeviceType.IntegratedGpu
        && MemoryTypeChoice.Of(MemoryUse.Kernels, uint.MaxValue, true, facts.MemoryTypes) is int type
        && facts.MemoryTypes[type].Flags.HasFlag(MemoryPropertyFlags.HostVisibleBit);

    /// <summary>A compute queue apart from graphics where there is one with timestamps (nothing waits for a frame there), else the first that computes.</summary>
    private static int? ChooseQueueFamily(DeviceFacts facts)
    {
        int[] families = [.. Enumerable.Range(0, facts.QueueFamilies.Length).Where(i => facts.QueueFamilies[i].Flags.HasFlag(QueueFlags.ComputeBit))];
        int[] apart = [.. families.Where(i => !facts.QueueFamilies[i].Flags.HasFlag(QueueFlags.GraphicsBit) && facts.QueueFamilies[i].TimestampBits > 0)];
        return apart.Length > 0 ? apart[0] : families.Length > 0 ? families[0] : null;
    }

    private static bool IsOffered(DeviceFacts facts, string feature) => feature switch
    {
        DeviceFeatureNames.Storage16 => facts.HasStorage16,
        DeviceFeatureNames.Float16 => facts.HasFloat16 && facts.Extensions.Contains(Float16Extension),
        DeviceFeatureNames.CpuDevice => facts.Type == VulkanDeviceType.Cpu,
        DeviceFeatureNames.SubgroupArithmetic => facts.HasSubgroupArithmetic,
        DeviceFeatureNames.SubgroupShuffle => facts.HasSubgroupShuffle,
        DeviceFeatureNames.SubgroupQuad => facts.HasSubgroupQuad,
        DeviceFeatureNames.CooperativeMatrix => facts.HasCooperativeMatrix && facts.HasMemoryModel && facts.HasFloat16 && facts.HasStorage16,
        _ when IsMatrixSize(feature) => facts.MatrixSizes.Contains(feature) && IsOffered(facts, DeviceFeatureNames.CooperativeMatrix),
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "not a feature's name"),
    };

    // Matrices of a size are nothing without matrices, and those are made of halves.
    private static bool IsHidden(string feature, VulkanDeviceOptions options) =>
        options.HiddenFeatures.Contains(feature)
        || (feature == DeviceFeatureNames.CooperativeMatrix && IsHidden(DeviceFeatureNames.Float16, options))
        || (IsMatrixSize(feature) && IsHidden(DeviceFeatureNames.CooperativeMatrix, options));

    private static bool IsMatrixSize(string feature) => feature is DeviceFeatureNames.CooperativeMatrix16x16x16 or DeviceFeatureNames.CooperativeMatrix8x16x16
        or DeviceFeatureNames.CooperativeMatrix8x8x16 or DeviceFeatureNames.CooperativeMatrix8x8x8;

    private static ImmutableArray<string> ExtensionsFor(DeviceFacts facts, ImmutableArray<string> features)
    {
        var extensions = ImmutableArray.CreateBuilder<string>();
        // Its specification demands that it is enabled wherever it is offered.
        if (facts.Extensions.Contains(PortabilityExtension)) extensions.Add(PortabilityExtension);
        if (features.Contains(DeviceFeatureNames.Float16)) extensions.Add(Float16Extension);
        if (features.Contains(DeviceFeatureNames.CooperativeMatrix)) extensions.AddRange(KhrCooperativeMatrix.ExtensionName, MemoryModelExtension);
        return extensions.ToImmutable();
    }
}
