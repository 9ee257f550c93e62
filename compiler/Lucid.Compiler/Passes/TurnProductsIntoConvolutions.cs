using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// A product of rows between two transpositions is a convolution with a kernel of one element: (xᵀ·W + b)ᵀ = Wᵀ·x + b, where x is [N,C,L]. Needs
/// constant weights; leaves the transpositions side by side, where they undo each other.
/// </summary>
internal static class TurnProductsIntoConvolutions
{
    private static readonly Transpose Turn = new([0, 2, 1]);

    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Match> byLast = [];
        foreach (Node node in graph.Nodes)
        {
            if (Find(graph, uses, node) is { } match) byLast[match.Last.Id] = match;
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (!byLast.TryGetValue(node.Id, out Match? match)) return false;
            List<ValueId> operands = [rewriter.New(match.Input), rewriter.AddConstant(graph[match.Product.Inputs[1]].Name, match.Weight)];
            if (match.Bias is { } bias) operands.Add(rewriter.AddConstant($"{match.Product.Name}.bias", bias));
            ValueId convolved = rewriter.Add(match.Product, new Conv([1], [0], [0], [1], 1), [.. operands]);
            rewriter.ReplaceBy(node, Turn, convolved);
            return true;
        });
    }

    private static Match? Find(Graph graph, GraphUses uses, Node product)
    {
        if (product.Op is not (Linear or MatMul) || LayerWeights.Of(graph, product) is not { } layer || !IsTurn(uses.ProducerOf(product.Inputs[0]))) return null;
        Node last = product;
        HostTensor? bias = layer.Bias;
        // The addition of a bias, which a matrix product lacks.
        if (product.Op is MatMul && uses.HasOneUse(product.Output) && uses.UsersOf(product.Output)[0] is { Op: Pointwise { Kind: PointwiseKind.Add } } sum
            && sum.Inputs[0] != sum.Inputs[1] && Row(graph, sum.Inputs[sum.Inputs[0] == product.Output ? 1 : 0], layer.OutChannels) is { } row)
            (last, bias) = (sum, row);
        if (uses.IsOutput(last.Output) || uses.UsersOf(last.Output) is not { Length: > 0 } users || !users.All(IsTurn)) return null;
        double[] values = layer.Weight.ToDoubles();
        double[] turned = new double[values.Length];
        // A matrix product's weight lies as [in, out].
        for (long o = 0; o < layer.OutChannels; o++)
        for (long i = 0; i < layer.InChannels; i++)
            turned[(o * layer.InChannels) + i] = values[layer.OutputFirst ? (o * layer.InChannels) + i : (i * layer.OutChannels) + o];
        HostTensor weight = HostTensor.FromDoubles(ElementType.F32, new Shape(layer.OutChannels, layer.InChannels, 1), turned);
        return new(product, last, uses.ProducerOf(product.Inputs[0])!.Inputs[0], weight, bias);
    }

    private static bool IsTurn(Node? node) => node?.Op is Transpose { Permutation: [0, 2, 1] };

    /// <summary>A constant with one number for each column of a product.</summary>
    private static HostTensor? Row(Graph graph, ValueId value, long columns) =>
        graph.Constants.TryGetValue(value, out HostTensor? data) && data.Element == ElementType.F32 && data.Shape.Rank is >= 1 and <= 3
        && data.Shape.Extents[^1] == columns && data.Shape.ElementCount == columns
            ? HostTensor.FromDoubles(ElementType.F32, new Shape(columns), data.ToDoubles())
            : null;

    private sealed record Match(Node Product, Node Last, ValueId Input, HostTensor Weight, HostTensor? Bias);
}
