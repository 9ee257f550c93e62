using Lucid.Runtime.Devices;
using Lucid.Vulkan;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class VulkanResultTests
{
    [Theory]
    [InlineData(Result.Success)]
    [InlineData(Result.Incomplete)]
    [InlineData(Result.Timeout)]
    public void Codes_of_0_and_above_are_no_failures(Result result) => result.Check("vkWaitForFences");

    [Fact]
    public void A_failure_names_the_command_and_the_result()
    {
        VulkanException exception = Assert.Throws<VulkanException>(() => Result.ErrorInitializationFailed.Check("vkCreateDevice"));
        Assert.Equal("vkCreateDevice failed: ErrorInitializationFailed", exception.Message);
        Assert.Equal(("vkCreateDevice", -3, "ErrorInitializationFailed"), (exception.Command, exception.Code, exception.ResultName));
        Assert.Equal("vkCreateDevice failed: -4711", Assert.Throws<VulkanException>(() => ((Result)(-4711)).Check("vkCreateDevice")).Message);
    }

    [Fact]
    public void A_lost_device_says_what_to_do() => Assert.Equal(
        "vkQueueSubmit failed: ErrorDeviceLost; the device was lost (a driver reset, a removed device or a kernel that ran too long); open it again",
        Assert.Throws<DeviceLostException>(() => Result.ErrorDeviceLost.Check("vkQueueSubmit")).Message);

    [Fact]
    public void Out_of_memory_says_how_much_was_wanted_and_how_much_was_held()
    {
        OutOfDeviceMemoryException exception = Assert.Throws<OutOfDeviceMemoryException>(() =>
            Result.ErrorOutOfDeviceMemory.Check("vkAllocateMemory", allocatedBytes: 1000, neededBytes: 3 << 20));
        Assert.Equal("vkAllocateMemory failed: ErrorOutOfDeviceMemory; 3,145,728 bytes (3.0 MiB) were needed, 1,000 bytes were allocated on this device before", exception.Message);
        Assert.Equal((3 << 20, 1000), (exception.NeededBytes, exception.AllocatedBytes));
        Assert.Equal(
            "vkQueueSubmit failed: ErrorOutOfHostMemory; the driver is out of memory; 0 bytes were allocated on this device before",
            Assert.Throws<OutOfDeviceMemoryException>(() => Result.ErrorOutOfHostMemory.Check("vkQueueSubmit")).Message);
    }
}
