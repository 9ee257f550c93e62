using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// How a reduced range is cut: segments of equal length, a multiple of the 16 lanes in which each is summed. It depends on the
/// range's length alone, so that known and unknown sizes, and all devices, add up in the same order.
/// </summary>
internal sealed record ReductionSegments(IntExpr Count, IntExpr Length)
{
    private const long Lanes = 16;

    /// <summary>Segments of about <paramref name="shortest"/> elements, longer where there would be more than <paramref name="most"/>.</summary>
    public static ReductionSegments Of(IntExpr range, long shortest, long most)
    {
        IntExpr wanted = IntExpr.Max(IntExpr.Min(IntExpr.FloorDiv(range, shortest), most), 1);
        IntExpr length = IntExpr.Max(IntExpr.CeilDiv(IntExpr.CeilDiv(range, wanted), Lanes) * Lanes, Lanes);
        return new(IntExpr.Max(IntExpr.CeilDiv(range, length), 1), length);
    }

    /// <summary>The whole range at once.</summary>
    public static ReductionSegments Whole(IntExpr range) => new(IntExpr.One, IntExpr.Max(range, 1));
}
