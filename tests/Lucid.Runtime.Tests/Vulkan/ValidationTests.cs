using Lucid.Vulkan;
using Lucid.Vulkan.Extensions.EXT;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>Callbacks from native code, with the validation layer calling: it must speak up on a misuse, and be silent otherwise.</summary>
public sealed unsafe class ValidationTests
{
    [Fact]
    public void A_buffer_of_size_zero_is_reported()
    {
        var messages = Messages((vulkan, debug) => CreateBuffer(vulkan, 0));
        Assert.Contains(messages, m => m.Contains("VUID-VkBufferCreateInfo-size-00912", StringComparison.Ordinal));
    }

    [Fact]
    public void A_correct_buffer_is_not()
    {
        Assert.Empty(Messages((vulkan, debug) => CreateBuffer(vulkan, 256)));
    }

    [Fact]
    public void A_message_names_the_object_by_the_name_it_was_given()
    {
        var messages = Messages((vulkan, debug) =>
        {
            var fenceInfo = new FenceCreateInfo { SType = StructureType.FenceCreateInfo, Flags = FenceCreateFlags.SignaledBit };
            Assert.Equal(Result.Success, vulkan.Vk.CreateFence(vulkan.Device, in fenceInfo, null, out var fence));
            fixed (byte* name = "the fence of the last run"u8)
            {
                var nameInfo = new DebugUtilsObjectNameInfoEXT
                {
                    SType = StructureType.DebugUtilsObjectNameInfoExt,
                    ObjectType = ObjectType.Fence,
                    ObjectHandle = fence.Handle,
                    PObjectName = name,
                };
                Assert.Equal(Result.Success, debug.SetDebugUtilsObjectName(vulkan.Device, in nameInfo));
            }
            // A submission must be given an unsignaled fence.
            Assert.Equal(Result.Success, vulkan.Vk.QueueSubmit(vulkan.Queue, 0, null, fence));
            vulkan.Vk.QueueWaitIdle(vulkan.Queue);
            vulkan.Vk.DestroyFence(vulkan.Device, fence, null);
        });
        Assert.Contains(messages, m => m.Contains("the fence of the last run", StringComparison.Ordinal));
    }

    [Fact]
    public void A_messenger_in_the_instances_chain_hears_what_happens_without_an_instance()
    {
        using var log = new ValidationLog();
        // Synchronization validation beside what is on by itself: the chain has two links.
        var enabled = ValidationFeatureEnableEXT.SynchronizationValidationExt;
        var features = new ValidationFeaturesEXT { SType = StructureType.ValidationFeaturesExt, EnabledValidationFeatureCount = 1, PEnabledValidationFeatures = &enabled };
        var messenger = log.MessengerInfo(DebugUtilsMessageSeverityFlagsEXT.InfoBitExt);
        messenger.PNext = &features;
        using (new VulkanFixture(validation: true, &messenger))
            Assert.NotEmpty(log.Messages);
    }

    /// <summary>What the layer says, at warning level and above, while the action runs.</summary>
    private static IReadOnlyList<string> Messages(Action<VulkanFixture, ExtDebugUtils> action)
    {
        using var log = new ValidationLog();
        using var vulkan = new VulkanFixture(validation: true);
        Assert.True(vulkan.Vk.TryGetInstanceExtension(vulkan.Instance, out ExtDebugUtils? debug));
        var info = log.MessengerInfo();
        Assert.Equal(Result.Success, debug.CreateDebugUtilsMessenger(vulkan.Instance, in info, null, out var messenger));
        action(vulkan, debug);
        debug.DestroyDebugUtilsMessenger(vulkan.Instance, messenger, null);
        return log.Messages;
    }

    private static void CreateBuffer(VulkanFixture vulkan, ulong size)
    {
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = size, Usage = BufferUsageFlags.StorageBufferBit };
        if (vulkan.Vk.CreateBuffer(vulkan.Device, in info, null, out var buffer) == Result.Success)
            vulkan.Vk.DestroyBuffer(vulkan.Device, buffer, null);
    }
}
