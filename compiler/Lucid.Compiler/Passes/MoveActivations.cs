using Lucid.Compiler.Fusion;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Moves activations to where a kernel applies them for nothing. What computes each element alone, from one operand, may stand before or behind what
/// only moves elements: f(move(x)) = move(f(x)), bit by bit. Behind a movement of a layer's result it goes before the movement, into the layer;
/// before a pad that repeats elements it goes behind the pad where it would be a kernel of its own. A reshape behind a convolution with a kernel of
/// one element goes before it, so that what is added to the reshaped value joins the convolution. Needs each moved value to be read by nobody else.
/// </summary>
internal static class MoveActivations
{
    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        // For a value of the source that now is a movement of another one: the movement, and the value of the new graph that it moves.
        Dictionary<ValueId, (Node Movement, ValueId Moved)> moved = [];
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (IsActivation(graph, node, out int operand))
            {
                ValueId x = node.Inputs[operand];
                if (!uses.HasOneUse(x)) return false;
                if (!moved.TryGetValue(x, out var before))
                {
                    if (uses.ProducerOf(x) is not { } movement || !OnlyMoves(movement.Op) || !uses.HasOneUse(movement.Inputs[0]) || !EndsInLayer(graph, uses, movement.Inputs[0])) return false;
                    before = (movement, rewriter.New(movement.Inputs[0]));
                }

                ValueId active = rewriter.Add(node, node.Op, [.. node.Inputs.Select((input, i) => i == operand ? before.Moved : rewriter.New(input))]);
                moved[node.Output] = (before.Movement, active);
                rewriter.ReplaceBy(node, before.Movement, before.Movement.Op, active);
                return true;
            }

            if (node.Op is Pad { Mode: not PadMode.Constant } && uses.HasOneUse(node.Inputs[0]) && uses.ProducerOf(node.Inputs[0]) is { } active2
                && IsActivation(graph, active2, out int of) && !moved.ContainsKey(active2.Output)
                && !(uses.HasOneUse(active2.Inputs[of]) && EndsInLayer(graph, uses, active2.Inputs[of])))
            {
                ValueId padded = rewriter.Add(node, node.Op, rewriter.New(active2.Inputs[of]));
                rewriter.ReplaceBy(node, active2, active2.Op, [.. active2.Inputs.Select((input, i) => i == of ? padded : rewriter.New(input))]);
                return true;
            }

            if (node.Op is Reshape && uses.HasOneUse(node.Inputs[0]) && uses.ProducerOf(node.Inputs[0]) is { Op: Conv } layer && IsJoined(uses, node) && Reshaped(graph, node, layer) is { } wide)
            {
                ValueId x = rewriter.Add(node, new Reshape(wide), rewriter.New(layer.Inputs[0]));
                int rank = wide.Rank - 2;
                SymbolicShape weight = graph.TypeOf(layer.Inputs[1]).Shape;
                HostTensor data = graph.Constants[layer.Inputs[1]];
                ValueId same = rewriter.AddConstant(graph[layer.Inputs[1]].Name,
                    HostTensor.FromDoubles(data.Element, new Shape([weight[0].ConstantValue, weight[1].ConstantValue, .. Enumerable.Repeat(1L, rank)]), data.ToDoubles()));
                Conv conv = new(Ones(rank), Zeros(rank), Zeros(rank), Ones(rank), ((Conv)layer.Op).Groups);
                rewriter.ReplaceBy(node, layer, conv, [x, same, .. layer.Inputs.Skip(2).Select(rewriter.New)]);
                return true;
            }

            return false;
        });
    }

    private static ValueList<long> Ones(int count) => Enumerable.Repeat(1L, count).ToValueList();

    private static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();

    /// <summary>Whether a node computes each float from the one at the same place of one operand, and numbers.</summary>
    private static bool IsActivation(Graph graph, Node node, out int operand)
    {
        operand = 0;
        if (node.Op is not Pointwise pointwise || graph.TypeOf(node.Output).Element != ElementType.F32) return false;
        if (pointwise.Function.Arity == 2 && IsNumber(graph, node.Inputs[0])) operand = 1;
        else if (pointwise.Function.Arity != 1 && !(pointwise.Function.Arity == 2 && IsNumber(graph, node.Inputs[1]))) return false;
        return graph.TypeOf(node.Inputs[operand]) == graph.TypeOf(node.Output);
    }

    private static bool IsNumber(Graph graph, ValueId value) => graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1;

    private static bool OnlyMoves(Op op) => op is Reshape or Transpose or DepthToSpace or SpaceToDepth or Resize { Mode: ResizeMode.Nearest, Coordinates: not CoordinateMode.TfCropAndResize };

    /// <summary>Whether a value comes out of a layer through nothing but activations, so that more of them join its kernel.</summary>
    internal static bool EndsInLayer(Graph graph, GraphUses uses, ValueId value)
    {
        while (uses.ProducerOf(value) is { } producer)
        {
            if (GroupKernels.IsLinear(producer.Op)) return true;
            if (!IsActivation(graph, producer, out int operand) || !uses.HasOneUse(producer.Inputs[operand])) return false;
            value = producer.Inputs[operand];
        }

        return false;
    }

    /// <summary>Whether a value is one operand of a sum or product, and nothing else.</summary>
    private static bool IsJoined(GraphUses uses, Node node) =>
        uses.HasOneUse(node.Output) && uses.UsersOf(node.Output)[0].Op is Pointwise { Function.Arity: 2 };

    /// <summary>The shape of the operand of a convolution with a kernel of one element when its result is reshaped; null for any other layer or reshape.</summary>
    private static SymbolicShape? Reshaped(Graph graph, Node reshape, Node layer)
    {
        var conv = (Conv)layer.Op;
        (SymbolicShape from, SymbolicShape to, SymbolicShape input) = (graph.TypeOf(layer.Output).Shape, graph.TypeOf(reshape.Output).Shape, graph.TypeOf(layer.Inputs[0]).Shape);
        bool isPointwise = conv.Stride.All(stride => stride == 1) && conv.PadsBegin.Concat(conv.PadsEnd).All(pad => pad == IntExpr.Zero)
            && graph.Constants.TryGetValue(layer.Inputs[1], out HostTensor? weight) && weight.Shape.Extents.ToArray().Skip(2).All(extent => extent == 1);
        if (!isPointwise || from.Rank != conv.Stride.Count + 2 || to.Rank is < 3 or > 5 || from[0] != to[0] || from[1] != to[1]) return null;
        return new SymbolicShape([input[0], input[1], .. to.Extents.Skip(2)]);
    }
}
