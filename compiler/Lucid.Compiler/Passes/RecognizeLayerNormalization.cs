using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Finds normalisation along an axis between two transpositions that bring the axis to the end and back, and normalisation by the root of the mean
/// square written in steps. Needs nothing; leaves <see cref="LayerNormalization"/> along one axis, or not centred, of which one kernel takes each.
/// </summary>
internal static class RecognizeLayerNormalization
{
    // What one invocation walks; beyond it the steps are cut better than a kernel that takes them all.
    private const long LongRow = 16384;

    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) => node.Op switch
        {
            Transpose back => Untransposed(graph, uses, rewriter, node, back),
            Pointwise { Kind: PointwiseKind.Mul or PointwiseKind.Div } => RootMeanSquare(graph, uses, rewriter, node),
            _ => false,
        });
    }

    // transpose(normal(transpose(x))) along the last axis = normal(x) along the axis that the first transposition moves there
    private static bool Untransposed(Graph graph, GraphUses uses, GraphRewriter rewriter, Node node, Transpose back)
    {
        if (uses.ProducerOf(node.Inputs[0]) is not { Op: LayerNormalization layer } normal || !uses.HasOneUse(normal.Output)
            || uses.ProducerOf(normal.Inputs[0]) is not { Op: Transpose forth } first)
            return false;
        SymbolicShape shape = graph.TypeOf(node.Output).Shape;
        int rank = shape.Rank;
        if (layer.Axis != rank - 1 || Enumerable.Range(0, rank).Any(axis => forth.Permutation[(int)back.Permutation[axis]] != axis)) return false;
        long moved = forth.Permutation[rank - 1];
        // The others keep their order, so that what lies side by side goes on doing so.
        if (moved == rank - 1 || !forth.Permutation.SkipLast(1).SequenceEqual(forth.Permutation.SkipLast(1).Order())) return false;
        IntExpr length = shape[(int)moved];
        if (IsLong(length) || normal.Inputs.Skip(1).Any(input => !IsRow(graph.TypeOf(input).Shape, [length]))) return false;
        SymbolicShape along = new([length, .. Enumerable.Repeat(IntExpr.One, rank - 1 - (int)moved)]);
        rewriter.ReplaceBy(node, layer with { Axis = moved, Count = 1 },
            [rewriter.New(first.Inputs[0]), .. normal.Inputs.Skip(1).Select(input => rewriter.Add(node, new Reshape(along), rewriter.New(input)))]);
        return true;
    }

    // x / sqrt(mean(x²) + ε) · w, the quotient as such or as a product with the reciprocal
    private static bool RootMeanSquare(Graph graph, GraphUses uses, GraphRewriter rewriter, Node node)
    {
        if (Match(graph, uses, node) is { } alone) return !IsScaled(node) && Replace(alone, null);
        for (int side = 0; side < 2; side++)
        {
            if (uses.ProducerOf(node.Inputs[side]) is { } quotient && uses.HasOneUse(quotient.Output) && Match(graph, uses, quotient) is { } match && CanScale(match, node, side))
                return Replace(match, node.Inputs[1 - side]);
        }

        return false;

        // Whether the product behind it is the one that is replaced.
        bool IsScaled(Node quotient) => uses.HasOneUse(quotient.Output) && uses.UsersOf(quotient.Output)[0] is { Op: Pointwise { Kind: PointwiseKind.Mul } } product
            && Enumerable.Range(0, 2).Any(side => product.Inputs[side] == quotient.Output && CanScale(Match(graph, uses, quotient)!, product, side));

        bool CanScale(RootMeanSquareMatch match, Node product, int side) => product.Op is Pointwise { Kind: PointwiseKind.Mul } && graph.TypeOf(product.Output).Shape == graph.TypeOf(match.Input).Shape
            && IsRow(graph.TypeOf(product.Inputs[1 - side]).Shape, [.. graph.TypeOf(match.Input).Shape.Extents.Skip(match.Axis)]);

        bool Replace(RootMeanSquareMatch match, ValueId? weight)
        {
            TensorType type = graph.TypeOf(match.Input);
            SymbolicShape row = new([.. type.Shape.Extents.Skip(match.Axis)]);
            ValueId scale = weight is { } given ? rewriter.New(given)
                : rewriter.Add(node, new Expand(row), rewriter.AddConstant($"{node.Name}.one", HostTensor.FromDoubles(type.Element, new Shape(Enumerable.Repeat(1L, row.Rank).ToArray()), [1])));
            rewriter.ReplaceBy(node, new LayerNormalization(match.Axis, match.Epsilon, Centred: false), rewriter.New(match.Input), scale);
            return true;
        }
    }

    /// <summary>x / sqrt(mean(x²) + ε), the mean over all axes from one on.</summary>
    private sealed record RootMeanSquareMatch(ValueId Input, int Axis, double Epsilon);

    private static RootMeanSquareMatch? Match(Graph graph, GraphUses uses, Node quotient)
    {
        if (Divided(quotient) is not (var x, var divisor) || Inner(divisor, PointwiseKind.Sqrt) is not { } root || Inner(root.Inputs[0], PointwiseKind.Add) is not { } sum) return null;
        for (int side = 0; side < 2; side++)
        {
            if (!graph.Constants.TryGetValue(sum.Inputs[1 - side], out HostTensor? epsilon) || epsilon.Shape.ElementCount != 1
                || uses.ProducerOf(sum.Inputs[side]) is not { Op: Reduce { Kind: ReduceKind.Mean, KeepDims: true } mean } reduce || !uses.HasOneUse(reduce.Output)
                || uses.ProducerOf(reduce.Inputs[0]) is not { Op: Pointwise power } square || !uses.HasOneUse(square.Output) || !IsSquare(power.Kind, square))
                continue;
            SymbolicShape shape = graph.TypeOf(x).Shape;
            int axis = shape.Rank - mean.Axes.Count;
            double value = epsilon.ToDoubles()[0];
            bool isWhole = mean.Axes.SequenceEqual(Enumerable.Range(axis, mean.Axes.Count).Select(own => (long)own)) && graph.TypeOf(quotient.Output).Shape == shape;
            if (axis >= 0 && isWhole && graph.TypeOf(sum.Output).Shape == graph.TypeOf(reduce.Output).Shape && double.IsFinite(value) && value >= 0
                && !IsLong(shape.Extents.Skip(axis).Aggregate(IntExpr.One, (product, extent) => product * extent)))
                return new(x, axis, value);
        }

        return null;

        (ValueId X, ValueId Divisor)? Divided(Node node)
        {
            if (node.Op is Pointwise { Kind: PointwiseKind.Div }) return (node.Inputs[0], node.Inputs[1]);
            if (node.Op is not Pointwise { Kind: PointwiseKind.Mul }) return null;
            for (int side = 0; side < 2; side++)
            {
                if (Inner(node.Inputs[side], PointwiseKind.Reciprocal) is { } reciprocal) return (node.Inputs[1 - side], reciprocal.Inputs[0]);
                if (Inner(node.Inputs[side], PointwiseKind.Div) is { } inverse && IsNumber(inverse.Inputs[0], 1)) return (node.Inputs[1 - side], inverse.Inputs[1]);
            }

            return null;
        }

        bool IsNumber(ValueId value, double number) => graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1 && data.ToDoubles()[0] == number;

        Node? Inner(ValueId value, PointwiseKind kind) =>
            uses.ProducerOf(value) is { Op: Pointwise pointwise } producer && pointwise.Kind == kind && uses.HasOneUse(value) ? producer : null;

        bool IsSquare(PointwiseKind kind, Node square) =>
            square.Inputs[0] == x && (kind == PointwiseKind.Mul ? square.Inputs[1] == x : kind == PointwiseKind.Pow && IsNumber(square.Inputs[1], 2));
    }

    private static bool IsLong(IntExpr length) => length.TryGetConstant(out long known) && known > LongRow;

    /// <summary>Whether a value has an entry for each position of a row, and no other axis.</summary>
    private static bool IsRow(SymbolicShape shape, IReadOnlyList<IntExpr> row) =>
        shape.Rank >= row.Count && shape.Extents.Skip(shape.Rank - row.Count).SequenceEqual(row) && shape.Extents.Take(shape.Rank - row.Count).All(extent => extent == IntExpr.One);
}
