using Lucid.Vulkan;
using Lucid.Vulkan.Extensions.EXT;
using Lucid.Vulkan.Extensions.KHR;
using Xunit;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>How commands are found, and what happens when they are not.</summary>
public sealed unsafe class LoaderTests
{
    [Fact]
    public void A_machine_without_a_loader_gives_an_exception_that_lists_the_names_tried()
    {
        var exception = Assert.Throws<VulkanLoaderException>(() => Vk.GetApi(["libno-such-vulkan.so.1", "libno-such-vulkan.so"]));
        Assert.Equal(["libno-such-vulkan.so.1", "libno-such-vulkan.so"], exception.NamesTried);
        Assert.Equal("No Vulkan loader was found; tried libno-such-vulkan.so.1, libno-such-vulkan.so.", exception.Message);
    }

    [Fact]
    public void A_library_that_is_no_loader_is_passed_over()
    {
        var other = OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";
        Assert.Throws<VulkanLoaderException>(() => Vk.GetApi([other]));
    }

    [Fact]
    public void Before_there_is_an_instance_its_commands_are_missing_by_name()
    {
        using var vk = Vk.GetApi();
        var exception = Assert.Throws<VulkanCommandNotFoundException>(() => vk.DeviceWaitIdle(default));
        Assert.Equal("vkDeviceWaitIdle", exception.Command);
        Assert.StartsWith("vkDeviceWaitIdle is not available", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_and_the_extensions_can_be_asked_before_there_is_an_instance()
    {
        using var vk = Vk.GetApi();
        uint version = 0;
        Assert.Equal(Result.Success, vk.EnumerateInstanceVersion(&version));
        Assert.True(version >= Vk.Version11, $"instance version {(Version32)version}");
        Assert.True(vk.IsInstanceExtensionPresent("VK_KHR_get_physical_device_properties2"));
        Assert.False(vk.IsInstanceExtensionPresent("VK_LUCID_no_such_extension"));
    }

    [Fact]
    public void Destroying_the_instance_takes_its_commands_away()
    {
        var vulkan = new VulkanFixture();
        vulkan.Vk.CurrentDevice = vulkan.Device;
        vulkan.Dispose();
        Assert.Null(vulkan.Vk.CurrentInstance);
        Assert.Null(vulkan.Vk.CurrentDevice);
        Assert.Throws<VulkanCommandNotFoundException>(() => vulkan.Vk.DeviceWaitIdle(vulkan.Device));
    }

    [Fact]
    public void One_api_serves_two_devices_until_one_is_made_current()
    {
        using var first = new VulkanFixture();
        using var second = new VulkanFixture();
        Assert.Equal(Result.Success, first.Vk.DeviceWaitIdle(first.Device));
        first.Vk.CurrentDevice = first.Device;
        Assert.Equal(Result.Success, first.Vk.DeviceWaitIdle(first.Device));
        first.Vk.CurrentDevice = null;
        Assert.Equal(Result.Success, first.Vk.DeviceWaitIdle(first.Device));
        Assert.Equal(Result.Success, second.Vk.DeviceWaitIdle(second.Device));
    }

    [Fact]
    public void An_extension_that_is_not_enabled_is_not_got()
    {
        using var vulkan = new VulkanFixture();
        Assert.False(vulkan.Vk.TryGetInstanceExtension(vulkan.Instance, out ExtDebugUtils? debug));
        Assert.Null(debug);
    }

    [Fact]
    public void Cooperative_matrices_are_got_where_the_driver_has_them()
    {
        using var vulkan = new VulkanFixture();
        var offered = vulkan.Vk.IsDeviceExtensionPresent(vulkan.PhysicalDevice, KhrCooperativeMatrix.ExtensionName);
        var got = vulkan.Vk.TryGetInstanceExtension(vulkan.Instance, out KhrCooperativeMatrix? matrices);
        Assert.True(got || !offered);
        if (!offered)
            return;
        uint count = 0;
        Assert.Equal(Result.Success, matrices!.GetPhysicalDeviceCooperativeMatrixProperties(vulkan.PhysicalDevice, &count, null));
        Assert.NotEqual(0u, count);
    }
}
