using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Writes instance and group normalisation as y = x·a + b with a and b from <see cref="NormalizationFactors"/>, so that the multiplication and
/// the addition join what follows, and layer normalisation so too where its rows are too long for one invocation or its scale is no row.
/// Needs nothing; leaves of the three only <see cref="LayerNormalization"/> of short rows with a scale and a bias for each position of a row.
/// </summary>
/// <remarks>
/// Not (x - mean)·a + bias: that is one operand more than an elementwise kernel binds. b is rounded as mean·a is, whose error is that of the
/// rounding of x itself.
/// </remarks>
internal static class DecomposeNormalizations
{
    private const long LongRow = 16384;

    public static Graph Run(Graph graph) => GraphRewriter.Rewrite(graph, (rewriter, node) => node.Op switch
    {
        InstanceNormalization instance => Replace(rewriter, node, graph.TypeOf(node.Output).Shape[1], instance.Epsilon),
        GroupNormalization group => Replace(rewriter, node, group.Groups, group.Epsilon),
        LayerNormalization layer => !IsRowWise(graph, node, layer) && ReplaceLayer(rewriter, node, layer),
        _ => false,
    });

    private static bool Replace(GraphRewriter rewriter, Node node, IntExpr groups, double epsilon)
    {
        ValueId x = rewriter.New(node.Inputs[0]);
        (ValueId factor, ValueId shift) = Factors(rewriter, node, x, groups, Affine(rewriter, node), epsilon);
        ValueId product = rewriter.Add(node, new Pointwise(PointwiseKind.Mul), x, factor);
        rewriter.ReplaceBy(node, new Pointwise(PointwiseKind.Add), product, shift);
        return true;
    }

    private static (ValueId Factor, ValueId Shift) Factors(GraphRewriter rewriter, Node node, ValueId x, IntExpr groups, ValueId affine, double epsilon)
    {
        ValueList<ValueId> outputs = rewriter.Builder.AddNode(new NormalizationFactors(groups, epsilon), [x, affine], node.Name, node.Span, [])
            ?? throw new System.Diagnostics.UnreachableException($"the rewrite of '{node.Name}' is wrong: {string.Join("; ", rewriter.Builder.Diagnostics)}");
        return (outputs[0], outputs[1]);
    }

    /// <summary>Scale and bias one above the other.</summary>
    private static ValueId Affine(GraphRewriter rewriter, Node node)
    {
        Graph graph = rewriter.Source;
        if (graph.Constants.TryGetValue(node.Inputs[1], out HostTensor? scale) && graph.Constants.TryGetValue(node.Inputs[2], out HostTensor? bias))
        {
            return rewriter.AddConstant($"{node.Name}.affine",
                HostTensor.FromDoubles(scale.Element, new Shape(2, scale.Shape.ElementCount), [.. scale.ToDoubles(), .. bias.ToDoubles()]));
        }

        SymbolicShape row = new(1, graph.TypeOf(node.Inputs[1]).Shape[0]);
        ValueId first = rewriter.Add(node, new Reshape(row), rewriter.New(node.Inputs[1]));
        ValueId second = rewriter.Add(node, new Reshape(row), rewriter.New(node.Inputs[2]));
        return rewriter.Add(node, new Concat(0), first, second);
    }

    /// <summary>Whether the layer kernel takes it: rows that one invocation can walk, and an entry of scale and bias for each position.</summary>
    private static bool IsRowWise(Graph graph, Node node, LayerNormalization layer)
    {
        // Only written where the kernel takes it.
        if (layer.Count != 0 || !layer.Centred) return true;
        SymbolicShape shape = graph.TypeOf(node.Output).Shape;
        IntExpr[] row = [.. shape.Extents.Skip((int)layer.Axis)];
        bool isLong = row.Aggregate(IntExpr.One, (product, extent) => product * extent).TryGetConstant(out long length) && length > LongRow;
        return !isLong && node.Inputs.Skip(1).All(input => graph.TypeOf(input).Shape is var own && own.Rank >= row.Length
            && own.Extents.Skip(own.Rank - row.Length).SequenceEqual(row) && own.Extents.Take(own.Rank - row.Length).All(extent => extent == IntExpr.One));
    }

    private static bool ReplaceLayer(GraphRewriter rewriter, Node node, LayerNormalization layer)
    {
        SymbolicShape shape = rewriter.Source.TypeOf(node.Output).Shape;
        ElementType element = rewriter.Source.TypeOf(node.Output).Element;
        SymbolicShape rows = new(Product(shape.Extents.Take((int)layer.Axis)), 1, Product(shape.Extents.Skip((int)layer.Axis)));
        ValueId flat = rewriter.Add(node, new Reshape(rows), rewriter.New(node.Inputs[0]));
        ValueId affine = rewriter.AddConstant($"{node.Name}.affine", HostTensor.FromDoubles(element, new Shape(2, 1), [1, 0]));
        (ValueId factor, ValueId shift) = Factors(rewriter, node, flat, 1, affine, layer.Epsilon);
        ValueId centred = rewriter.Add(node, new Pointwise(PointwiseKind.Mul), flat, factor);
        ValueId normal = rewriter.Add(node, new Reshape(shape), rewriter.Add(node, new Pointwise(PointwiseKind.Add), centred, shift));
        if (node.Inputs.Count == 2) rewriter.ReplaceBy(node, new Pointwise(PointwiseKind.Mul), normal, rewriter.New(node.Inputs[1]));
        else
        {
            ValueId scaled = rewriter.Add(node, new Pointwise(PointwiseKind.Mul), normal, rewriter.New(node.Inputs[1]));
            rewriter.ReplaceBy(node, new Pointwise(PointwiseKind.Add), scaled, rewriter.New(node.Inputs[2]));
        }

        return true;

        static IntExpr Product(IEnumerable<IntExpr> extents) => extents.Aggregate(IntExpr.One, (product, extent) => product * extent);
    }
}
