namespace Lucid.Spirv.Grammar;

/// <summary>The memory consistency model (SPIR-V §3.5).</summary>
public enum MemoryModel : uint
{
    Simple = 0,
    GLSL450 = 1,
    OpenCL = 2,
    Vulkan = 3,
}
