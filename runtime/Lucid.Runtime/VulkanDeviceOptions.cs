using Lucid.Runtime.Devices;
using Lucid.Tensors;

using Microsoft.Extensions.Logging;

namespace Lucid.Runtime;

/// <summary>How a <see cref="VulkanDevice"/> is opened.</summary>
public sealed record VulkanDeviceOptions
{
    /// <summary>Loads Khronos' validation layer; its absence is an error.</summary>
    public bool EnableValidation { get; init; }

    /// <summary>With <see cref="EnableValidation"/>: also checks barriers. It takes a kernel to touch all that is bound, and so misreports parts of a cut dispatch.</summary>
    public bool EnableSynchronizationValidation { get; init; }

    /// <summary>Called with each warning or error of the validation layer, on whatever thread it arises. Without it they are logged.</summary>
    public Action<string>? OnValidationMessage { get; init; }

    /// <summary>Most bytes to allocate on the device; what would exceed it is refused before anything is allocated. Null: what the driver gives.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Stricter limits than the device's own.</summary>
    public DeviceLimitOverrides? LimitOverrides { get; init; }

    /// <summary>Features of the device not to be used, by the names in <see cref="Packaging.DeviceFeatureNames"/>.</summary>
    public IReadOnlyCollection<string> HiddenFeatures { get; init; } = [];

    /// <summary>What becomes of a package of halves where the device offers no 16-bit storage.</summary>
    public HalfPolicy Without16BitStorage { get; init; } = HalfPolicy.Unpack;

    /// <summary>
    /// Where compiled pipelines are kept between processes; empty for nowhere. Null: <c>LUCID_CACHE_DIR</c>, else the user's cache
    /// directory (<c>$XDG_CACHE_HOME/lucid</c>, <c>~/.cache/lucid</c>, <c>~/Library/Caches/lucid</c>, <c>%LOCALAPPDATA%\lucid\cache</c>).
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Stages inputs and outputs even where the device shares the processor's memory: how the way of a discrete GPU is tested without one.</summary>
    internal bool AlwaysStage { get; init; }

    /// <summary>Changes what the arithmetic probe reads: how a device that fails is tested without one. Such results are not kept.</summary>
    internal Action<Dictionary<string, HostTensor>>? DistortProbe { get; init; }

    /// <summary>Instead of the embedded list of candidates that drivers are known to get wrong.</summary>
    internal KnownBadCandidates? KnownBad { get; init; }

    /// <summary>Where diagnostics go.</summary>
    public ILogger? Logger { get; init; }
}
