using Lucid.Runtime.Allocation;
using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Probing;
using Lucid.Runtime.Recording;
using Lucid.Runtime.Tuning;
using Lucid.Runtime.Verifying;
using Lucid.Tensors;
using Lucid.Vulkan;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lucid.Runtime;

/// <summary>
/// A Vulkan device with one compute queue. Sessions are made on it; any number of sessions and threads may share it.
/// Dispose it after them.
/// </summary>
public sealed class VulkanDevice : IDisposable
{
    private readonly VulkanInstance _instance;
    private readonly ProbeStore _probe;
    private bool _isDisposed;

    private VulkanDevice(VulkanInstance instance, LogicalDevice logical, VulkanDeviceOptions options)
    {
        _instance = instance;
        Logical = logical;
        Options = options;
        Info = Describe(logical.Facts);
        KnownBad = (options.KnownBad ?? KnownBadCandidates.Embedded).For(logical.Facts);
        Logger = options.Logger ?? NullLogger.Instance;
        Memory = new DeviceMemoryPool(logical, options.MemoryLimit);
        string? cache = CacheDirectory.Resolve(options.CacheDirectory);
        PipelineCache = new PipelineCacheStore(logical, cache, Logger);
        Tuning = new TuningStore(logical.Facts, cache, Logger);
        Findings = new FindingStore(logical.Facts, cache, Logger);
        Pipelines = new PipelineStore(logical, PipelineCache, Logger);
        _probe = new ProbeStore(this, logical.Facts, options.DistortProbe is null ? cache : null);
        Logger.DeviceOpened(Info.ToString());
    }

    /// <summary>What the driver tells of the device.</summary>
    public VulkanDeviceInfo Info { get; }

    /// <summary>The limits that sessions keep: the device's, or stricter ones from <see cref="VulkanDeviceOptions.LimitOverrides"/>.</summary>
    public DeviceLimits Limits => Logical.Limits;

    /// <summary>The features that sessions use, by the names in <see cref="Packaging.DeviceFeatureNames"/>.</summary>
    public ValueList<string> Features => new(Logical.Plan.Features);

    /// <summary>Bytes of device memory that sessions hold now.</summary>
    public long AllocatedBytes => Memory.AllocatedBytes;

    /// <summary>The most they have held at once.</summary>
    public long PeakAllocatedBytes => Memory.PeakBytes;

    /// <summary>
    /// Whether the device computes as strict packages need. The first question runs a small package; the answer is kept for the device and its driver
    /// where compiled pipelines are.
    /// </summary>
    /// <exception cref="DeviceException">The device failed.</exception>
    public ArithmeticReport ProbeArithmetic() => _probe.Report;

    internal KnownBadCandidates KnownBad { get; }

    internal VulkanInstance Instance => _instance;

    internal LogicalDevice Logical { get; }

    internal VulkanDeviceOptions Options { get; }

    internal ILogger Logger { get; }

    internal DeviceMemoryPool Memory { get; }

    internal PipelineCacheStore PipelineCache { get; }

    internal TuningStore Tuning { get; }

    internal FindingStore Findings { get; }

    internal PipelineStore Pipelines { get; }

    /// <summary>Opens a device.</summary>
    /// <param name="selector"><c>auto</c> (a discrete GPU, else an integrated, a virtual one, else a software driver), an index, or a part of a name in any case.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="VulkanUnavailableException">No loader or no driver; the message says what to install.</exception>
    /// <exception cref="DeviceNotFoundException">No device answers to the selector.</exception>
    /// <exception cref="VulkanException">The driver failed.</exception>
    public static VulkanDevice Open(string selector = DeviceSelector.Auto, VulkanDeviceOptions? options = null)
    {
        options ??= new VulkanDeviceOptions();
        VulkanInstance instance = new(options);
        try
        {
            PhysicalDevice[] physical = instance.PhysicalDevices();
            DeviceFacts[] facts = [.. physical.Select((device, index) => DeviceQuery.Read(instance, device, index))];
            DeviceFacts[] usable = [.. facts.Where(device => DevicePlan.Of(device, options) is not null)];
            if (usable.Length == 0)
                throw new VulkanDriverNotFoundException($"no device here has Vulkan 1.1 and a compute queue ({string.Join("; ", facts.Select(Describe))}); {VulkanRemedy.ForDriver}");
            int chosen = DeviceSelector.Select([.. usable.Select(Describe)], selector).Index;
            LogicalDevice logical = new(instance, physical[chosen], facts[chosen], DevicePlan.Of(facts[chosen], options)!);
            return new VulkanDevice(instance, logical, options);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Uses an instance, device and queue that belong to an engine; they are not destroyed.</summary>
    /// <exception cref="ArgumentException">The device is older than Vulkan 1.1 or the family has no compute.</exception>
    public static VulkanDevice Adopt(AdoptedDevice adopted, VulkanDeviceOptions? options = null)
    {
        options ??= new VulkanDeviceOptions();
        VulkanInstance instance = new(new Instance(adopted.Instance));
        try
        {
            PhysicalDevice physical = new(adopted.PhysicalDevice);
            DeviceFacts facts = DeviceQuery.Read(instance, physical, 0);
            string[] notEnabled = [.. Packaging.DeviceFeatureNames.All.Except(adopted.EnabledFeatures).Where(DevicePlan.NeedsEnabling)];
            DevicePlan plan = DevicePlan.Of(facts, options with { HiddenFeatures = [.. options.HiddenFeatures, .. notEnabled] })
                ?? throw new ArgumentException($"{facts.Name} has no Vulkan 1.1 with a compute queue", nameof(adopted));
            if (adopted.QueueFamilyIndex < 0 || adopted.QueueFamilyIndex >= facts.QueueFamilies.Length
                || !facts.QueueFamilies[adopted.QueueFamilyIndex].Flags.HasFlag(QueueFlags.ComputeBit))
                throw new ArgumentException($"queue family {adopted.QueueFamilyIndex} of {facts.Name} does not compute", nameof(adopted));
            LogicalDevice logical = new(
                instance, physical, facts, plan with { QueueFamily = adopted.QueueFamilyIndex },
                new Device(adopted.Device), new Queue(adopted.Queue), adopted.QueueLock);
            return new VulkanDevice(instance, logical, options);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Writes what was compiled since to the pipeline cache and destroys the device, unless it was adopted.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Pipelines.Dispose();
        PipelineCache.Dispose();
        Logical.Dispose();
        _instance.Dispose();
    }

    /// <summary>As <see cref="VulkanDeviceInfo.ToString"/>.</summary>
    public override string ToString() => Info.ToString();

    internal static VulkanDeviceInfo Describe(DeviceFacts facts)
    {
        Version32 api = new(facts.ApiVersion);
        DevicePlan? plan = DevicePlan.Of(facts, new VulkanDeviceOptions());
        return new(
            facts.Index, facts.Name, facts.Type, facts.VendorId, facts.DeviceId, facts.DriverName, facts.DriverInfo, facts.DriverVersion,
            new Version((int)api.Major, (int)api.Minor, (int)api.Patch), facts.DeviceLocalBytes, plan?.Limits ?? facts.Limits,
            new(plan?.Features ?? []));
    }
}
