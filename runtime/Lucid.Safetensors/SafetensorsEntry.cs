using Lucid.Tensors;

namespace Lucid.Safetensors;

/// <summary>Where a tensor lies in a file; checked against the file's length and the element type.</summary>
/// <param name="Name">The name; unique in the file.</param>
/// <param name="Element">The element type.</param>
/// <param name="Shape">The extents.</param>
/// <param name="ByteOffset">The first byte, counted from the beginning of the file.</param>
/// <param name="ByteLength">Number of bytes; 0 for a tensor without elements.</param>
public sealed record SafetensorsEntry(string Name, ElementType Element, Shape Shape, long ByteOffset, long ByteLength);
