using System.Runtime.InteropServices;

using Lucid.Packaging;

namespace Lucid.Testing;

/// <summary>Where each <see cref="Resource"/> is on this machine, or why it is not.</summary>
public static class Resources
{
    private const string DebianOnnxTests = "/usr/share/libonnx-testdata/data";

    /// <summary>The ICD file of SwiftShader: <c>LUCID_SWIFTSHADER_ICD</c>, or where <c>tests/setup-swiftshader.sh</c> puts it.</summary>
    public static string? SwiftShaderIcd => FirstFile(
        Environment.GetEnvironmentVariable("LUCID_SWIFTSHADER_ICD"),
        RepositoryRoot.Combine(".lucid/swiftshader/vk_swiftshader_icd.json"));

    /// <summary>The folder that holds <c>node/</c>, <c>pytorch-converted/</c> and <c>pytorch-operator/</c>.</summary>
    public static string? OnnxNodeTests => FirstFolder(RepositoryRoot.Combine("../shared/golden/onnx-node"), DebianOnnxTests);

    /// <summary>The same with as many tests as this machine has: Debian's package holds all of them.</summary>
    public static string? AllOnnxNodeTests => FirstFolder(DebianOnnxTests) ?? OnnxNodeTests;

    /// <summary>The folder of trained models of third parties.</summary>
    public static string? TrainedModels => FirstFolder(RepositoryRoot.Combine("../shared/golden/real"));

    /// <summary>Vulkan's registry.</summary>
    public static string? VulkanRegistry => FirstFile("/usr/share/vulkan/registry/vk.xml");

    /// <summary>Whether the long sweeps were asked for (<c>./test --full</c>).</summary>
    public static bool Full => Environment.GetEnvironmentVariable("LUCID_FULL") == "1";

    /// <summary>Why <paramref name="resource"/> cannot be used, saying how to get it; null where it can.</summary>
    public static string? WhyAbsent(Resource resource) => resource switch
    {
        Resource.Vulkan => CanLoadVulkan.Value ? null : "no Vulkan loader or driver on this machine (apt: libvulkan1 mesa-vulkan-drivers)",
        Resource.SwiftShader => SwiftShaderIcd is not null ? null : "SwiftShader is absent (tests/setup-swiftshader.sh fetches it)",
        Resource.CooperativeMatrix => WhyAbsent(Resource.Vulkan) ?? (DeviceMatrix.All.Any(DeviceMatrix.Offers(DeviceFeatureNames.CooperativeMatrix))
            ? null : "no driver here offers cooperative matrices (./test --full runs these on a newer Mesa, from tests/setup-mesa-root.sh)"),
        Resource.ValidationLayer => FirstFile(LayerFolders.Select(folder => Path.Combine(folder, "VkLayer_khronos_validation.json")).ToArray()) is not null
            ? null : "the Vulkan validation layer is absent (apt: vulkan-validationlayers)",
        Resource.SpirvTools => OnPath("spirv-val") && OnPath("spirv-dis") ? null : "spirv-val is absent (apt: spirv-tools)",
        Resource.VulkanRegistry => VulkanRegistry is not null ? null : "vk.xml is absent (apt: libvulkan-dev)",
        Resource.OnnxNodeTests => OnnxNodeTests is not null ? null : "ONNX's node tests are absent (apt: libonnx-testdata)",
        Resource.TrainedModels => TrainedModels is not null ? null : "the trained models of third parties are not part of the repository (../shared/golden/real is absent)",
    };

    private static readonly string[] LayerFolders =
        ["/usr/share/vulkan/explicit_layer.d", "/usr/local/share/vulkan/explicit_layer.d", "/etc/vulkan/explicit_layer.d"];

    private static readonly string[] DriverFolders =
        ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d"];

    private static readonly Lazy<bool> CanLoadVulkan = new(() =>
    {
        bool loader = new[] { "libvulkan.so.1", "vulkan-1", "libvulkan.1.dylib", "libMoltenVK.dylib" }
            .Any(name => NativeLibrary.TryLoad(name, out _));
        bool driver = !OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable("VK_ICD_FILENAMES") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("VK_DRIVER_FILES") is { Length: > 0 }
            || DriverFolders.Any(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.json").Any());
        return loader && driver;
    });

    private static string? FirstFile(params string?[] paths) => paths.FirstOrDefault(path => path is { Length: > 0 } && File.Exists(path));

    private static string? FirstFolder(params string[] paths) => paths.FirstOrDefault(Directory.Exists);

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)));
}
