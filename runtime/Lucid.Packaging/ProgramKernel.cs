using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>A fused group of the model's nodes that becomes one dispatch, with the ways it can run.</summary>
/// <param name="Name">For people and profiles; unique within the program.</param>
/// <param name="Nodes">Names of the graph's nodes that it computes.</param>
/// <param name="Candidates">Ways to run it, best first; the session takes the first whose requirements hold.</param>
/// <param name="Flops">Arithmetic of the definition (a multiply-add counts 2), for profiles.</param>
/// <param name="BytesMoved">Bytes that must cross the memory at least once, for profiles.</param>
public sealed record ProgramKernel(
    string Name,
    ValueList<string> Nodes,
    ValueList<KernelCandidate> Candidates,
    IntExpr Flops,
    IntExpr BytesMoved);

/// <summary>One way to run a kernel.</summary>
/// <remarks>
/// Interface of every module: descriptor set 0; binding 0 is a uniform block of 32-bit words, the <see cref="Parameters"/>
/// (std140 array of uvec4, padded); the other bindings are those of <see cref="Bindings"/>. Push constants, 32 bytes:
/// words 0..2 are the first workgroup of this sub-dispatch on each axis (a kernel adds them to gl_WorkGroupID);
/// word 3 is the depth range, begin | end &lt;&lt; 16, or 0 for all of it; words 4..7 are for bindings 1..4 what to
/// subtract from an element index into the logical range, in elements of the binding (see <see cref="KernelBinding.ElementBytes"/>), modulo 2^32.
/// Entry point: <c>main</c>.
/// </remarks>
/// <param name="Variant">The schedule, for people: <c>taps_dense 8x4 texel</c>.</param>
/// <param name="Module">Name of the stored SPIR-V module.</param>
/// <param name="Specialization">Values of specialisation constants.</param>
/// <param name="Features">Names of device features it needs, as in <see cref="DeviceFeatureNames"/>.</param>
/// <param name="Requires">Conditions over the model's symbols and device limits (<c>device.NAME</c>, as in <see cref="DeviceLimitNames"/>); each must be non-zero.</param>
/// <param name="OrderClass">Candidates of one class sum each output in the same order and so give the same bits in strict mode.</param>
/// <param name="Bindings">Buffers bound, beside binding 0.</param>
/// <param name="Parameters">Words of the uniform block, each within 32 bits (signed or unsigned).</param>
/// <param name="Groups">Workgroups on the three axes; 0 on any axis means that nothing is dispatched.</param>
/// <param name="Splits">How the dispatch may be cut when a binding would exceed the device's limits; tried in order, nested.</param>
public sealed record KernelCandidate(
    string Variant,
    string Module,
    ValueList<SpecializationValue> Specialization,
    ValueList<string> Features,
    ValueList<IntExpr> Requires,
    string OrderClass,
    ValueList<KernelBinding> Bindings,
    ValueList<IntExpr> Parameters,
    ValueList<IntExpr> Groups,
    ValueList<KernelSplit> Splits);

/// <summary>The value of a specialisation constant.</summary>
/// <param name="Id">SpecId of the module.</param>
/// <param name="Value">The 32-bit pattern.</param>
public sealed record SpecializationValue(int Id, uint Value);

/// <summary>How a shader sees a buffer.</summary>
public enum BindingKind
{
    /// <summary>A storage buffer.</summary>
    Storage,

    /// <summary>A uniform texel buffer of R32G32B32A32_SFLOAT: 16 bytes an element, read only.</summary>
    TexelF32X4,
}

/// <summary>What a kernel does with a binding.</summary>
public enum BindingAccess
{
    /// <summary>Only reads.</summary>
    Read,

    /// <summary>Only writes.</summary>
    Write,

    /// <summary>Reads and writes.</summary>
    ReadWrite,
}

/// <summary>A view of a buffer bound to a kernel.</summary>
/// <param name="Binding">Binding number in descriptor set 0, from 1.</param>
/// <param name="Kind">How the shader sees it.</param>
/// <param name="Access">What the kernel does with it.</param>
/// <param name="Buffer">Index of the program's buffer.</param>
/// <param name="ByteOffset">First byte of the logical range within the buffer; a multiple of <paramref name="ElementBytes"/>.</param>
/// <param name="ByteSize">Length of the logical range.</param>
/// <param name="ElementBytes">Unit of the element indices of the push constants: 4 or 16.</param>
public sealed record KernelBinding(
    int Binding, BindingKind Kind, BindingAccess Access, int Buffer, IntExpr ByteOffset, IntExpr ByteSize, int ElementBytes);

/// <summary>What a split cuts.</summary>
public enum SplitAxis
{
    /// <summary>Workgroups along x.</summary>
    X,

    /// <summary>Workgroups along y.</summary>
    Y,

    /// <summary>Workgroups along z.</summary>
    Z,

    /// <summary>The channel blocks that are summed; a later part continues the sums that an earlier part stored.</summary>
    Depth,
}

/// <summary>
/// A cut of a dispatch into consecutive parts. Part [s0, s1) of the axis' steps touches, of each binding, only bytes
/// [s0·stride - lead, s1·stride + overlap), counted from where the enclosing part's first step begins (its lead not included; for the
/// whole dispatch: the binding's range), and clipped to what the enclosing part touches; stride 0 means all of that.
/// A split inside another one is only ever applied to parts of a single step of the outer one.
/// </summary>
/// <param name="Axis">What is cut; each axis in at most one split of a candidate.</param>
/// <param name="Steps">Number of steps: the axis' workgroups, or the channel blocks for <see cref="SplitAxis.Depth"/>.</param>
/// <param name="Strides">Bytes a step moves, for each of the candidate's bindings in order; 0 for all of the range.</param>
/// <param name="Leads">Bytes before the first step that are touched too (taps at negative offsets), for each binding in order.</param>
/// <param name="Overlaps">Bytes beyond the last step that are touched too, for each binding in order.</param>
public sealed record KernelSplit(
    SplitAxis Axis, IntExpr Steps, ValueList<IntExpr> Strides, ValueList<IntExpr> Leads, ValueList<IntExpr> Overlaps);
