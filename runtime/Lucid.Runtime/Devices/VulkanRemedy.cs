namespace Lucid.Runtime.Devices;

/// <summary>What to install where Vulkan is missing, by operating system.</summary>
internal static class VulkanRemedy
{
    public static string ForLoader => Os(
        "install it: `apt install libvulkan1` (Debian, Ubuntu), `dnf install vulkan-loader` (Fedora), `pacman -S vulkan-icd-loader` (Arch)",
        "it comes with the graphics driver: install the current one from NVIDIA, AMD or Intel",
        "install MoltenVK and the loader: `brew install molten-vk vulkan-loader`");

    public static string ForDriver => Os(
        "install the GPU's driver, or the software driver llvmpipe: `apt install mesa-vulkan-drivers` (Debian, Ubuntu; it also has the drivers for AMD and Intel GPUs), `dnf install mesa-vulkan-drivers` (Fedora), `pacman -S vulkan-swrast` (Arch)",
        "install the current graphics driver from NVIDIA, AMD or Intel",
        "install MoltenVK: `brew install molten-vk`");

    public static string ForValidation => Os(
        "install it: `apt install vulkan-validationlayers` (Debian, Ubuntu), `dnf install vulkan-validation-layers` (Fedora)",
        "install the Vulkan SDK",
        "install it: `brew install vulkan-validationlayers`");

    private static string Os(string linux, string windows, string mac) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : linux;
}
