namespace Lucid.Spirv.Reflection;

/// <summary>One binding that a module declares.</summary>
/// <param name="Set">The descriptor set.</param>
/// <param name="Binding">The number within the set.</param>
/// <param name="Kind">What must be bound.</param>
/// <param name="Name">The block's or variable's name in the source; empty where it was stripped.</param>
/// <param name="Count">How many descriptors; more than 1 for an array, 0 for one without a size.</param>
/// <param name="IsReadable">False if the source says <c>writeonly</c>.</param>
/// <param name="IsWritable">False for what is read only by its nature or because the source says <c>readonly</c>.</param>
/// <param name="FixedBytes">Bytes of the block before a last array without a size; 0 for what is no buffer block.</param>
/// <param name="ElementBytes">Bytes from element to element of a last array without a size; 0 if there is none.</param>
public sealed record DescriptorBinding(
    int Set, int Binding, DescriptorKind Kind, string Name, int Count, bool IsReadable, bool IsWritable, int FixedBytes, int ElementBytes);
