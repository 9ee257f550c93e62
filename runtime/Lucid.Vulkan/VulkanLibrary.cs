using System.Runtime.InteropServices;

namespace Lucid.Vulkan;

/// <summary>
/// Finds the shared library through which Vulkan is reached: Khronos' loader, or a driver that can be opened directly, such as
/// MoltenVK. It is never unloaded: drivers leave threads and exit handlers behind.
/// </summary>
internal static class VulkanLibrary
{
    /// <summary>The loader's names on this system. On macOS MoltenVK stands in where there is no loader.</summary>
    public static IReadOnlyList<string> DefaultNames { get; } =
        OperatingSystem.IsWindows() ? ["vulkan-1.dll"]
        : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? ["libvulkan.dylib", "libvulkan.1.dylib", "libMoltenVK.dylib"]
        : ["libvulkan.so.1", "libvulkan.so"];

    /// <summary>The address of <c>vkGetInstanceProcAddr</c>, from which every other command is found.</summary>
    /// <exception cref="VulkanLoaderException">None of the libraries can be opened, or none has the command.</exception>
    public static nint Open(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "vkGetInstanceProcAddr", out var address))
                return address;
        }
        throw new VulkanLoaderException(names);
    }
}
