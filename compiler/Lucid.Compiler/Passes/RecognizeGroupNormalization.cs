using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Finds group normalisation in the form in which exporters write it, and takes a constant scale and shift a channel behind a normalisation
/// into its own. Needs nothing; leaves reshapes of values in blocks of channels out of the way of the layers.
/// </summary>
internal static class RecognizeGroupNormalization
{
    /// <summary>A normalisation over groups of channels with constant parameters, one a channel.</summary>
    private sealed record Match(ValueId Input, long Groups, double Epsilon, double[] Scale, double[] Bias);

    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not (Reshape or Pointwise) || Find(graph, uses, node) is not { } match) return false;
            ElementType element = graph.TypeOf(node.Output).Element;
            Shape channels = new(match.Scale.Length);
            ValueId scale = rewriter.AddConstant($"{node.Name}.scale", HostTensor.FromDoubles(element, channels, match.Scale));
            ValueId bias = rewriter.AddConstant($"{node.Name}.bias", HostTensor.FromDoubles(element, channels, match.Bias));
            rewriter.ReplaceBy(node, new GroupNormalization(match.Groups, match.Epsilon), rewriter.New(match.Input), scale, bias);
            return true;
        });
    }

    private static Match? Find(Graph graph, GraphUses uses, Node node) => node.Op switch
    {
        InstanceNormalization instance => OfParameters(graph, node, instance.Epsilon, null),
        GroupNormalization group => OfParameters(graph, node, group.Epsilon, group.Groups),
        Reshape => OfReshapes(graph, uses, node),
        Pointwise { Kind: PointwiseKind.Mul or PointwiseKind.Add } affine => OfAffine(graph, uses, node, affine.Kind),
        _ => null,
    };

    private static Match? OfParameters(Graph graph, Node node, double epsilon, long? groups)
    {
        if (!graph.Constants.TryGetValue(node.Inputs[1], out HostTensor? scale) || !graph.Constants.TryGetValue(node.Inputs[2], out HostTensor? bias)) return null;
        return new(node.Inputs[0], groups ?? scale.Shape.ElementCount, epsilon, scale.ToDoubles(), bias.ToDoubles());
    }

    // reshape(instance(reshape(x, [N,G,…])), shape of x) = group(x): a group of channels is one channel of the reshaped value.
    private static Match? OfReshapes(Graph graph, GraphUses uses, Node node)
    {
        if (Inner(uses, node.Inputs[0]) is not { Op: InstanceNormalization instance } normal || Inner(uses, normal.Inputs[0]) is not { Op: Reshape } first) return null;
        ValueId x = first.Inputs[0];
        (SymbolicShape shape, SymbolicShape grouped) = (graph.TypeOf(x).Shape, graph.TypeOf(normal.Output).Shape);
        if (shape.Rank < 2 || graph.TypeOf(node.Output).Shape != shape || grouped[0] != shape[0] || !shape[1].TryGetConstant(out long channels)
            || OfParameters(graph, normal, instance.Epsilon, null) is not { } match || channels % match.Groups != 0)
            return null;
        return match with { Input = x, Scale = Spread(match.Scale, channels), Bias = Spread(match.Bias, channels) };
    }

    // normal(x; s, b)·g = normal(x; s·g, b·g) and normal(x; s, b) + g = normal(x; s, b + g)
    private static Match? OfAffine(Graph graph, GraphUses uses, Node node, PointwiseKind kind)
    {
        for (int side = 0; side < 2; side++)
        {
            if (!graph.Constants.TryGetValue(node.Inputs[1 - side], out HostTensor? data) || Inner(uses, node.Inputs[side]) is not { } inner
                || Find(graph, uses, inner) is not { } match || graph.TypeOf(node.Output).Shape != graph.TypeOf(inner.Output).Shape
                || !IsChannelVector(data.Shape, graph.TypeOf(node.Output).Rank, match.Scale.Length))
                continue;
            double[] vector = data.ToDoubles();
            double At(int channel) => vector[vector.Length == 1 ? 0 : channel];
            return kind == PointwiseKind.Add
                ? match with { Bias = [.. match.Bias.Select((value, c) => value + At(c))] }
                : match with { Scale = [.. match.Scale.Select((value, c) => value * At(c))], Bias = [.. match.Bias.Select((value, c) => value * At(c))] };
        }

        return null;
    }

    /// <summary>The producer of a value that nothing else reads.</summary>
    private static Node? Inner(GraphUses uses, ValueId value) => uses.ProducerOf(value) is { } producer && uses.UsersOf(value).Length == 1 && !uses.IsOutput(value) ? producer : null;

    private static bool IsChannelVector(Shape shape, int rank, long channels)
    {
        if (shape.ElementCount == 1) return shape.Rank <= rank;
        int axis = shape.Rank - (rank - 1);
        return axis >= 0 && shape[axis] == channels && shape.ElementCount == channels;
    }

    private static double[] Spread(double[] aGroup, long channels) => [.. Enumerable.Range(0, (int)channels).Select(c => aGroup[c / (channels / aGroup.Length)])];
}
