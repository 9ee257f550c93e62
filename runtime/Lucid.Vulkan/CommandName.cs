namespace Lucid.Vulkan;

/// <summary>A command's C name, and whether it is called on a device, a queue or a command buffer (and so can be had from the device itself).</summary>
internal readonly record struct CommandName(string Name, bool IsDeviceLevel);
