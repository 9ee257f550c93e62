using Lucid.Runtime;

namespace Lucid.Benchmarks.Contestants;

/// <summary>
/// The manifest of a device's driver: the loader enumerates all drivers, so that a peer that picks its adapter itself must be shown one alone.
/// Vulkan does not say which file a device came from; the files' names do.
/// </summary>
internal static class DriverManifest
{
    private static readonly string[] Folders = ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/nvidia/share/vulkan/icd.d"];

    private static readonly string[] Lists = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES", "LUCID_SWIFTSHADER_ICD"];

    // Of the driver's or the device's name, and of the file's.
    private static readonly (string Device, string File)[] Known =
        [("swiftshader", "swiftshader"), ("llvmpipe", "lvp_icd"), ("nvidia", "nvidia"), ("radv", "radeon"), ("amd", "amd"), ("intel", "intel")];

    /// <summary>The file; null where none is known for the device.</summary>
    public static string? Of(VulkanDeviceInfo device) => Of($"{device.DriverName} {device.Name}", Files());

    internal static string? Of(string device, IEnumerable<string> files)
    {
        string[] marks = [.. Known.Where(known => device.Contains(known.Device, StringComparison.OrdinalIgnoreCase)).Select(known => known.File)];
        return files.FirstOrDefault(file => marks.Any(mark => Path.GetFileName(file).Contains(mark, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Files() => Lists
        .SelectMany(name => (Environment.GetEnvironmentVariable(name) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .Where(File.Exists)
        .Concat(Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)));
}
