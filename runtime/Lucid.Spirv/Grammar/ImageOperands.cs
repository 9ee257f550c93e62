namespace Lucid.Spirv.Grammar;

/// <summary>Extra operands of image instructions (SPIR-V §3.14); each bit may bring operands.</summary>
[Flags]
public enum ImageOperands : uint
{
    None = 0,
    Bias = 0x1,
    Lod = 0x2,
    Grad = 0x4,
    ConstOffset = 0x8,
    Offset = 0x10,
    ConstOffsets = 0x20,
    Sample = 0x40,
    MinLod = 0x80,
    MakeTexelAvailable = 0x100,
    MakeTexelVisible = 0x200,
    NonPrivateTexel = 0x400,
    VolatileTexel = 0x800,
    SignExtend = 0x1000,
    ZeroExtend = 0x2000,
    Nontemporal = 0x4000,
    Offsets = 0x10000,
}
