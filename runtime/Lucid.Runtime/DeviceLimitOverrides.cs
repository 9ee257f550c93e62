namespace Lucid.Runtime;

/// <summary>
/// Stricter limits than the device's own, to see on one device how a model runs on a lesser one. Where an override is less
/// strict than the device, the device's limit stays.
/// </summary>
public sealed record DeviceLimitOverrides
{
    /// <summary>At most this many bytes a storage binding.</summary>
    public long? StorageRange { get; init; }

    /// <summary>At most this many elements a texel view.</summary>
    public long? TexelElements { get; init; }

    /// <summary>At most this many workgroups along x.</summary>
    public long? GroupCountX { get; init; }

    /// <summary>At most this many workgroups along y.</summary>
    public long? GroupCountY { get; init; }

    /// <summary>At most this many workgroups along z.</summary>
    public long? GroupCountZ { get; init; }

    /// <summary>At most this many storage buffers a shader.</summary>
    public long? StorageBuffers { get; init; }

    /// <summary>At most this many invocations a workgroup.</summary>
    public long? WorkgroupInvocations { get; init; }

    /// <summary>At most this many bytes of shared memory.</summary>
    public long? SharedMemory { get; init; }

    /// <summary>At most this many bytes an allocation.</summary>
    public long? AllocationBytes { get; init; }

    /// <summary>Storage and texel bindings start at multiples of at least this; a power of two.</summary>
    public long? OffsetAlignment { get; init; }

    internal DeviceLimits ApplyTo(DeviceLimits limits) => limits with
    {
        StorageRange = Lower(limits.StorageRange, StorageRange),
        TexelElements = Lower(limits.TexelElements, TexelElements),
        GroupCountX = Lower(limits.GroupCountX, GroupCountX),
        GroupCountY = Lower(limits.GroupCountY, GroupCountY),
        GroupCountZ = Lower(limits.GroupCountZ, GroupCountZ),
        StorageBuffers = Lower(limits.StorageBuffers, StorageBuffers),
        WorkgroupInvocations = Lower(limits.WorkgroupInvocations, WorkgroupInvocations),
        SharedMemory = Lower(limits.SharedMemory, SharedMemory),
        AllocationBytes = Lower(limits.AllocationBytes, AllocationBytes),
        StorageAlignment = Math.Max(limits.StorageAlignment, OffsetAlignment ?? 1),
        TexelAlignment = Math.Max(limits.TexelAlignment, OffsetAlignment ?? 1),
    };

    private static long Lower(long limit, long? stricter)
    {
        if (stricter < 1) throw new ArgumentOutOfRangeException(nameof(stricter), $"a limit is at least 1; got {stricter}");
        return Math.Min(limit, stricter ?? limit);
    }
}
