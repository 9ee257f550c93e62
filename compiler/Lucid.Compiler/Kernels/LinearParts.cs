using Lucid.Compiler.Lowering;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Which kernel of the family a linear layer takes.</summary>
internal enum LinearKind
{
    /// <summary>Groups are whole blocks of four channels.</summary>
    Dense,

    /// <summary>One input and one output channel a group.</summary>
    Depthwise,

    /// <summary>Any groups.</summary>
    General,
}

/// <summary>A linear layer ready to be turned into candidates.</summary>
internal sealed record LinearParts(
    LinearForm Form, LinearKind Kind, Storage Input, Storage Weights, Storage Output, LinearView InputView, LinearView OutputView,
    LinearOperand? Operand, Storage? Vectors, bool FiniteWeights, IntExpr Flops);

/// <summary>The tensor operand of an epilogue.</summary>
internal sealed record LinearOperand(Storage Storage, LinearView View);

/// <summary>
/// How a linear kernel finds an element: Offset + image·Batch + block·Block + Σ axis·Axes + lane·Lane, in units of four lanes
/// (Lane unused) where <paramref name="Vectorised"/>, else of elements.
/// </summary>
internal sealed record LinearView(IntExpr Offset, IntExpr Batch, IntExpr Block, ValueList<IntExpr> Axes, IntExpr Lane, bool Vectorised)
{
    /// <summary>Whether the elements are halves; always vectorised then, but for an epilogue's operand.</summary>
    public bool IsHalf { get; init; }

    public int ElementBytes => (Vectorised ? 4 : 1) * (IsHalf ? 2 : 4);

    /// <summary>The words of the view in the parameter block.</summary>
    public IntExpr[] Words => [Offset, Batch, Block, .. Axes, Lane];

    /// <summary>A batched tensor (N, C, axes): vectorised where it is blocked.</summary>
    public static LinearView OfConvolution(Storage storage, LinearForm form)
    {
        IntExpr[] strides = storage.AxisStrides();
        bool blocked = storage.Layout == StorageLayout.Blocked;
        IntExpr lane = blocked ? IntExpr.One : strides[1];
        IntExpr block = blocked ? storage.Block : strides[1] * 4;
        LinearView scalars = new(IntExpr.Zero, strides[0], block, PadAxes(strides[2..]), lane, Vectorised: false) { IsHalf = storage.IsHalf };
        return blocked ? scalars.AsVectors() : scalars;
    }

    /// <summary>Rows of a matrix along the last axis: vectorised where rows are whole blocks.</summary>
    public static LinearView OfProduct(Storage storage, IntExpr rows, IntExpr columns)
    {
        LinearView scalars = new(IntExpr.Zero, rows * columns, 4, PadAxes([columns]), IntExpr.One, Vectorised: false) { IsHalf = storage.IsHalf };
        return IntExpr.Mod(columns, 4) == IntExpr.Zero ? scalars.AsVectors() : scalars;
    }

    public LinearView AsVectors() => Vectorised ? this : Scaled(expr => IntExpr.FloorDiv(expr, 4), true);

    public LinearView AsScalars() => Vectorised ? Scaled(expr => expr * 4, false) with { Lane = IntExpr.One } : this;

    public static ValueList<IntExpr> PadAxes(IntExpr[] axes) => [.. Enumerable.Repeat(IntExpr.Zero, 3 - axes.Length), .. axes];

    private LinearView Scaled(Func<IntExpr, IntExpr> scale, bool vectorised) =>
        new(scale(Offset), scale(Batch), scale(Block), Axes.Select(scale).ToValueList(), IntExpr.One, vectorised) { IsHalf = IsHalf };
}
