using System.Runtime.InteropServices;
using Lucid.Vulkan;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>The bindings against the driver of this machine (a software one will do).</summary>
public sealed unsafe class DeviceTests : IDisposable
{
    private readonly VulkanFixture _vulkan = new();

    public void Dispose() => _vulkan.Dispose();

    [Fact]
    public void Creating_an_instance_makes_it_current()
    {
        Assert.Equal(_vulkan.Instance, _vulkan.Vk.CurrentInstance);
        Assert.NotEqual(0, _vulkan.Instance.Handle);
    }

    [Fact]
    public void A_device_tells_its_name_version_and_limits()
    {
        _vulkan.Vk.GetPhysicalDeviceProperties(_vulkan.PhysicalDevice, out var properties);
        Assert.NotEmpty(Marshal.PtrToStringUTF8((nint)properties.DeviceName)!);
        Assert.True(properties.ApiVersion >= Vk.Version11);
        // Fields late in the struct: a wrong layout before them shows here. The values are the least that Vulkan allows.
        Assert.True(properties.Limits.MaxComputeWorkGroupInvocations >= 128);
        Assert.True(properties.Limits.MaxComputeWorkGroupCount[2] >= 65535);
        Assert.InRange(properties.Limits.NonCoherentAtomSize, 1u, 256u);
    }

    [Fact]
    public void A_property_chain_is_filled_in()
    {
        var subgroup = new PhysicalDeviceSubgroupProperties { SType = StructureType.PhysicalDeviceSubgroupProperties };
        var properties = new PhysicalDeviceProperties2 { SType = StructureType.PhysicalDeviceProperties2, PNext = &subgroup };
        _vulkan.Vk.GetPhysicalDeviceProperties2(_vulkan.PhysicalDevice, &properties);
        Assert.InRange(subgroup.SubgroupSize, 1u, 128u);
        Assert.True(subgroup.SupportedStages.HasFlag(ShaderStageFlags.ComputeBit));
        Assert.True(subgroup.SupportedOperations.HasFlag(SubgroupFeatureFlags.BasicBit));
    }

    [Fact]
    public void Every_memory_type_lies_in_a_heap_that_exists()
    {
        _vulkan.Vk.GetPhysicalDeviceMemoryProperties(_vulkan.PhysicalDevice, out var memory);
        Assert.InRange(memory.MemoryTypeCount, 1u, Vk.MaxMemoryTypes);
        foreach (var type in memory.MemoryTypes.AsSpan()[..(int)memory.MemoryTypeCount])
        {
            Assert.InRange(type.HeapIndex, 0u, memory.MemoryHeapCount - 1);
            Assert.NotEqual(0ul, memory.MemoryHeaps[(int)type.HeapIndex].Size);
        }
    }

    [Fact]
    public void An_empty_submission_signals_its_fence()
    {
        var vk = _vulkan.Vk;
        vk.CurrentDevice = _vulkan.Device;
        var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        Assert.Equal(Result.Success, vk.CreateFence(_vulkan.Device, in fenceInfo, null, out var fence));
        Assert.Equal(Result.NotReady, vk.GetFenceStatus(_vulkan.Device, fence));
        Assert.Equal(Result.Success, vk.QueueSubmit(_vulkan.Queue, 0, null, fence));
        Assert.Equal(Result.Success, vk.WaitForFences(_vulkan.Device, 1, in fence, true, 10_000_000_000));
        Assert.Equal(Result.Success, vk.GetFenceStatus(_vulkan.Device, fence));
        vk.DestroyFence(_vulkan.Device, fence, null);
    }
}
