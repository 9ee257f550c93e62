using Lucid.Spirv.Grammar;

namespace Lucid.Spirv.Editing;

/// <summary>Puts a decoration without operands on the result of every instruction in a function that is chosen and does not have it yet.</summary>
public static class DecorateInstructions
{
    public static SpirvModule Run(SpirvModule module, Decoration decoration, Func<Instruction, bool> choose)
    {
        HashSet<Id> decorated = [.. module.Annotations.Where(annotation => annotation.Opcode == Opcode.Decorate && annotation.Words[1] == (uint)decoration).Select(annotation => annotation.IdAt(0))];
        IEnumerable<Instruction> added =
            from function in module.Functions
            from instruction in function.Instructions
            where instruction.Result is Id result && choose(instruction) && !decorated.Contains(result)
            select new Instruction(Opcode.Decorate, instruction.Result!.Value.Value, (uint)decoration);
        return module with { Annotations = [.. module.Annotations, .. added] };
    }

    /// <summary>
    /// Forbids the device to fuse a multiplication with an addition, or to reorder: each operation is rounded on its own (SPIR-V §3.20,
    /// NoContraction).
    /// </summary>
    public static SpirvModule WithNoContraction(SpirvModule module) => Run(module, Decoration.NoContraction, IsFloatArithmetic);

    /// <summary>The float instructions among the arithmetic ones (SPIR-V §3.32.13).</summary>
    public static bool IsFloatArithmetic(Instruction instruction) => instruction.Opcode is Opcode.FNegate or Opcode.FAdd or Opcode.FSub or Opcode.FMul or Opcode.FDiv
        or Opcode.FRem or Opcode.FMod or Opcode.VectorTimesScalar or Opcode.MatrixTimesScalar or Opcode.VectorTimesMatrix or Opcode.MatrixTimesVector
        or Opcode.MatrixTimesMatrix or Opcode.OuterProduct or Opcode.Dot;
}
