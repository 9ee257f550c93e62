using System.Collections.Immutable;

using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>All that a driver tells of a physical device and that Lucid decides by, as plain data.</summary>
internal sealed record DeviceFacts
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    public required VulkanDeviceType Type { get; init; }

    public required uint ApiVersion { get; init; }

    public uint VendorId { get; init; }

    public uint DeviceId { get; init; }

    public uint DriverVersion { get; init; }

    public string DriverName { get; init; } = "";

    public string DriverInfo { get; init; } = "";

    public ImmutableArray<byte> PipelineCacheUuid { get; init; } = [];

    public DeviceLimits Limits { get; init; } = DeviceLimits.Baseline;

    public ImmutableHashSet<string> Extensions { get; init; } = [];

    public ImmutableArray<QueueFamily> QueueFamilies { get; init; } = [];

    public ImmutableArray<MemoryTypeFacts> MemoryTypes { get; init; } = [];

    public ImmutableArray<MemoryHeapFacts> MemoryHeaps { get; init; } = [];

    /// <summary>storageBuffer16BitAccess.</summary>
    public bool HasStorage16 { get; init; }

    /// <summary>shaderFloat16.</summary>
    public bool HasFloat16 { get; init; }

    /// <summary>Arithmetic subgroup operations in the compute stage.</summary>
    public bool HasSubgroupArithmetic { get; init; }

    /// <summary>Subgroup shuffles in the compute stage.</summary>
    public bool HasSubgroupShuffle { get; init; }

    /// <summary>Subgroup operations on quads in the compute stage.</summary>
    public bool HasSubgroupQuad { get; init; }

    /// <summary>Cooperative matrices at subgroup scope with half operands and float32 accumulator and result.</summary>
    public bool HasCooperativeMatrix { get; init; }

    /// <summary>The sizes of such matrices, by the names in <see cref="Lucid.Packaging.DeviceFeatureNames"/>.</summary>
    public ImmutableHashSet<string> MatrixSizes { get; init; } = [];

    /// <summary>vulkanMemoryModel, which modules with cooperative matrices declare.</summary>
    public bool HasMemoryModel { get; init; }

    /// <summary>Non-coherent mapped memory is flushed and invalidated in multiples of this.</summary>
    public long NonCoherentAtomBytes { get; init; } = 1;

    public long DeviceLocalBytes => MemoryHeaps.Where(heap => heap.IsDeviceLocal).Sum(heap => heap.Bytes);
}

/// <summary>What a queue family can do.</summary>
internal readonly record struct QueueFamily(QueueFlags Flags, uint Count, uint TimestampBits);

/// <summary>A memory type: how the host sees it and which heap it takes from.</summary>
internal readonly record struct MemoryTypeFacts(MemoryPropertyFlags Flags, int Heap);

/// <summary>A memory heap.</summary>
internal readonly record struct MemoryHeapFacts(long Bytes, bool IsDeviceLocal);
