namespace Lucid.Spirv.Grammar;

internal enum OperandKind
{
    /// <summary>The id of the result's type.</summary>
    ResultType,

    /// <summary>The id that the instruction defines.</summary>
    Result,

    /// <summary>An id that is used.</summary>
    Id,

    /// <summary>A literal of one word.</summary>
    Integer,

    /// <summary>UTF-8 with a terminating zero, padded to whole words.</summary>
    String,

    /// <summary>A literal whose width and meaning follow from the result type.</summary>
    Number,

    /// <summary>The number of an instruction in an extended set.</summary>
    ExtendedInstruction,

    /// <summary>An opcode whose own operands follow, without result type and result (OpSpecConstantOp).</summary>
    NestedOpcode,

    /// <summary>A value of one of the standard's enumerations; some bring operands.</summary>
    Enumerant,

    /// <summary>A word of which nothing is known.</summary>
    Raw,
}
