namespace Lucid.Spirv;

/// <summary>The scalar types that every Vulkan device computes with; all but bool have 32 bits.</summary>
public enum ScalarKind
{
    Bool,
    I32,
    U32,
    F32,
}
