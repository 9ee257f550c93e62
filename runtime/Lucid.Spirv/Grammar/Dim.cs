namespace Lucid.Spirv.Grammar;

/// <summary>The dimensionality of an image (SPIR-V §3.8).</summary>
public enum Dim : uint
{
    Dim1D = 0,
    Dim2D = 1,
    Dim3D = 2,
    Cube = 3,
    Rect = 4,
    Buffer = 5,
    SubpassData = 6,
}
