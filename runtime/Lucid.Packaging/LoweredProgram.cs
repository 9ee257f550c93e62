using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>
/// What a session carries out: ordered dispatches over buffers, with every size an integer expression over the model's symbols.
/// The runtime knows no graph and no op; all it needs stands here.
/// </summary>
/// <param name="Name">The model's name.</param>
/// <param name="Numerics">Which numerics contract the kernels keep.</param>
/// <param name="Precision">Element type of stored weights and activations: <see cref="ElementType.F32"/> or <see cref="ElementType.F16"/>.</param>
/// <param name="Inputs">The model's inputs in order.</param>
/// <param name="Outputs">The model's outputs in order.</param>
/// <param name="Guards">Conditions on the symbols, checked when the input shapes are known.</param>
/// <param name="Buffers">Every buffer; a buffer's index is its position.</param>
/// <param name="Prepare">Kernels run once when a session is made: they turn constants into the packings that the main kernels read.</param>
/// <param name="Main">Kernels of one run, in order.</param>
/// <param name="StaticPlan">Offsets of the activation buffers, where no size depends on a symbol.</param>
/// <param name="Metadata">Key and value pairs for tools: image conventions, the source's name.</param>
public sealed record LoweredProgram(
    string Name,
    NumericsMode Numerics,
    ElementType Precision,
    ValueList<ProgramTensor> Inputs,
    ValueList<ProgramTensor> Outputs,
    ValueList<ProgramGuard> Guards,
    ValueList<ProgramBuffer> Buffers,
    ValueList<ProgramKernel> Prepare,
    ValueList<ProgramKernel> Main,
    ProgramPlan? StaticPlan,
    ValueList<ProgramMetadata> Metadata)
{
    /// <summary>Name of the output that says where 64-bit integers left the 32 bits in which a device holds them.</summary>
    public const string OverflowName = "lucid.overflow";

    /// <summary>
    /// What may overflow, in words: a kernel and what it computes. Where there is anything, the last output is <see cref="OverflowName"/>, whose word of the same
    /// position is not 0 after a run in which it did.
    /// </summary>
    public ValueList<string> OverflowChecks { get; init; } = [];

    /// <summary>The outputs that callers see.</summary>
    public ValueList<ProgramTensor> ModelOutputs => OverflowChecks.Count == 0 ? Outputs : Outputs.SkipLast(1).ToValueList();
}

/// <summary>Which contract the results keep.</summary>
public enum NumericsMode
{
    /// <summary>float32 accumulation in one order; contraction allowed.</summary>
    Fast,

    /// <summary>Every operation rounded on its own: the same bits on every conforming device.</summary>
    Strict,
}

/// <summary>An input or output of the model, row-major in its buffer.</summary>
/// <param name="Name">The name callers use.</param>
/// <param name="Type">The type callers see.</param>
/// <param name="DeviceElement">Element type in the buffer: F32, F16, I32 or U32; I64 crosses as a range-checked I32, Bool as U32.</param>
/// <param name="Buffer">Index of the buffer.</param>
public sealed record ProgramTensor(string Name, TensorType Type, ElementType DeviceElement, int Buffer);

/// <summary>A condition that must be non-zero for the actual shapes.</summary>
/// <param name="Condition">An expression over the symbols.</param>
/// <param name="Message">What is wrong when it is 0, for the user.</param>
/// <param name="Source">Where in the model, as <c>file:line:column</c> or a node's name; empty if unknown.</param>
public sealed record ProgramGuard(IntExpr Condition, string Message, string Source);

/// <summary>A pair for tools; the runtime hands it through.</summary>
public sealed record ProgramMetadata(string Key, string Value);

/// <summary>Where a buffer's memory comes from.</summary>
public enum BufferKind
{
    /// <summary>Written by the caller before a run.</summary>
    Input,

    /// <summary>Read by the caller after a run.</summary>
    Output,

    /// <summary>Lives in the arena between its first and last use within a run.</summary>
    Activation,

    /// <summary>Stored in the package, uploaded once.</summary>
    Constant,

    /// <summary>Written once by the prepare kernels, then read by every run.</summary>
    Prepared,

    /// <summary>Reserved: lives across runs.</summary>
    State,

    /// <summary>Reserved: the caller's VkBuffer.</summary>
    External,
}

/// <summary>A range of device memory.</summary>
/// <param name="Name">For people: the value or tensor it holds.</param>
/// <param name="Kind">Where the memory comes from.</param>
/// <param name="ByteSize">Size in bytes, 1 or more; a multiple of 4.</param>
/// <param name="Constant">For <see cref="BufferKind.Constant"/>: the name of the stored tensor; else null.</param>
public sealed record ProgramBuffer(string Name, BufferKind Kind, IntExpr ByteSize, string? Constant);

/// <summary>Arena offsets of a program whose sizes are all known.</summary>
/// <param name="Offsets">Byte offset for each buffer; -1 for buffers outside the arena.</param>
/// <param name="PeakBytes">Arena size.</param>
/// <param name="LowerBoundBytes">Largest sum of sizes alive at once.</param>
public sealed record ProgramPlan(ValueList<long> Offsets, long PeakBytes, long LowerBoundBytes);
