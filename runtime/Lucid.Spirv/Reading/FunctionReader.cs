using System.Collections.Immutable;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Reading;

/// <summary>Groups the instructions after the globals into functions and blocks (SPIR-V §2.4, points 10 and 11).</summary>
internal sealed class FunctionReader
{
    private readonly List<Instruction> _instructions;
    private readonly int _end;
    private int _next;

    private FunctionReader(List<Instruction> instructions, int end)
    {
        _instructions = instructions;
        _end = end;
    }

    public static ImmutableArray<Function> Read(List<Instruction> instructions, int end)
    {
        var reader = new FunctionReader(instructions, end);
        var functions = ImmutableArray.CreateBuilder<Function>();
        while (reader._next < instructions.Count) functions.Add(reader.ReadFunction());
        return functions.ToImmutable();
    }

    private Function ReadFunction()
    {
        Instruction definition = Take();
        if (definition.Opcode != Opcode.Function)
            throw definition.Fault($"Op{definition.Opcode} stands out of order: OpFunction is expected, or an earlier section (SPIR-V §2.4)");
        var parameters = ImmutableArray.CreateBuilder<Instruction>();
        while (Peek() is Opcode.FunctionParameter) parameters.Add(Take());
        var blocks = ImmutableArray.CreateBuilder<TerminatedBlock>();
        while (Peek() is Opcode.Label) blocks.Add(ReadBlock());
        Instruction end = Take();
        if (end.Opcode != Opcode.FunctionEnd) throw end.Fault($"Op{end.Opcode} stands where OpLabel or OpFunctionEnd is expected");
        return new Function(definition, parameters.ToImmutable(), blocks.ToImmutable(), end);
    }

    private TerminatedBlock ReadBlock()
    {
        var block = new Block(Take());
        while (true)
        {
            Instruction instruction = Take();
            if (Block.IsTerminator(instruction.Opcode)) return block.Terminate(instruction);
            if (instruction.Opcode is Opcode.Label or Opcode.Function or Opcode.FunctionEnd or Opcode.FunctionParameter)
                throw instruction.Fault($"Op{instruction.Opcode} stands in a block that has no terminator yet");
            if (instruction.Opcode is not (Opcode.Undef or Opcode.Variable or Opcode.ExtInst)
                && instruction.IsKnown
                && (ModuleSections.Of(instruction.Opcode) != ModuleSection.Globals || ModuleSections.MayBeGlobal(instruction.Opcode)))
                throw instruction.Fault($"Op{instruction.Opcode} stands in a function");
            block.Add(instruction);
        }
    }

    private Opcode? Peek() => _next < _instructions.Count ? _instructions[_next].Opcode : null;

    private Instruction Take() =>
        _next < _instructions.Count ? _instructions[_next++] : throw new SpirvFormatException(_end, "the module ends inside a function");
}
