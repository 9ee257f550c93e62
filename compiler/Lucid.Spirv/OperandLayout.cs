using System.Collections.Frozen;

namespace Lucid.Spirv;

/// <summary>
/// Which words of an instruction are ids (SPIR-V §3.32). Written as a pattern: T result type, R result, i id, l literal,
/// s literal string, * ids to the end, ~ literals to the end. An opcode that is not listed is taken to hold ids only.
/// </summary>
internal sealed class OperandLayout
{
    private static readonly FrozenDictionary<Op, OperandLayout> Known = Table().ToFrozenDictionary(p => p.Op, p => new OperandLayout(p.Pattern));
    private static readonly OperandLayout Unknown = new("*");

    private readonly string _pattern;

    private OperandLayout(string pattern) => _pattern = pattern;

    public bool HasResultType => _pattern.StartsWith('T');

    public bool HasResult => _pattern.Contains('R', StringComparison.Ordinal);

    public static OperandLayout Of(Op op) => Known.GetValueOrDefault(op, Unknown);

    /// <summary>Whether word <paramref name="index"/> is an id.</summary>
    public bool IsId(int index, Instruction instruction)
    {
        int word = 0;
        foreach (char kind in _pattern)
        {
            switch (kind)
            {
                case '*': return index >= word;
                case '~': return false;
                case 's':
                    int count = instruction.StringAt(word).WordCount;
                    if (index < word + count) return false;
                    word += count;
                    break;
                default:
                    if (index == word) return kind is 'T' or 'R' or 'i';
                    word++;
                    break;
            }
        }

        return false;
    }

    private static IEnumerable<(Op Op, string Pattern)> Table()
    {
        (string Pattern, Op[] Ops)[] rows =
        [
            ("~", [Op.Source, Op.SourceExtension, Op.MemoryModel, Op.Capability, Op.Extension, Op.ModuleProcessed, Op.Nop, Op.NoLine]),
            ("is", [Op.Name]),
            ("ils", [Op.MemberName]),
            ("Rs", [Op.String, Op.ExtInstImport]),
            ("i~", [Op.ExecutionMode, Op.Decorate, Op.Line]),
            ("il~", [Op.MemberDecorate]),
            ("lis*", [Op.EntryPoint]),
            ("R", [Op.TypeVoid, Op.TypeBool, Op.TypeSampler, Op.Label]),
            ("R~", [Op.TypeInt, Op.TypeFloat]),
            ("Ri~", [Op.TypeVector, Op.TypeMatrix, Op.TypeImage]),
            ("R*", [Op.TypeSampledImage, Op.TypeArray, Op.TypeRuntimeArray, Op.TypeStruct, Op.TypeFunction]),
            ("Rli", [Op.TypePointer]),
            ("TR", [Op.Undef, Op.ConstantTrue, Op.ConstantFalse, Op.ConstantNull, Op.SpecConstantTrue, Op.SpecConstantFalse, Op.FunctionParameter]),
            ("TR~", [Op.Constant, Op.SpecConstant]),
            ("TRl*", [Op.SpecConstantOp, Op.Variable]),
            ("TRli", [Op.Function]),
            ("TRil*", [Op.ExtInst]),
            ("TRi~", [Op.Load, Op.CompositeExtract, Op.ArrayLength]),
            ("TRii~", [Op.VectorShuffle, Op.CompositeInsert, Op.ImageFetch]),
            ("ii~", [Op.Store, Op.CopyMemory, Op.LoopMerge]),
            ("i~", [Op.SelectionMerge]),
            ("iii~", [Op.BranchConditional]),
            ("ii~", [Op.Switch]),
            ("i", [Op.Branch, Op.ReturnValue]),
            ("", [Op.FunctionEnd, Op.Kill, Op.Return, Op.Unreachable]),
            ("*", [Op.ControlBarrier, Op.MemoryBarrier]),
            ("TR*",
            [
                Op.ConstantComposite, Op.SpecConstantComposite, Op.FunctionCall, Op.AccessChain, Op.InBoundsAccessChain, Op.VectorExtractDynamic,
                Op.VectorInsertDynamic, Op.CompositeConstruct, Op.CopyObject, Op.Transpose, Op.Image, Op.SampledImage, Op.Phi,
            ]),
            // Conversions, arithmetic, comparisons, logic and bit instructions all read ids only.
            ("TR*", [.. Range(109, 124), .. Range(126, 152), .. Range(154, 191), .. Range(194, 205)]),
        ];
        return rows.SelectMany(row => row.Ops, (row, op) => (op, row.Pattern));
    }

    private static IEnumerable<Op> Range(int first, int last) => Enumerable.Range(first, last - first + 1).Select(value => (Op)value);
}
