using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Fusion;

/// <summary>
/// Which computations may leave the 32 bits with a sign in which a device holds 64-bit integers. Those of narrower types keep their low bits, as
/// two's complement arithmetic of their width does, and never overflow.
/// </summary>
internal static class IntegerOverflow
{
    /// <summary>Whether a node's result may.</summary>
    public static bool MayOccur(Graph graph, Node node) => node.Inputs.Count > 0 && MayOccur(node.Op, graph.TypeOf(node.Inputs[^1]).Element, graph.TypeOf(node.Output).Element);

    /// <summary>Whether a step of an elementwise graph may.</summary>
    public static bool MayOccur(ElementwiseGraph graph) => graph.Steps.Any(step => MayOccur(graph, step));

    /// <inheritdoc cref="MayOccur(ElementwiseGraph)"/>
    public static bool MayOccur(ElementwiseGraph graph, ElementStep step) =>
        step is { Kind: ElementStepKind.Compute, Op: { } op } && MayOccur(op, graph.Steps[step.Arguments[^1]].Type, step.Type);

    private static bool MayOccur(Op op, ElementType operand, ElementType result)
    {
        if (result is not (ElementType.I64 or ElementType.U64)) return false;
        return op switch
        {
            Pointwise pointwise => pointwise.Kind is PointwiseKind.Add or PointwiseKind.Sub or PointwiseKind.Mul or PointwiseKind.Div or PointwiseKind.Pow or PointwiseKind.Neg
                or PointwiseKind.Abs or PointwiseKind.PRelu,
            // u64 holds no negative number: on the device a sign would be one.
            Cast => operand.IsFloat() || operand == ElementType.U32 || (result == ElementType.U64 && operand is ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64),
            Reduce reduce => reduce.Kind is ReduceKind.Sum or ReduceKind.Mean or ReduceKind.Prod or ReduceKind.L1 or ReduceKind.SumSquare,
            ScatterND scatter => scatter.Reduction is ScatterReduction.Add or ScatterReduction.Mul,
            _ => false,
        };
    }
}
