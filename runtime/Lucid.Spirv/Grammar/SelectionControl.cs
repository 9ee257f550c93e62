namespace Lucid.Spirv.Grammar;

/// <summary>Hints to a selection (SPIR-V §3.22).</summary>
[Flags]
public enum SelectionControl : uint
{
    None = 0,
    Flatten = 0x1,
    DontFlatten = 0x2,
}
