using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>A Pad or Slice that touches spatial axes only: positions added at the beginning and the end of each, or cut off where negative.</summary>
/// <param name="Begin">One entry a spatial axis.</param>
/// <param name="End">One entry a spatial axis.</param>
/// <param name="AddsZeros">Whether what it adds is zero; a window that only cuts adds nothing.</param>
internal sealed record SpatialWindow(ValueList<IntExpr> Begin, ValueList<IntExpr> End, bool AddsZeros)
{
    /// <summary>Whether nothing is added, whatever the sizes.</summary>
    public bool OnlyCuts => Begin.Concat(End).All(IsCut);

    /// <summary>Whether nothing is cut, whatever the sizes.</summary>
    public bool OnlyAdds => Begin.Concat(End).All(IsAdded);

    /// <summary>The window that a node is for the last <paramref name="rank"/> axes of its operand; null for any other node.</summary>
    public static SpatialWindow? Of(Graph graph, Node node, int rank)
    {
        SymbolicShape input = graph.TypeOf(node.Inputs[0]).Shape;
        int first = input.Rank - rank;
        if (first < 0) return null;
        switch (node.Op)
        {
            case Pad pad:
            {
                for (int axis = 0; axis < first; axis++)
                {
                    if (pad.Begin[axis] != IntExpr.Zero || pad.End[axis] != IntExpr.Zero) return null;
                }

                SpatialWindow window = new(
                    pad.Begin.Skip(first).ToValueList(), pad.End.Skip(first).ToValueList(), pad.Mode == PadMode.Constant && pad.Value == 0);
                return window.AddsZeros || window.OnlyCuts ? window : null;
            }

            case Slice slice:
            {
                for (int axis = 0; axis < input.Rank; axis++)
                {
                    if (slice.Steps[axis] != 1 || (axis < first && (slice.Starts[axis] != IntExpr.Zero || slice.Lengths[axis] != input[axis]))) return null;
                }

                return new(
                    slice.Starts.Skip(first).Select(start => -start).ToValueList(),
                    Enumerable.Range(first, rank).Select(axis => slice.Starts[axis] + slice.Lengths[axis] - input[axis]).ToValueList(), false);
            }

            default: return null;
        }
    }

    public static bool IsCut(IntExpr width) => width.Range().High <= 0;

    public static bool IsAdded(IntExpr width) => width.Range().Low >= 0;
}
