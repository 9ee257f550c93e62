namespace Lucid.Tensors;

/// <summary>What is known of a tensor before it has data: element type and extents.</summary>
/// <param name="Element">The element type.</param>
/// <param name="Shape">The extents, possibly symbolic.</param>
public readonly record struct TensorType(ElementType Element, SymbolicShape Shape)
{
    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>As <c>f32[N,3,2*h,64]</c>.</summary>
    public override string ToString() => Element.Text() + Shape;
}
