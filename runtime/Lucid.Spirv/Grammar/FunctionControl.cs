namespace Lucid.Spirv.Grammar;

/// <summary>Hints to a function (SPIR-V §3.24).</summary>
[Flags]
public enum FunctionControl : uint
{
    None = 0,
    Inline = 0x1,
    DontInline = 0x2,
    Pure = 0x4,
    Const = 0x8,
}
