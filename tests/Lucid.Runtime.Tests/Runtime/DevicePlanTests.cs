using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Runtime.Devices;
using Lucid.Vulkan;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class DevicePlanTests
{
    private static readonly DeviceFacts Plain = new()
    {
        Index = 0,
        Name = "Plain",
        Type = VulkanDeviceType.DiscreteGpu,
        ApiVersion = Vk.Version11,
        QueueFamilies = [new(QueueFlags.GraphicsBit | QueueFlags.ComputeBit, 1, 64)],
    };

    [Fact]
    public void A_device_with_nothing_but_Vulkan_1_1_will_do()
    {
        DevicePlan plan = DevicePlan.Of(Plain, new VulkanDeviceOptions())!;
        Assert.Empty(plan.Extensions);
        Assert.Empty(plan.Features);
        Assert.Equal(0, plan.QueueFamily);
    }

    [Fact]
    public void Older_devices_and_those_that_cannot_compute_are_passed_over()
    {
        Assert.Null(DevicePlan.Of(Plain with { ApiVersion = Vk.Version10 }, new VulkanDeviceOptions()));
        Assert.Null(DevicePlan.Of(Plain with { QueueFamilies = [new(QueueFlags.GraphicsBit, 1, 64)] }, new VulkanDeviceOptions()));
    }

    [Fact]
    public void A_compute_queue_apart_from_graphics_is_preferred_if_it_has_timestamps()
    {
        ImmutableArray<QueueFamily> families =
        [
            new(QueueFlags.GraphicsBit | QueueFlags.ComputeBit, 1, 64), new(QueueFlags.TransferBit, 1, 64), new(QueueFlags.ComputeBit, 2, 0), new(QueueFlags.ComputeBit, 2, 36),
        ];
        DevicePlan plan = DevicePlan.Of(Plain with { QueueFamilies = families, Limits = DeviceLimits.Baseline with { TimestampPeriod = 10 } }, new VulkanDeviceOptions())!;
        Assert.Equal(3, plan.QueueFamily);
        Assert.Equal((36, 10.0), (plan.Limits.TimestampBits, plan.Limits.TimestampPeriod));
        Assert.Equal(0, DevicePlan.Of(Plain with { QueueFamilies = families[..3] }, new VulkanDeviceOptions())!.QueueFamily);
    }

    [Fact]
    public void What_is_offered_is_enabled_and_what_is_hidden_is_not()
    {
        DeviceFacts rich = Plain with
        {
            Type = VulkanDeviceType.Cpu,
            HasStorage16 = true,
            HasFloat16 = true,
            HasSubgroupArithmetic = true,
            HasSubgroupShuffle = true,
            HasSubgroupQuad = true,
            HasCooperativeMatrix = true,
            MatrixSizes = [.. DeviceFeatureNames.All.Where(name => name.StartsWith(DeviceFeatureNames.CooperativeMatrix + "_", StringComparison.Ordinal))],
            HasMemoryModel = true,
            Extensions = ["VK_KHR_shader_float16_int8", "VK_KHR_portability_subset", "VK_KHR_cooperative_matrix", "VK_KHR_vulkan_memory_model", "VK_KHR_swapchain"],
        };
        DevicePlan plan = DevicePlan.Of(rich, new VulkanDeviceOptions())!;
        Assert.Equal(DeviceFeatureNames.All, plan.Features);
        Assert.Equal(["VK_KHR_portability_subset", "VK_KHR_shader_float16_int8", "VK_KHR_cooperative_matrix", "VK_KHR_vulkan_memory_model"], plan.Extensions.ToArray());

        plan = DevicePlan.Of(rich, new VulkanDeviceOptions { HiddenFeatures = [DeviceFeatureNames.Float16] })!;
        Assert.Equal([DeviceFeatureNames.Storage16, DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad], plan.Features.ToArray());
        Assert.Equal(["VK_KHR_portability_subset"], plan.Extensions.ToArray());

        plan = DevicePlan.Of(rich, new VulkanDeviceOptions { HiddenFeatures = [DeviceFeatureNames.CooperativeMatrix8x16x16] })!;
        Assert.Equal(DeviceFeatureNames.All.Except([DeviceFeatureNames.CooperativeMatrix8x16x16]), plan.Features);
        plan = DevicePlan.Of(rich, new VulkanDeviceOptions { HiddenFeatures = [DeviceFeatureNames.CooperativeMatrix] })!;
        Assert.Equal(["VK_KHR_portability_subset", "VK_KHR_shader_float16_int8"], plan.Extensions.ToArray());
        Assert.DoesNotContain(plan.Features, name => name.StartsWith(DeviceFeatureNames.CooperativeMatrix, StringComparison.Ordinal));
    }

    [Fact]
    public void Overrides_only_ever_make_limits_stricter()
    {
        DeviceLimitOverrides overrides = new() { StorageRange = 1000, TexelElements = 1L << 40, GroupCountY = 7, OffsetAlignment = 512 };
        DeviceLimits limits = DevicePlan.Of(Plain, new VulkanDeviceOptions { LimitOverrides = overrides })!.Limits;
        Assert.Equal((1000, 65536, 65535, 7, 512), (limits.StorageRange, limits.TexelElements, limits.GroupCountX, limits.GroupCountY, limits.StorageAlignment));
    }

    [Theory]
    [InlineData("auto", 2)]
    [InlineData("", 2)]
    [InlineData("AUTO", 2)]
    [InlineData("0", 0)]
    [InlineData("3", 3)]
    [InlineData("geforce", 2)]
    [InlineData("PIPE", 0)]
    [InlineData("radv", 3)]
    public void Selectors_find_their_device(string selector, int index) => Assert.Equal(index, DeviceSelector.Select(Four, selector).Index);

    [Fact]
    public void A_selector_that_finds_nothing_lists_the_devices()
    {
        string message = Assert.Throws<DeviceNotFoundException>(() => DeviceSelector.Select(Four, "arc")).Message;
        Assert.StartsWith("no Vulkan device matches 'arc'; expected 'auto', an index or a part of one of these names:\n  0: llvmpipe (LLVM 15), CPU", message, StringComparison.Ordinal);
        Assert.Contains("\n  2: NVIDIA GeForce, discrete GPU", message, StringComparison.Ordinal);
        Assert.Throws<DeviceNotFoundException>(() => DeviceSelector.Select(Four, "4"));
    }

    [Fact]
    public void Memory_types_are_chosen_by_use()
    {
        const MemoryPropertyFlags local = MemoryPropertyFlags.DeviceLocalBit, visible = MemoryPropertyFlags.HostVisibleBit,
            coherent = MemoryPropertyFlags.HostCoherentBit, cached = MemoryPropertyFlags.HostCachedBit;
        ImmutableArray<MemoryTypeFacts> discrete =
            [new(local | MemoryPropertyFlags.LazilyAllocatedBit, 0), new(local, 0), new(visible | coherent, 1), new(visible | coherent | cached, 1), new(local | visible | coherent, 2)];
        Assert.Equal(1, MemoryTypeChoice.Of(MemoryUse.Kernels, uint.MaxValue, false, discrete));
        Assert.Equal(2, MemoryTypeChoice.Of(MemoryUse.Upload, uint.MaxValue, false, discrete));
        Assert.Equal(3, MemoryTypeChoice.Of(MemoryUse.Download, uint.MaxValue, false, discrete));
        Assert.Equal(4, MemoryTypeChoice.Of(MemoryUse.Kernels, 0b10100, false, discrete));
        Assert.Null(MemoryTypeChoice.Of(MemoryUse.Upload, 0b00010, false, discrete));

        ImmutableArray<MemoryTypeFacts> shared = [new(local, 0), new(local | visible | coherent, 0), new(local | visible | coherent | cached, 0)];
        Assert.Equal(2, MemoryTypeChoice.Of(MemoryUse.Kernels, uint.MaxValue, true, shared));
    }

    private static VulkanDeviceInfo[] Four =>
    [
        Info(0, "llvmpipe (LLVM 15)", VulkanDeviceType.Cpu, "llvmpipe"), Info(1, "Intel Iris", VulkanDeviceType.IntegratedGpu, "anv"),
        Info(2, "NVIDIA GeForce", VulkanDeviceType.DiscreteGpu, "NVIDIA"), Info(3, "AMD Radeon", VulkanDeviceType.DiscreteGpu, "radv"),
    ];

    private static VulkanDeviceInfo Info(int index, string name, VulkanDeviceType type, string driver) =>
        new(index, name, type, 0, 0, driver, "", 0, new Version(1, 3, 0), 0, DeviceLimits.Baseline, []);
}
