using System.Collections.Immutable;

namespace Lucid.Spirv;

/// <summary>One instruction: opcode and the words after its first one.</summary>
public readonly record struct Instruction(Op Op, ImmutableArray<uint> Words)
{
    /// <summary>An instruction of the words given.</summary>
    public static Instruction Of(Op op, params ReadOnlySpan<uint> words) => new(op, [.. words]);

    /// <summary>The result's type, or 0.</summary>
    public uint ResultType => OperandLayout.Of(Op).HasResultType ? Words[0] : 0;

    /// <summary>The result, or 0.</summary>
    public uint Result => OperandLayout.Of(Op) is { HasResult: true } layout ? Words[layout.HasResultType ? 1 : 0] : 0;

    /// <summary>The literal string that begins at a word (UTF-8, NUL-terminated), and the number of words it takes.</summary>
    public (string Text, int WordCount) StringAt(int index)
    {
        List<byte> bytes = [];
        for (int i = index; i < Words.Length; i++)
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                byte value = (byte)(Words[i] >> shift);
                if (value == 0) return (System.Text.Encoding.UTF8.GetString([.. bytes]), i - index + 1);
                bytes.Add(value);
            }
        }

        return (System.Text.Encoding.UTF8.GetString([.. bytes]), Words.Length - index);
    }

    /// <summary>The ids that the instruction reads: its operands that are ids, the result type included.</summary>
    public IEnumerable<uint> References()
    {
        OperandLayout layout = OperandLayout.Of(Op);
        int result = layout.HasResult ? layout.HasResultType ? 1 : 0 : -1;
        for (int i = 0; i < Words.Length; i++)
        {
            if (i != result && layout.IsId(i, this)) yield return Words[i];
        }
    }
}
