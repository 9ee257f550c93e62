namespace Lucid.Spirv.Grammar;

/// <summary>The language a module was written in (SPIR-V §3.2).</summary>
public enum SourceLanguage : uint
{
    Unknown = 0,
    ESSL = 1,
    GLSL = 2,
    HLSL = 5,
    SYCL = 7,
}
