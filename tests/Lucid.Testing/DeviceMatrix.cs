using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

using Lucid.Runtime;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Testing;

/// <summary>
/// The Vulkan drivers of this machine for tests: every one that is installed and SwiftShader where it was fetched. A driver's device is
/// opened once a process, with the validation layer, so that all tests share its compiled pipelines.
/// </summary>
/// <example>
/// <code>
/// [TheoryNeeding(Resource.Vulkan), MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
/// public void Adds(string driver)
/// {
///     using TestDevice device = DeviceMatrix.Use(driver);
///     … device.Device …
/// }
/// </code>
/// </example>
public static class DeviceMatrix
{
    private static readonly ConcurrentDictionary<string, Lazy<SharedDevice>> Opened = new(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<(string Name, int Index, ValueList<string> Features)>> Drivers = new(List);

    /// <summary>Short names in the loader's order, SwiftShader last: <c>llvmpipe</c>, <c>swiftshader</c>, <c>nvidia</c>.</summary>
    public static IReadOnlyList<string> All => [.. Drivers.Value.Select(driver => driver.Name)];

    /// <summary>The same for theories.</summary>
    public static TheoryData<string> Names => [.. All];

    /// <summary>Whether a driver's device has a feature, by the names in <see cref="Lucid.Packaging.DeviceFeatureNames"/>.</summary>
    public static Func<string, bool> Offers(string feature) => name => Drivers.Value.Single(driver => driver.Name == name).Features.Contains(feature);

    /// <summary>A driver's device, shared by the whole process. Disposing of what is returned asserts that the validation layer was silent meanwhile.</summary>
    public static TestDevice Use(string name) => new(Opened.GetOrAdd(name, _ => new(() => Open(name, null))).Value, isShared: true);

    /// <summary>A device opened with options of the test's own; disposed with what is returned.</summary>
    public static TestDevice Use(string name, VulkanDeviceOptions options) => new(Open(name, options), isShared: false);

    private static SharedDevice Open(string name, VulkanDeviceOptions? options)
    {
        if (Drivers.Value.All(driver => driver.Name != name))
            throw new InvalidOperationException($"no driver '{name}' here, only {string.Join(", ", Names)}; tests/setup-swiftshader.sh sets SwiftShader up");
        int index = Drivers.Value.Single(driver => driver.Name == name).Index;
        ConcurrentQueue<string> messages = [];
        VulkanDevice device = VulkanDevice.Open(index.ToString(CultureInfo.InvariantCulture), (options ?? new VulkanDeviceOptions()) with
        {
            EnableValidation = Resources.WhyAbsent(Resource.ValidationLayer) is null,
            OnValidationMessage = messages.Enqueue,
            CacheDirectory = options?.CacheDirectory ?? RepositoryRoot.Combine(".lucid/test-cache"),
        });
        return new(device, messages);
    }

    private static IReadOnlyList<(string Name, int Index, ValueList<string> Features)> List()
    {
        AddSwiftShader();
        // SwiftShader last, wherever the loader lists it: a test that needs any one device takes the first, and its pipelines take seconds each.
        return [.. VulkanDevices.List().Select(device => (Name: ShortName(device), device.Index, device.Features)).DistinctBy(driver => driver.Name).OrderBy(driver => driver.Name == "swiftshader")];
    }

    private static string ShortName(VulkanDeviceInfo device) => device.Name.Split(' ')[0].ToLowerInvariant();

    /// <summary>The loader reads the process' real environment, which .NET's own functions do not write on Unix.</summary>
    private static void AddSwiftShader()
    {
        if (!OperatingSystem.IsLinux() || Resources.SwiftShaderIcd is not string icd) return;
        string chosen = string.Join(':', new[] { Environment.GetEnvironmentVariable("VK_DRIVER_FILES"), Environment.GetEnvironmentVariable("VK_ICD_FILENAMES") });
        if (chosen.Contains(Path.GetFileName(icd), StringComparison.Ordinal)) return;
        string added = Environment.GetEnvironmentVariable("VK_ADD_DRIVER_FILES") is { Length: > 0 } others ? others + ":" + icd : icd;
        if (SetEnvironment("VK_ADD_DRIVER_FILES", added, 1) != 0) throw new InvalidOperationException($"setenv refused VK_ADD_DRIVER_FILES={added}");
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
