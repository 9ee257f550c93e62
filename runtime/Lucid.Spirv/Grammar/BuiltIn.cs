namespace Lucid.Spirv.Grammar;

/// <summary>What the implementation provides to compute shaders (SPIR-V §3.21).</summary>
public enum BuiltIn : uint
{
    NumWorkgroups = 24,
    WorkgroupSize = 25,
    WorkgroupId = 26,
    LocalInvocationId = 27,
    GlobalInvocationId = 28,
    LocalInvocationIndex = 29,
    SubgroupSize = 36,
    NumSubgroups = 38,
    SubgroupId = 40,
    SubgroupLocalInvocationId = 41,
    SubgroupEqMask = 4416,
    SubgroupGeMask = 4417,
    SubgroupGtMask = 4418,
    SubgroupLeMask = 4419,
    SubgroupLtMask = 4420,
    DeviceIndex = 4438,
}
