namespace Lucid.Spirv.Grammar;

/// <summary>How memory is accessed (SPIR-V §3.26); some bits bring operands.</summary>
[Flags]
public enum MemoryAccess : uint
{
    None = 0,
    Volatile = 0x1,
    Aligned = 0x2,
    Nontemporal = 0x4,
    MakePointerAvailable = 0x8,
    MakePointerVisible = 0x10,
    NonPrivatePointer = 0x20,
}
