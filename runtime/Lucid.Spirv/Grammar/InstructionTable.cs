using System.Collections.Immutable;

namespace Lucid.Spirv.Grammar;

/// <summary>
/// The operands of every instruction in <see cref="Opcode"/>, in the order of the standard (SPIR-V §3.32). An instruction that is
/// not here is carried as raw words.
/// </summary>
internal static class InstructionTable
{
    // operands : instructions. `type` and `result` are ids, `id` is a use; integer, string and number are literals; a capitalised word is an
    // enumeration of this folder; `?` may be absent, `*` repeats. Scopes and memory semantics are plain ids.
    private const string Rows = """
        - : Nop FunctionEnd Kill Return Unreachable NoLine TerminateInvocation DemoteToHelperInvocation
        type result : Undef ConstantTrue ConstantFalse ConstantNull SpecConstantTrue SpecConstantFalse FunctionParameter
        string : SourceContinued SourceExtension Extension ModuleProcessed
        SourceLanguage integer id? string? : Source
        id string : Name
        id integer string : MemberName
        result string : String ExtInstImport
        id integer integer : Line
        type result id instruction id* : ExtInst
        AddressingModel MemoryModel : MemoryModel
        ExecutionModel id string id* : EntryPoint
        id ExecutionMode : ExecutionMode ExecutionModeId
        Capability : Capability
        result : TypeVoid TypeBool TypeSampler DecorationGroup Label
        result integer integer : TypeInt
        result integer : TypeFloat
        result id integer : TypeVector TypeMatrix
        result id Dim integer integer integer integer ImageFormat integer? : TypeImage
        result id : TypeSampledImage TypeRuntimeArray
        result id id : TypeArray
        result id* : TypeStruct
        result StorageClass id : TypePointer
        result id id* : TypeFunction
        id StorageClass : TypeForwardPointer
        type result number : Constant SpecConstant
        type result id* : ConstantComposite SpecConstantComposite CompositeConstruct
        type result opcode : SpecConstantOp
        type result FunctionControl id : Function
        type result id id* : FunctionCall AccessChain InBoundsAccessChain
        type result StorageClass id? : Variable
        type result id id id :
            ImageTexelPointer VectorInsertDynamic Select BitFieldSExtract BitFieldUExtract AtomicLoad AtomicIIncrement
            AtomicIDecrement GroupNonUniformBroadcast GroupNonUniformBallotBitExtract GroupNonUniformShuffle
            GroupNonUniformShuffleXor GroupNonUniformShuffleUp GroupNonUniformShuffleDown GroupNonUniformQuadBroadcast
            GroupNonUniformQuadSwap CooperativeMatrixMulAddNV
        type result id MemoryAccess? : Load
        id id MemoryAccess? : Store
        id id MemoryAccess? MemoryAccess? : CopyMemory
        type result id id id* : PtrAccessChain InBoundsPtrAccessChain
        type result id integer : ArrayLength
        id Decoration : Decorate DecorateId DecorateString
        id integer Decoration : MemberDecorate MemberDecorateString
        id id* : GroupDecorate
        id (id integer)* : GroupMemberDecorate
        type result id id :
            VectorExtractDynamic SampledImage ImageQuerySizeLod IAdd FAdd ISub FSub IMul FMul UDiv SDiv FDiv UMod SRem
            SMod FRem FMod VectorTimesScalar MatrixTimesScalar VectorTimesMatrix MatrixTimesVector MatrixTimesMatrix
            OuterProduct Dot IAddCarry ISubBorrow UMulExtended SMulExtended LogicalEqual LogicalNotEqual LogicalOr
            LogicalAnd IEqual INotEqual UGreaterThan SGreaterThan UGreaterThanEqual SGreaterThanEqual ULessThan SLessThan
            ULessThanEqual SLessThanEqual FOrdEqual FUnordEqual FOrdNotEqual FUnordNotEqual FOrdLessThan FUnordLessThan
            FOrdGreaterThan FUnordGreaterThan FOrdLessThanEqual FUnordLessThanEqual FOrdGreaterThanEqual
            FUnordGreaterThanEqual ShiftRightLogical ShiftRightArithmetic ShiftLeftLogical BitwiseOr BitwiseXor BitwiseAnd
            GroupNonUniformAll GroupNonUniformAny GroupNonUniformAllEqual GroupNonUniformBroadcastFirst
            GroupNonUniformBallot GroupNonUniformInverseBallot GroupNonUniformBallotFindLSB GroupNonUniformBallotFindMSB
            PtrEqual PtrNotEqual SubgroupReadInvocationKHR
        type result id id integer* : VectorShuffle CompositeInsert
        type result id integer* : CompositeExtract
        type result id :
            CopyObject Transpose Image ImageQuerySize ImageQueryLevels ConvertFToU ConvertFToS ConvertSToF ConvertUToF
            UConvert SConvert FConvert QuantizeToF16 ConvertPtrToU ConvertUToPtr Bitcast SNegate FNegate Any All IsNan
            IsInf LogicalNot Not BitReverse BitCount GroupNonUniformElect CopyLogical SubgroupBallotKHR
            SubgroupFirstInvocationKHR SubgroupAllKHR SubgroupAnyKHR CooperativeMatrixLengthKHR CooperativeMatrixLengthNV
        type result id id ImageOperands : ImageSampleExplicitLod
        type result id id ImageOperands? : ImageFetch ImageRead
        id id id ImageOperands? : ImageWrite
        type result id id id id :
            BitFieldInsert AtomicExchange AtomicIAdd AtomicISub AtomicSMin AtomicUMin AtomicSMax AtomicUMax AtomicAnd
            AtomicOr AtomicXor AtomicFAddEXT
        id id id : ControlBarrier
        id id : MemoryBarrier
        id id id id : AtomicStore
        type result id id id id id id : AtomicCompareExchange
        type result (id id)* : Phi
        id id LoopControl : LoopMerge
        id SelectionControl : SelectionMerge
        id : Branch ReturnValue
        id id id integer* : BranchConditional
        id id (integer id)* : Switch
        type result id GroupOperation id : GroupNonUniformBallotBitCount
        type result id GroupOperation id id? :
            GroupNonUniformIAdd GroupNonUniformFAdd GroupNonUniformIMul GroupNonUniformFMul GroupNonUniformSMin
            GroupNonUniformUMin GroupNonUniformFMin GroupNonUniformSMax GroupNonUniformUMax GroupNonUniformFMax
            GroupNonUniformBitwiseAnd GroupNonUniformBitwiseOr GroupNonUniformBitwiseXor GroupNonUniformLogicalAnd
            GroupNonUniformLogicalOr GroupNonUniformLogicalXor
        type result id id integer? : SDot UDot SUDot
        type result id id id integer? : SDotAccSat UDotAccSat SUDotAccSat CooperativeMatrixMulAddKHR
        result id id id id id : TypeCooperativeMatrixKHR
        type result id id id? MemoryAccess? : CooperativeMatrixLoadKHR
        id id id id? MemoryAccess? : CooperativeMatrixStoreKHR
        result id id id id : TypeCooperativeMatrixNV
        type result id id id MemoryAccess? : CooperativeMatrixLoadNV
        id id id id MemoryAccess? : CooperativeMatrixStoreNV
        """;

