using Lucid.Packaging;
using Lucid.Runtime;
using Lucid.Tensors;

namespace Lucid.Conformance.Tests.Choices;

/// <summary>
/// A device by what decides over candidates. The two software drivers are as <c>lucid devices --json</c> prints them; the others are published limits,
/// rounded to what reports of these devices in vulkan.gpuinfo.org's form say (names of the report's fields in brackets). A newer driver may say more.
/// </summary>
internal sealed record DeviceProfile(string Name, DeviceLimits Limits, ValueList<string> Features)
{
    // Radeon RX 6000 and 7000 with RADV: maxStorageBufferRange 4294967295, maxComputeSharedMemorySize 65536, subgroupSize 64, minStorageBufferOffsetAlignment 4; since the 7000 series and Mesa 24 with
    // cooperative matrices of 16x16x16.
    private static readonly DeviceProfile Amd = new("amd", new DeviceLimits
    {
        StorageRange = uint.MaxValue, TexelElements = uint.MaxValue, UniformRange = uint.MaxValue, StorageBuffers = 8_388_606, TexelBuffers = 8_388_606, PushConstants = 256,
        GroupCountX = uint.MaxValue, WorkgroupInvocations = 1024, SharedMemory = 65536, SubgroupSize = 64, StorageAlignment = 4, TexelAlignment = 4, UniformAlignment = 4,
        AllocationBytes = uint.MaxValue, LoopRounds = long.MaxValue / 4, TimestampPeriod = 10, TimestampBits = 64,
    }, [DeviceFeatureNames.Storage16, DeviceFeatureNames.Float16, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad]);

    // UHD and Iris Xe with ANV: maxStorageBufferRange 1073741824, maxTexelBufferElements 134217728, subgroupSize 32, maxPerStageDescriptorStorageBuffers 65535, cooperative matrices
    // of 8x8x16; Arc of the B series and Lunar Lake: of 8x16x16 instead.
    private static readonly DeviceProfile Intel = new("intel", new DeviceLimits
    {
        StorageRange = 1L << 30, TexelElements = 134_217_728, UniformRange = 1L << 30, StorageBuffers = 65535, TexelBuffers = 65535,
        WorkgroupInvocations = 1024, SharedMemory = 65536, SubgroupSize = 32, StorageAlignment = 4, TexelAlignment = 16, UniformAlignment = 64,
        AllocationBytes = 4L << 30, LoopRounds = long.MaxValue / 4, TimestampPeriod = 52, TimestampBits = 36,
    }, [DeviceFeatureNames.Storage16, DeviceFeatureNames.Float16, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad, DeviceFeatureNames.CooperativeMatrix, DeviceFeatureNames.CooperativeMatrix8x8x16]);

    public static IReadOnlyList<DeviceProfile> All { get; } =
    [
        new("llvmpipe", new DeviceLimits
        {
            StorageRange = 134_217_728, TexelElements = 134_217_728, UniformRange = 65536, StorageBuffers = 32, TexelBuffers = 128,
            WorkgroupInvocations = 1024, SharedMemory = 32768, SubgroupSize = 8, StorageAlignment = 16, TexelAlignment = 16, UniformAlignment = 16,
            AllocationBytes = 2L << 30, LoopRounds = 65535,
        }, [DeviceFeatureNames.Storage16, DeviceFeatureNames.Float16, DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad]),
        new("swiftshader", new DeviceLimits
        {
            StorageRange = 1L << 30, TexelElements = 65536, UniformRange = 65536, StorageBuffers = 30, TexelBuffers = 200,
            WorkgroupInvocations = 256, SharedMemory = 32768, SubgroupSize = 4, StorageAlignment = 256, TexelAlignment = 256, UniformAlignment = 256,
            AllocationBytes = 1L << 30, LoopRounds = long.MaxValue / 4,
        }, [DeviceFeatureNames.CpuDevice, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad]),
        // GeForce RTX 30 to 50 and data-centre cards alike: maxStorageBufferRange 4294967295, maxTexelBufferElements 134217728, maxComputeSharedMemorySize 49152,
        // maxComputeWorkGroupCount[0] 2147483647, minStorageBufferOffsetAlignment 16, subgroupSize 32.
        new("nvidia", new DeviceLimits
        {
            StorageRange = uint.MaxValue, TexelElements = 134_217_728, UniformRange = 65536, StorageBuffers = 1_048_576, TexelBuffers = 1_048_576, PushConstants = 256,
            GroupCountX = int.MaxValue, WorkgroupInvocations = 1024, SharedMemory = 49152, SubgroupSize = 32, StorageAlignment = 16, TexelAlignment = 16, UniformAlignment = 64,
            AllocationBytes = uint.MaxValue, LoopRounds = long.MaxValue / 4, TimestampPeriod = 1, TimestampBits = 64,
        }, [DeviceFeatureNames.Storage16, DeviceFeatureNames.Float16, DeviceFeatureNames.SubgroupArithmetic, DeviceFeatureNames.SubgroupShuffle, DeviceFeatureNames.SubgroupQuad, DeviceFeatureNames.CooperativeMatrix, DeviceFeatureNames.CooperativeMatrix16x16x16]),
        Amd,
        Amd.WithMatrices("amd-matrix", DeviceFeatureNames.CooperativeMatrix16x16x16),
        Intel,
        Intel.WithMatrices("intel-matrix", DeviceFeatureNames.CooperativeMatrix8x16x16),
        // Mali-G7x with Arm's own driver: maxStorageBufferRange 134217728, maxTexelBufferElements 65536, maxComputeWorkGroupInvocations 512,
        // maxPerStageDescriptorStorageBuffers 35, subgroupSize 16.
        new("mobile", new DeviceLimits
        {
            StorageRange = 134_217_728, TexelElements = 65536, UniformRange = 65536, StorageBuffers = 35, TexelBuffers = 128,
            WorkgroupInvocations = 512, SharedMemory = 32768, SubgroupSize = 16, StorageAlignment = 256, TexelAlignment = 256, UniformAlignment = 16,
            AllocationBytes = 2L << 30, LoopRounds = long.MaxValue / 4,
        }, [DeviceFeatureNames.Storage16, DeviceFeatureNames.Float16, DeviceFeatureNames.SubgroupArithmetic]),
    ];

    // The same device with matrices, whatever it had.
    private DeviceProfile WithMatrices(string name, string size) => this with
    {
        Name = name, Features = [.. Features.Where(feature => !feature.StartsWith(DeviceFeatureNames.CooperativeMatrix, StringComparison.Ordinal)), DeviceFeatureNames.CooperativeMatrix, size],
    };
}
