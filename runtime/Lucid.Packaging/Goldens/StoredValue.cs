using Lucid.Tensors;

namespace Lucid.Packaging.Goldens;

/// <summary>
/// Where a value of the graph lies when the kernel that stores it has run. Element (i0, i1, …) is element
/// <c>offset + Σ stride_a·i_a</c> of the buffer; in blocks of four channels, where axis 1 has no stride: <c>… + block·(i1 / 4) + i1 % 4</c>.
/// </summary>
/// <param name="Name">Unique among the values of a package.</param>
/// <param name="Value">The graph's name for it; a copy in another layout has the same.</param>
/// <param name="Kernel">The kernel of <c>main</c> after which it stands there.</param>
/// <param name="Buffer">Index of the program's buffer.</param>
/// <param name="Element">What the buffer holds: F32, F16, I32 or U32.</param>
/// <param name="Shape">The value's extents.</param>
/// <param name="Offset">Elements before its first one.</param>
/// <param name="Strides">Elements from an index to the next, for each axis.</param>
/// <param name="Block">Elements from four channels to the next four; null where the value does not lie in blocks.</param>
public sealed record StoredValue(
    string Name, string Value, string Kernel, int Buffer, ElementType Element, SymbolicShape Shape, IntExpr Offset, ValueList<IntExpr> Strides, IntExpr? Block);