    private static readonly Dictionary<Opcode, InstructionGrammar> Grammars = Parse();

    /// <summary>Null if the opcode is unknown.</summary>
    public static InstructionGrammar? Find(Opcode opcode) => Grammars.GetValueOrDefault(opcode);

    private static Dictionary<Opcode, InstructionGrammar> Parse()
    {
        Dictionary<string, Opcode> opcodes = Enum.GetValues<Opcode>().ToDictionary(opcode => opcode.ToString(), StringComparer.Ordinal);
        var grammars = new Dictionary<Opcode, InstructionGrammar>();
        var current = new InstructionGrammar([]);
        foreach (string line in Rows.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0) current = new InstructionGrammar(ParseOperands(line[..colon]));
            foreach (string name in line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                grammars.Add(opcodes[name], current);
        }

        return grammars;
    }

    private static ImmutableArray<OperandPattern> ParseOperands(string text)
    {
        var operands = ImmutableArray.CreateBuilder<OperandPattern>();
        string[] words = text.Replace("-", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i][0] != '(')
            {
                operands.Add(ParseOperand(words[i]));
                continue;
            }

            // The only groups are repeated pairs.
            ImmutableArray<OperandPattern> pair = [ParseOperand(words[i][1..]), ParseOperand(words[i + 1][..^2])];
            operands.Add(new OperandPattern(OperandKind.Raw, null, Repetition.AnyNumber, pair));
            i++;
        }

        return operands.ToImmutable();
    }

    private static OperandPattern ParseOperand(string word)
    {
        Repetition repetition = word[^1] switch
        {
            '?' => Repetition.AtMostOnce,
            '*' => Repetition.AnyNumber,
            _ => Repetition.Once,
        };
        string name = word.TrimEnd('?', '*');
        OperandKind kind = name switch
        {
            "type" => OperandKind.ResultType,
            "result" => OperandKind.Result,
            "id" => OperandKind.Id,
            "integer" => OperandKind.Integer,
            "string" => OperandKind.String,
            "number" => OperandKind.Number,
            "instruction" => OperandKind.ExtendedInstruction,
            "opcode" => OperandKind.NestedOpcode,
            _ => OperandKind.Enumerant,
        };
        return new OperandPattern(kind, kind == OperandKind.Enumerant ? Enumerations.Named(name) : null, repetition, []);
    }
}
