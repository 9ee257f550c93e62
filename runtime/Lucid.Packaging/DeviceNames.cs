using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>Names of device limits as symbols in <see cref="KernelCandidate.Requires"/>. Every limit is at least 1.</summary>
public static class DeviceLimitNames
{
    /// <summary>What all names begin with; no symbol of a model does.</summary>
    public const string Prefix = "device.";

    /// <summary>maxComputeWorkGroupInvocations; baseline 128.</summary>
    public const string WorkgroupInvocations = "device.maxComputeWorkGroupInvocations";

    /// <summary>maxComputeSharedMemorySize in bytes; baseline 16384.</summary>
    public const string SharedMemory = "device.maxComputeSharedMemorySize";

    /// <summary>maxTexelBufferElements; baseline 65536.</summary>
    public const string TexelElements = "device.maxTexelBufferElements";

    /// <summary>maxPerStageDescriptorStorageBuffers; baseline 4.</summary>
    public const string StorageBuffers = "device.maxPerStageDescriptorStorageBuffers";

    /// <summary>maxStorageBufferRange in bytes; baseline 134217728.</summary>
    public const string StorageRange = "device.maxStorageBufferRange";

    /// <summary>Invocations of a subgroup; baseline 1.</summary>
    public const string SubgroupSize = "device.subgroupSize";

    /// <summary>Rounds that all loops of one invocation may take together; baseline 65535. No limit of Vulkan's: llvmpipe ends loops beyond it.</summary>
    public const string LoopRounds = "device.loopRounds";

    /// <summary>All names.</summary>
    public static ValueList<string> All =>
        [WorkgroupInvocations, SharedMemory, TexelElements, StorageBuffers, StorageRange, SubgroupSize, LoopRounds];

    /// <summary>The value every device offers at least.</summary>
    /// <exception cref="ArgumentException">The name is none of <see cref="All"/>.</exception>
    public static long BaselineOf(string name) => name switch
    {
        WorkgroupInvocations => 128,
        SharedMemory => 16_384,
        TexelElements => 65_536,
        StorageBuffers => 4,
        StorageRange => 134_217_728,
        SubgroupSize => 1,
        LoopRounds => 65_535,
        _ => throw new ArgumentException($"'{name}' is no device limit", nameof(name)),
    };
}

/// <summary>Names of device features in <see cref="KernelCandidate.Features"/>.</summary>
public static class DeviceFeatureNames
{
    /// <summary>16-bit values in storage buffers.</summary>
    public const string Storage16 = "storageBuffer16BitAccess";

    /// <summary>Half-precision arithmetic.</summary>
    public const string Float16 = "shaderFloat16";

    /// <summary>The driver is one that runs shaders on the host's processor, where texel loads are the fast ones.</summary>
    public const string CpuDevice = "cpuDevice";

    /// <summary>Subgroup arithmetic in compute shaders.</summary>
    public const string SubgroupArithmetic = "subgroupArithmetic";

    /// <summary>Subgroup shuffles in compute shaders.</summary>
    public const string SubgroupShuffle = "subgroupShuffle";

    /// <summary>Swaps among the four lanes of a subgroup's quads in compute shaders.</summary>
    public const string SubgroupQuad = "subgroupQuad";

    /// <summary>VK_KHR_cooperative_matrix with half operands and float32 accumulators.</summary>
    public const string CooperativeMatrix = "cooperativeMatrixF16F32";

    /// <summary>Such matrices of 16 by 16 sums over a depth of 16.</summary>
    public const string CooperativeMatrix16x16x16 = "cooperativeMatrixF16F32_16x16x16";

    /// <summary>Such matrices of 8 by 16 sums over a depth of 16.</summary>
    public const string CooperativeMatrix8x16x16 = "cooperativeMatrixF16F32_8x16x16";

    /// <summary>Such matrices of 8 by 8 sums over a depth of 16.</summary>
    public const string CooperativeMatrix8x8x16 = "cooperativeMatrixF16F32_8x8x16";

    /// <summary>Such matrices of 8 by 8 sums over a depth of 8.</summary>
    public const string CooperativeMatrix8x8x8 = "cooperativeMatrixF16F32_8x8x8";

    /// <summary>All names.</summary>
    public static ValueList<string> All =>
    [
        Storage16, Float16, CpuDevice, SubgroupArithmetic, SubgroupShuffle, SubgroupQuad,
        CooperativeMatrix, CooperativeMatrix16x16x16, CooperativeMatrix8x16x16, CooperativeMatrix8x8x16, CooperativeMatrix8x8x8,
    ];

    /// <summary>The first version of the package format with this name.</summary>
    public static FormatVersion VersionOf(string name) => name is Storage16 or Float16 or CpuDevice or SubgroupArithmetic or SubgroupShuffle or CooperativeMatrix
        ? FormatVersion.First
        : FormatVersion.WithMoreFeatures;

    /// <summary>The name for cooperative matrices of a size; null where none stands for it.</summary>
    /// <param name="rows">Rows of the sums.</param>
    /// <param name="columns">Columns of the sums.</param>
    /// <param name="depth">Products of a sum.</param>
    public static string? CooperativeMatrixOf(uint rows, uint columns, uint depth) => (rows, columns, depth) switch
    {
        (16, 16, 16) => CooperativeMatrix16x16x16,
        (8, 16, 16) => CooperativeMatrix8x16x16,
        (8, 8, 16) => CooperativeMatrix8x8x16,
        (8, 8, 8) => CooperativeMatrix8x8x8,
        _ => null,
    };
}
