// VK_KHR_cooperative_matrix (extension 507, revision 2), written by hand: it is younger than the registry the bindings are
// generated from. The values of StructureType are added by the generator (Subset.HandWrittenValues). When a registry that has the
// extension is read, this file goes and the names are listed in Subset.

#pragma warning disable CA1051 // Structs that C reads are their fields; the generated ones are exempt as generated code.

namespace Lucid.Vulkan;

public enum ComponentTypeKHR : int
{
    Float16Khr = 0,
    Float32Khr = 1,
    Float64Khr = 2,
    Sint8Khr = 3,
    Sint16Khr = 4,
    Sint32Khr = 5,
    Sint64Khr = 6,
    Uint8Khr = 7,
    Uint16Khr = 8,
    Uint32Khr = 9,
    Uint64Khr = 10,
}

public enum ScopeKHR : int
{
    DeviceKhr = 1,
    WorkgroupKhr = 2,
    SubgroupKhr = 3,
    QueueFamilyKhr = 5,
}

public unsafe struct PhysicalDeviceCooperativeMatrixFeaturesKHR
{
    public StructureType SType;
    public void* PNext;
    public Bool32 CooperativeMatrix;
    public Bool32 CooperativeMatrixRobustBufferAccess;
}

/// <summary>One supported shape: D[M,N] = A[M,K] · B[K,N] + C[M,N], each operand with its element type.</summary>
public unsafe struct CooperativeMatrixPropertiesKHR
{
    public StructureType SType;
    public void* PNext;
    public uint MSize;
    public uint NSize;
    public uint KSize;
    public ComponentTypeKHR AType;
    public ComponentTypeKHR BType;
    public ComponentTypeKHR CType;
    public ComponentTypeKHR ResultType;
    public Bool32 SaturatingAccumulation;
    public ScopeKHR Scope;
}

public unsafe struct PhysicalDeviceCooperativeMatrixPropertiesKHR
{
    public StructureType SType;
    public void* PNext;
    public ShaderStageFlags CooperativeMatrixSupportedStages;
}
