using System.Diagnostics;

using Lucid.Spirv;
using Lucid.Spirv.Editing;
using Lucid.Spirv.Grammar;

namespace Lucid.Compiler.Codegen;

/// <summary>What a strict module may consist of (spec/numerics.md, section 6): instructions whose result the standard leaves no room in.</summary>
internal static class StrictInstructions
{
    /// <summary>Instructions that are rounded, or compare floats: decorated NoContraction.</summary>
    public static bool IsRounded(Instruction instruction) => DecorateInstructions.IsFloatArithmetic(instruction) || IsComparison(instruction.Opcode);

    /// <summary>Finds what a strict module may not hold; null where there is nothing.</summary>
    public static string? FirstForbidden(SpirvModule module)
    {
        ModuleIndex index = new(module);
        HashSet<Id> decorated = [.. module.Annotations.Where(a => a.Opcode == Opcode.Decorate && a.Words[1] == (uint)Decoration.NoContraction).Select(a => a.IdAt(0))];
        foreach (Function function in module.Functions)
        {
            bool isExact = StrictModule.IsExact(index, function);
            foreach (Instruction instruction in function.Instructions)
            {
                string where = $"{Describe(instruction)} in '{index.Name(function.Id)}'";
                if (!IsPermitted(instruction, isExact)) return where;
                if (instruction.Opcode is Opcode.FMul or Opcode.VectorTimesScalar && instruction.Uses.Any(operand => HasZero(index, operand))) return where + " by a literal 0";
                if (IsRounded(instruction) && !decorated.Contains(instruction.Result!.Value)) return where + " without NoContraction";
            }
        }

        return null;
    }

    /// <summary>Whether a value is a literal 0, or a vector of them.</summary>
    public static bool IsZero(ModuleIndex index, Id value) => Components(index, value) is { Length: > 0 } components && components.All(bits => (bits & 0x7fffffff) == 0);

    /// <summary>A forbidden instruction is a mistake of ours.</summary>
    public static void Check(SpirvModule module)
    {
        if (FirstForbidden(module) is { } fault) throw new UnreachableException($"a strict module holds {fault}");
    }

    private static string Describe(Instruction instruction) =>
        instruction.Opcode == Opcode.ExtInst ? $"GLSL {(GlslInstruction)instruction.Words[3]}" : $"Op{instruction.Opcode}";

    private static bool HasZero(ModuleIndex index, Id value) => Components(index, value).Any(bits => (bits & 0x7fffffff) == 0);

    /// <summary>The bits of a float constant; none of anything else.</summary>
    private static uint[] Components(ModuleIndex index, Id value)
    {
        Instruction definition = index.Definition(value);
        if (definition.ResultType is not { } type || index.ShaderTypeOf(type) is not { Scalar: ScalarKind.F32 }) return [];
        return definition.Opcode switch
        {
            Opcode.Constant => [definition.Words[2]],
            Opcode.ConstantNull => [0],
            Opcode.ConstantComposite => [.. definition.Words.Skip(2).SelectMany(part => Components(index, new Id(part)))],
            _ => [],
        };
    }

    private static bool IsComparison(Opcode opcode) => opcode is >= Opcode.FOrdEqual and <= Opcode.FUnordGreaterThanEqual;

    /// <param name="instruction">The instruction.</param>
    /// <param name="isExact">Whether it stands where an estimate does.</param>
    private static bool IsPermitted(Instruction instruction, bool isExact) => instruction.Opcode switch
    {
        Opcode.Function or Opcode.FunctionParameter or Opcode.FunctionEnd or Opcode.FunctionCall or Opcode.Label or Opcode.Variable or Opcode.Undef => true,
        Opcode.Branch or Opcode.BranchConditional or Opcode.Switch or Opcode.Return or Opcode.ReturnValue or Opcode.Unreachable or Opcode.LoopMerge
            or Opcode.SelectionMerge or Opcode.Phi => true,
        Opcode.Load or Opcode.Store or Opcode.AccessChain or Opcode.InBoundsAccessChain or Opcode.ImageFetch or Opcode.Image or Opcode.CopyObject => true,
        Opcode.CompositeConstruct or Opcode.CompositeExtract or Opcode.CompositeInsert or Opcode.VectorShuffle or Opcode.VectorExtractDynamic
            or Opcode.VectorInsertDynamic => true,
        Opcode.Bitcast or Opcode.Select or Opcode.Any or Opcode.All => true,
        Opcode.LogicalEqual or Opcode.LogicalNotEqual or Opcode.LogicalOr or Opcode.LogicalAnd or Opcode.LogicalNot => true,
        >= Opcode.IEqual and <= Opcode.SLessThanEqual => true,
        Opcode.SNegate or Opcode.IAdd or Opcode.ISub or Opcode.IMul or Opcode.UDiv or Opcode.SDiv or Opcode.UMod or Opcode.SRem or Opcode.SMod
            or Opcode.UMulExtended or Opcode.SMulExtended or Opcode.IAddCarry or Opcode.ISubBorrow => true,
        >= Opcode.ShiftRightLogical and <= Opcode.BitCount => true,
        Opcode.ControlBarrier or Opcode.MemoryBarrier or Opcode.AtomicIAdd or Opcode.AtomicSMin or Opcode.AtomicUMin or Opcode.AtomicSMax or Opcode.AtomicUMax => true,
        // They move bits.
        Opcode.GroupNonUniformShuffle or Opcode.GroupNonUniformQuadSwap or Opcode.GroupNonUniformBroadcast or Opcode.GroupNonUniformBroadcastFirst => true,
        Opcode.FNegate or Opcode.FAdd or Opcode.FSub or Opcode.FMul or Opcode.VectorTimesScalar => true,
        Opcode.ConvertFToS or Opcode.ConvertFToU => true,
        Opcode.FDiv or Opcode.ConvertSToF or Opcode.ConvertUToF => isExact,
        Opcode.ExtInst => IsPermitted((GlslInstruction)instruction.Words[3], isExact),
        _ => IsComparison(instruction.Opcode),
    };

    private static bool IsPermitted(GlslInstruction instruction, bool isExact) => instruction switch
    {
        GlslInstruction.RoundEven or GlslInstruction.Trunc or GlslInstruction.FAbs or GlslInstruction.Floor or GlslInstruction.Ceil => true,
        GlslInstruction.SAbs or GlslInstruction.SSign or GlslInstruction.SMin or GlslInstruction.UMin or GlslInstruction.SMax or GlslInstruction.UMax
            or GlslInstruction.SClamp or GlslInstruction.UClamp => true,
        GlslInstruction.Sqrt => isExact,
        _ => false,
    };
}
