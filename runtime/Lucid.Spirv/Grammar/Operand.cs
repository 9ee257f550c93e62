namespace Lucid.Spirv.Grammar;

/// <summary>One logical operand: its words are <c>[Start, Start + Count)</c> of an instruction's words; an enumerant names its enumeration.</summary>
internal readonly record struct Operand(OperandKind Kind, int Start, int Count, Enumeration? Enumeration = null);
