using Lucid.Packaging;

namespace Lucid.Runtime;

/// <summary>The limits of a device that decide what runs on it and how it is cut.</summary>
public sealed record DeviceLimits
{
    /// <summary>Bytes of a storage binding (maxStorageBufferRange).</summary>
    public long StorageRange { get; init; } = 128L << 20;

    /// <summary>Elements of a texel buffer view (maxTexelBufferElements).</summary>
    public long TexelElements { get; init; } = 65536;

    /// <summary>Bytes of a uniform binding (maxUniformBufferRange).</summary>
    public long UniformRange { get; init; } = 16384;

    /// <summary>Storage buffers a shader may use (maxPerStageDescriptorStorageBuffers).</summary>
    public long StorageBuffers { get; init; } = 4;

    /// <summary>Texel buffers a shader may use (maxPerStageDescriptorSampledImages counts them).</summary>
    public long TexelBuffers { get; init; } = 16;

    /// <summary>Bytes of push constants (maxPushConstantsSize).</summary>
    public long PushConstants { get; init; } = 128;

    /// <summary>Workgroups of a dispatch along x.</summary>
    public long GroupCountX { get; init; } = 65535;

    /// <summary>Workgroups of a dispatch along y.</summary>
    public long GroupCountY { get; init; } = 65535;

    /// <summary>Workgroups of a dispatch along z.</summary>
    public long GroupCountZ { get; init; } = 65535;

    /// <summary>Invocations of a workgroup (maxComputeWorkGroupInvocations).</summary>
    public long WorkgroupInvocations { get; init; } = 128;

    /// <summary>Bytes of shared memory (maxComputeSharedMemorySize).</summary>
    public long SharedMemory { get; init; } = 16384;

    /// <summary>Invocations of a subgroup; 1 where the device tells none.</summary>
    public long SubgroupSize { get; init; } = 1;

    /// <summary>Rounds that all loops of one invocation may take together.</summary>
    public long LoopRounds { get; init; } = 65535;

    /// <summary>Storage bindings start at multiples of this many bytes.</summary>
    public long StorageAlignment { get; init; } = 256;

    /// <summary>Texel views start at multiples of this many bytes.</summary>
    public long TexelAlignment { get; init; } = 256;

    /// <summary>Uniform bindings start at multiples of this many bytes.</summary>
    public long UniformAlignment { get; init; } = 256;

    /// <summary>Bytes of one allocation (maxMemoryAllocationSize).</summary>
    public long AllocationBytes { get; init; } = 1L << 30;

    /// <summary>Nanoseconds of a timestamp's tick; 0 where the compute queue has no timestamps.</summary>
    public double TimestampPeriod { get; init; }

    /// <summary>Bits of a timestamp that count.</summary>
    public int TimestampBits { get; init; }

    /// <summary>What every Vulkan 1.1 device grants.</summary>
    public static DeviceLimits Baseline { get; } = new();

    /// <summary>Workgroups of a dispatch along x, y and z.</summary>
    internal long GroupCount(int axis) => axis switch { 0 => GroupCountX, 1 => GroupCountY, _ => GroupCountZ };

    /// <summary>The limits under the names that packages use in their conditions.</summary>
    internal IEnumerable<KeyValuePair<string, long>> AsSymbols() =>
    [
        new(DeviceLimitNames.WorkgroupInvocations, WorkgroupInvocations),
        new(DeviceLimitNames.SharedMemory, SharedMemory),
        new(DeviceLimitNames.TexelElements, TexelElements),
        new(DeviceLimitNames.StorageBuffers, StorageBuffers),
        new(DeviceLimitNames.StorageRange, StorageRange),
        new(DeviceLimitNames.SubgroupSize, SubgroupSize),
        new(DeviceLimitNames.LoopRounds, LoopRounds),
    ];
}
