using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>
/// A SPIR-V module. The logical layout that the standard demands (SPIR-V §2.4) is the data structure: an instruction cannot be in the wrong place.
/// Modules are immutable; an edit is a function from module to module. Compare modules by what <see cref="ModuleWriter"/> makes of them.
/// </summary>
public sealed record SpirvModule
{
    public required SpirvVersion Version { get; init; }

    /// <summary>The registered number of the tool that made the module, and its version.</summary>
    public required uint Generator { get; init; }

    /// <summary>Every id is smaller.</summary>
    public required uint IdBound { get; init; }

    public ImmutableArray<Instruction> Capabilities { get; init; } = [];

    public ImmutableArray<Instruction> Extensions { get; init; } = [];

    public ImmutableArray<Instruction> ExtendedInstructionSets { get; init; } = [];

    public required Instruction MemoryModel { get; init; }

    public ImmutableArray<Instruction> EntryPoints { get; init; } = [];

    public ImmutableArray<Instruction> ExecutionModes { get; init; } = [];

    /// <summary>OpString, OpSource and their kin.</summary>
    public ImmutableArray<Instruction> Sources { get; init; } = [];

    /// <summary>OpName and OpMemberName.</summary>
    public ImmutableArray<Instruction> Names { get; init; } = [];

    /// <summary>OpModuleProcessed.</summary>
    public ImmutableArray<Instruction> Processings { get; init; } = [];

    /// <summary>Decorations.</summary>
    public ImmutableArray<Instruction> Annotations { get; init; } = [];

    /// <summary>Types, constants and variables outside functions; each after what it uses.</summary>
    public ImmutableArray<Instruction> Globals { get; init; } = [];

    public ImmutableArray<Function> Functions { get; init; } = [];

    /// <summary>OpNoLine and OpLine at the very end.</summary>
    public ImmutableArray<Instruction> TrailingLines { get; init; } = [];

    /// <summary>All instructions in the order of the standard, lines of source included.</summary>
    public IEnumerable<Instruction> Instructions
    {
        get
        {
            ImmutableArray<Instruction>[] sections =
            [
                Capabilities, Extensions, ExtendedInstructionSets, [MemoryModel], EntryPoints, ExecutionModes, Sources, Names, Processings, Annotations, Globals,
                .. Functions.Select(function => function.Instructions),
            ];
            foreach (ImmutableArray<Instruction> section in sections)
            {
                foreach (Instruction instruction in section)
                {
                    foreach (Instruction line in instruction.Lines) yield return line;
                    yield return instruction;
                }
            }

            foreach (Instruction line in TrailingLines) yield return line;
        }
    }

    public bool Equals(SpirvModule? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
