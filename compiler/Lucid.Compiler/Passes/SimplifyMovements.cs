using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Removes movements of data that move nothing and joins pairs of them: reshapes, transpositions, slices, expansions, casts, joins
/// and pads. Needs nothing; leaves a graph that computes the same bits.
/// </summary>
internal static class SimplifyMovements
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        // What stands for a value of the source among the source's own values, so that chains are seen whole.
        Dictionary<ValueId, ValueId> same = [];
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Outputs.Count != 1 || node.Inputs.Count == 0) return false;
            ValueId input = Root(node.Inputs[0]);
            (Op op, ValueId from) = Join(node, input) ?? (node.Op, input);
            if (IsNothing(graph, node, op, from))
            {
                same[node.Output] = from;
                rewriter.Replace(node.Output, rewriter.New(from));
                return true;
            }

            if (ReferenceEquals(op, node.Op) && from == input) return false;
            rewriter.ReplaceBy(node, op, rewriter.New(from));
            return true;
        });

        ValueId Root(ValueId value) => same.TryGetValue(value, out ValueId root) ? root : value;

        (Op Op, ValueId Input)? Join(Node node, ValueId input)
        {
            SymbolicShape output = graph.TypeOf(node.Output).Shape;
            if (node.Op is Transpose turn && MovesOnlyUnits(turn, graph.TypeOf(input).Shape)) return (new Reshape(output), input);
            if (uses.ProducerOf(input) is not { } producer || producer.Inputs.Count == 0) return null;
            ValueId inner = Root(producer.Inputs[0]);
            return (node.Op, producer.Op) switch
            {
                // reshape(reshape(x)) = reshape(x)
                (Reshape, Reshape) => (node.Op, inner),
                // transpose by q after transpose by p: axis i of the result is axis p[q[i]] of x
                (Transpose second, Transpose first) => (new Transpose(second.Permutation.Select(axis => first.Permutation[(int)axis]).ToValueList()), inner),
                // slice(slice(x)): starts and steps multiply out
                (Slice second, Slice first) => (new Slice(
                    first.Starts.Select((start, axis) => start + (second.Starts[axis] * first.Steps[axis])).ToValueList(), second.Lengths,
                    first.Steps.Select((step, axis) => checked(step * second.Steps[axis])).ToValueList()), inner),
                // expand(expand(x)) = expand(x)
                (Expand, Expand) => (node.Op, inner),
                _ => null,
            };
        }
    }

    private static bool IsNothing(Graph graph, Node node, Op op, ValueId input)
    {
        if (graph.TypeOf(node.Output) != graph.TypeOf(input)) return false;
        return op switch
        {
            Reshape or Expand or Cast => true,
            Transpose transpose => transpose.Permutation.Select((axis, i) => axis == i).All(stays => stays),
            Slice slice => slice.Steps.All(step => step == 1) && slice.Starts.All(start => start == IntExpr.Zero),
            Pad pad => pad.Begin.Concat(pad.End).All(width => width == IntExpr.Zero),
            Concat => node.Inputs.Count == 1,
            // Numbers that change nothing; 0 turns -0 into +0, which compares equal.
            Pointwise { Kind: PointwiseKind.Add or PointwiseKind.Sub } => IsConstant(graph, node.Inputs[1], 0),
            Pointwise { Kind: PointwiseKind.Mul or PointwiseKind.Div } => IsConstant(graph, node.Inputs[1], 1),
            _ => false,
        };
    }

    private static bool IsConstant(Graph graph, ValueId value, double number) =>
        graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1 && data.ToDoubles()[0] == number;

    /// <summary>Whether the axes that are longer than 1 keep their order: then the elements keep theirs.</summary>
    private static bool MovesOnlyUnits(Transpose transpose, SymbolicShape input)
    {
        long last = -1;
        foreach (long axis in transpose.Permutation)
        {
            if (input[(int)axis] == IntExpr.One) continue;
            if (axis < last) return false;
            last = axis;
        }

        return true;
    }
}
