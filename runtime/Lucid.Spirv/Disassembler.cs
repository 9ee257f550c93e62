using System.Globalization;
using System.Text;
using Lucid.Spirv.Disassembly;
using Lucid.Spirv.Grammar;

namespace Lucid.Spirv;

/// <summary>
/// A module as text in the form of spirv-dis: what that tool prints, but for the header, which leaves out who made the module. An
/// instruction that we do not know is printed as the assembler's raw words, <c>!0x…</c>.
/// </summary>
public static class Disassembler
{
    private const int Indent = 15;

    public static string Disassemble(SpirvModule module)
    {
        var literals = new LiteralText(module);
        var names = new FriendlyNames(module, literals);
        HashSet<Id> glsl = [.. module.ExtendedInstructionSets.Where(set => set.StringAt(1) == "GLSL.std.450").Select(set => set.Result!.Value)];

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"; SPIR-V {module.Version}\n; Bound: {module.IdBound}\n");
        foreach (Instruction instruction in module.Instructions)
        {
            string result = instruction.Result is Id id ? $"%{names[id]} = " : "";
            text.Append(result.PadLeft(Indent));
            if (instruction.IsKnown)
                AppendOperands(text.Append("Op").Append(instruction.Opcode), instruction);
            else
                AppendRaw(text, instruction);
            text.Append('\n');
        }

        return text.ToString();

        void AppendOperands(StringBuilder line, Instruction instruction)
        {
            foreach (Operand operand in instruction.Operands)
            {
                if (operand.Kind == OperandKind.Result) continue;
                line.Append(' ').Append(OperandText(instruction, operand));
            }
        }

        string OperandText(Instruction instruction, Operand operand)
        {
            uint word = instruction.Words[operand.Start];
            return operand.Kind switch
            {
                OperandKind.ResultType or OperandKind.Id or OperandKind.Result => "%" + names[new Id(word)],
                OperandKind.Integer => instruction.Opcode == Opcode.Switch ? literals.Case(instruction, word) : Plain(word),
                OperandKind.String => Quoted(instruction.StringAt(operand.Start)),
                OperandKind.Number => literals.Number(instruction),
                OperandKind.ExtendedInstruction => glsl.Contains(instruction.IdAt(2)) ? Enum.GetName((GlslInstruction)word) ?? Plain(word) : Plain(word),
                OperandKind.NestedOpcode => Enum.GetName((Opcode)(ushort)word) ?? Plain(word),
                OperandKind.Enumerant => operand.Enumeration!.NameOf(word) ?? Plain(word),
                OperandKind.Raw => "!" + Plain(word),
            };
        }
    }

    private static void AppendRaw(StringBuilder line, Instruction instruction)
    {
        line.Append(CultureInfo.InvariantCulture, $"!0x{((uint)(instruction.Words.Length + 1) << 16) | (uint)instruction.Opcode:x8}");
        foreach (uint word in instruction.Words) line.Append(CultureInfo.InvariantCulture, $" !0x{word:x8}");
        line.Append(CultureInfo.InvariantCulture, $" ; unknown opcode {(uint)instruction.Opcode}");
    }

    private static string Plain(uint word) => word.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
