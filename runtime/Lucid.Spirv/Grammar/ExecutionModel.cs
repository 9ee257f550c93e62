namespace Lucid.Spirv.Grammar;

/// <summary>What kind of shader an entry point is (SPIR-V §3.3).</summary>
public enum ExecutionModel : uint
{
    Vertex = 0,
    TessellationControl = 1,
    TessellationEvaluation = 2,
    Geometry = 3,
    Fragment = 4,
    GLCompute = 5,
    Kernel = 6,
}
