using Lucid.Compiler.Fusion;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// What computes each element alone may stand behind a concatenation or before it, in each part: f(concat(a, b)) = concat(f(a), f(b)), bit by bit;
/// constants by channel are cut like the value. In the parts it joins the kernels that make them, as normalisation and activation between a U-Net's join
/// and its next layer do. Needs a concatenation that nothing else reads, and no more than one part for which a kernel of its own is made.
/// </summary>
internal static class MoveActivationsBeforeJoins
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        // For a value of the source that now is a concatenation: which one, and the values of the new graph that it joins.
        Dictionary<ValueId, (Node Concat, ValueId[] Parts)> joins = [];
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (Operand(graph, node) is not { } operand || !uses.HasOneUse(node.Inputs[operand])) return false;
            ValueId x = node.Inputs[operand];
            if (!joins.TryGetValue(x, out var join))
            {
                if (uses.ProducerOf(x) is not { Op: Concat } concat) return false;
                join = (concat, [.. concat.Inputs.Select(rewriter.New)]);
            }

            if (!MayMove(graph, uses, node, operand, join.Concat)) return false;
            int axis = (int)((Concat)join.Concat.Op).Axis;
            ValueId[] parts = new ValueId[join.Parts.Length];
            long start = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                long extent = graph.TypeOf(join.Concat.Inputs[i]).Shape[axis].ConstantValue;
                ValueId[] operands = [.. node.Inputs.Select((input, k) => k == operand ? join.Parts[i] : Cut(graph, rewriter, input, start, extent))];
                parts[i] = rewriter.Add(node, node.Op, operands);
                start += extent;
            }

            joins[node.Output] = (join.Concat, parts);
            rewriter.ReplaceBy(node, join.Concat, join.Concat.Op, parts);
            return true;
        });
    }

    /// <summary>Which operand of an elementwise node the result follows, where all others are constant numbers or vectors; null for any other node.</summary>
    private static int? Operand(Graph graph, Node node)
    {
        if (node.Op is not Pointwise || graph.TypeOf(node.Output).Element != ElementType.F32) return null;
        int[] moving = [.. Enumerable.Range(0, node.Inputs.Count).Where(k => !graph.Constants.ContainsKey(node.Inputs[k]))];
        return moving.Length == 1 && graph.TypeOf(node.Inputs[moving[0]]) == graph.TypeOf(node.Output) ? moving[0] : null;
    }

    private static bool MayMove(Graph graph, GraphUses uses, Node node, int operand, Node concat)
    {
        int axis = (int)((Concat)concat.Op).Axis, rank = graph.TypeOf(concat.Output).Rank;
        if (concat.Inputs.Any(part => !graph.TypeOf(part).Shape[axis].TryGetConstant(out _))) return false;
        ValueId[] others = [.. node.Inputs.Where((_, k) => k != operand)];
        if (others.Any(value => !IsNumber(graph, value) && !VariesAlong(graph, value, axis, rank))) return false;
        bool isActivation = others.All(value => IsNumber(graph, value));
        int made = concat.Inputs.Distinct().Count(part => !Joins(graph, uses, part, isActivation));
        return made == 0 || (made == 1 && concat.Inputs.Any(part => uses.ProducerOf(part) is not null && Joins(graph, uses, part, isActivation)));
    }

    /// <summary>Whether a part takes the step into the kernel that makes it, or into the one that must copy it anyway.</summary>
    private static bool Joins(Graph graph, GraphUses uses, ValueId part, bool isActivation)
    {
        if (uses.ProducerOf(part) is not { } producer) return true;
        if (!uses.HasOneUse(part)) return false;
        if (MoveActivations.EndsInLayer(graph, uses, part)) return true;
        return isActivation && (GroupKernels.IsElementwise(producer.Op) || GroupKernels.TakesChain(producer.Op));
    }

    private static bool IsNumber(Graph graph, ValueId value) => graph.Constants[value].Shape.ElementCount == 1;

    /// <summary>Whether a constant has one number for each element of an axis of a value.</summary>
    private static bool VariesAlong(Graph graph, ValueId value, int axis, int rank)
    {
        Shape shape = graph.Constants[value].Shape;
        int own = axis - (rank - shape.Rank);
        return graph.Constants[value].Element == ElementType.F32 && own >= 0 && shape[own] == shape.ElementCount;
    }

    /// <summary>The part of a constant that belongs to a part of the concatenation; a number belongs to all.</summary>
    private static ValueId Cut(Graph graph, GraphRewriter rewriter, ValueId value, long start, long extent)
    {
        HostTensor data = graph.Constants[value];
        if (data.Shape.ElementCount == 1) return rewriter.New(value);
        Shape shape = new([.. data.Shape.Extents.ToArray().Select(own => own == 1 ? 1 : extent)]);
        return rewriter.AddConstant(graph[value].Name, HostTensor.Of(shape, data.As<float>().Slice((int)start, (int)extent)));
    }
}
