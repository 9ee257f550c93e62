namespace Lucid.Spirv.Grammar;

/// <summary>How pointers are addressed (SPIR-V §3.4).</summary>
public enum AddressingModel : uint
{
    Logical = 0,
    Physical32 = 1,
    Physical64 = 2,
    PhysicalStorageBuffer64 = 5348,
}
