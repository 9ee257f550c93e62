namespace Lucid.Model.Ops;

/// <summary>What <see cref="Pad"/> puts where the operand has nothing. For the elements a b c:</summary>
public enum PadMode
{
    /// <summary>A given value: v v | a b c | v v.</summary>
    Constant,

    /// <summary>The operand mirrored at its outermost elements, which are not repeated: c b | a b c | b a.</summary>
    Reflect,

    /// <summary>The outermost element: a a | a b c | c c.</summary>
    Edge,

    /// <summary>The operand again from its other end: b c | a b c | a b.</summary>
    Wrap,
}
