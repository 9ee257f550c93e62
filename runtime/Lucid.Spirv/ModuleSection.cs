using Lucid.Spirv.Grammar;

namespace Lucid.Spirv;

/// <summary>The sections of a module in the order that the standard demands (SPIR-V §2.4).</summary>
internal enum ModuleSection
{
    Capabilities,
    Extensions,
    ExtendedInstructionSets,
    MemoryModel,
    EntryPoints,
    ExecutionModes,
    Sources,
    Names,
    Processings,
    Annotations,
    Globals,
    Functions,
}

internal static class ModuleSections
{
    /// <summary>Where an instruction outside functions belongs. What we do not know is taken for a type, the commonest kind of extension.</summary>
    public static ModuleSection Of(Opcode opcode) => opcode switch
    {
        Opcode.Capability => ModuleSection.Capabilities,
        Opcode.Extension => ModuleSection.Extensions,
        Opcode.ExtInstImport => ModuleSection.ExtendedInstructionSets,
        Opcode.MemoryModel => ModuleSection.MemoryModel,
        Opcode.EntryPoint => ModuleSection.EntryPoints,
        Opcode.ExecutionMode or Opcode.ExecutionModeId => ModuleSection.ExecutionModes,
        Opcode.String or Opcode.Source or Opcode.SourceExtension or Opcode.SourceContinued => ModuleSection.Sources,
        Opcode.Name or Opcode.MemberName => ModuleSection.Names,
        Opcode.ModuleProcessed => ModuleSection.Processings,
        Opcode.Decorate or Opcode.MemberDecorate or Opcode.DecorationGroup or Opcode.GroupDecorate or Opcode.GroupMemberDecorate
            or Opcode.DecorateId or Opcode.DecorateString or Opcode.MemberDecorateString => ModuleSection.Annotations,
        Opcode.Function => ModuleSection.Functions,
        _ => ModuleSection.Globals,
    };

    public static bool IsType(Opcode opcode) => opcode is >= Opcode.TypeVoid and <= Opcode.TypeForwardPointer and not Opcode.TypeForwardPointer
        or Opcode.TypeCooperativeMatrixKHR or Opcode.TypeCooperativeMatrixNV;

    public static bool IsConstant(Opcode opcode) => opcode is >= Opcode.ConstantTrue and <= Opcode.SpecConstantOp or Opcode.Undef;

    /// <summary>True if the standard lets the instruction stand among the globals.</summary>
    public static bool MayBeGlobal(Opcode opcode) =>
        IsType(opcode) || IsConstant(opcode) || opcode is Opcode.TypeForwardPointer or Opcode.Variable or Opcode.ExtInst || InstructionTable.Find(opcode) is null;
}
