using System.Collections.Immutable;

using Lucid.Packaging;

namespace Lucid.Runtime.Dispatching;

/// <summary>Three numbers, one for each axis of a grid of workgroups.</summary>
internal readonly record struct Grid(uint X, uint Y, uint Z);

/// <summary>What is bound at a binding of set 0 for a part of a dispatch.</summary>
/// <param name="Binding">Binding number.</param>
/// <param name="Kind">How the shader sees it.</param>
/// <param name="Block">Memory block.</param>
/// <param name="Offset">First byte bound: a multiple of the device's alignment for the kind.</param>
/// <param name="Size">Bytes bound: a multiple of 4 for storage, of 16 for texels.</param>
/// <param name="Shift">What the kernel subtracts from element indices into the logical range, modulo 2^32.</param>
internal readonly record struct BoundRange(int Binding, BindingKind Kind, int Block, long Offset, long Size, uint Shift);

/// <summary>One vkCmdDispatch: a box of a kernel's workgroups with the ranges it touches.</summary>
/// <param name="First">First workgroup, words 0..2 of the push constants.</param>
/// <param name="Count">Workgroups on each axis.</param>
/// <param name="Depth">Word 3 of the push constants: begin | end &lt;&lt; 16 of the depth, or 0 for all of it.</param>
/// <param name="ContinuesSums">Reads what the parts before it stored: a barrier must stand before it.</param>
/// <param name="Bindings">In the order of the candidate's bindings; parts that differ in the grid only share the same array.</param>
internal sealed record DispatchPart(Grid First, Grid Count, uint Depth, bool ContinuesSums, ImmutableArray<BoundRange> Bindings);
