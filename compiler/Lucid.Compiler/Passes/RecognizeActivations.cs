using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Finds the activations that exporters write out as products: SiLU = x·σ(x), hard-swish = x·clip(x + 3, 0, 6)/6, GELU = x/2·(1 + erf(x/√2))
/// and its form with tanh; factors in any order. Needs every inner value to be read by the product alone; leaves one node.
/// </summary>
internal static class RecognizeActivations
{
    // Exporters print constants with as few as seven digits.
    private const double Tolerance = 1e-6;

    public static Graph Run(Graph graph)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not Pointwise { Kind: PointwiseKind.Mul or PointwiseKind.Div } || Match(new Terms(graph, uses), node) is not { } found) return false;
            if (graph.TypeOf(found.X) != graph.TypeOf(node.Output)) return false;
            rewriter.ReplaceBy(node, new Pointwise(found.Kind), rewriter.New(found.X));
            return true;
        });
    }

    private static (PointwiseKind Kind, ValueId X)? Match(Terms terms, Node node)
    {
        (double factor, List<ValueId> values) = terms.FactorsOf(node.Output, isRoot: true);
        if (values.Count != 2) return null;
        foreach ((ValueId x, ValueId gate) in new[] { (values[0], values[1]), (values[1], values[0]) })
        {
            if (terms.Inner(gate) is not { Op: Pointwise pointwise } producer) continue;
            bool ofX = producer.Inputs[0] == x;
            switch (pointwise.Kind)
            {
                case PointwiseKind.Sigmoid when ofX && Is(factor, 1): return (PointwiseKind.Silu, x);
                case PointwiseKind.HardSigmoid when ofX && Is(factor, 1) && Is(pointwise.Alpha, 1.0 / 6) && Is(pointwise.Beta, 0.5): return (PointwiseKind.HardSwish, x);
                case PointwiseKind.Clip when Is(factor, 1.0 / 6) && pointwise.Alpha == 0 && pointwise.Beta == 6 && terms.IsSum(producer.Inputs[0], x, 3): return (PointwiseKind.HardSwish, x);
                case PointwiseKind.Add when Is(factor, 0.5) && terms.SummandBeside(producer, 1) is { } curve && terms.Inner(curve) is { Op: Pointwise inner } source:
                    if (inner.Kind == PointwiseKind.Erf && terms.IsProduct(source.Inputs[0], 1 / Math.Sqrt(2), x)) return (PointwiseKind.Gelu, x);
                    if (inner.Kind == PointwiseKind.Tanh && IsCubic(terms, source.Inputs[0], x)) return (PointwiseKind.GeluTanh, x);
                    break;
            }
        }

        return null;
    }

    /// <summary>√(2/π)·(x + 0.044715·x³).</summary>
    private static bool IsCubic(Terms terms, ValueId value, ValueId x)
    {
        (double factor, List<ValueId> values) = terms.FactorsOf(value, isRoot: false);
        if (!Is(factor, Math.Sqrt(2 / Math.PI)) || values.Count != 1 || terms.Inner(values[0]) is not { Op: Pointwise { Kind: PointwiseKind.Add } } sum) return false;
        foreach ((ValueId one, ValueId other) in new[] { (sum.Inputs[0], sum.Inputs[1]), (sum.Inputs[1], sum.Inputs[0]) })
        {
            if (one != x) continue;
            (double cubeFactor, List<ValueId> cube) = terms.FactorsOf(other, isRoot: false);
            if (!Is(cubeFactor, 0.044715)) continue;
            if (cube.Count == 3 && cube.All(part => part == x)) return true;
            if (cube.Count == 1 && terms.Inner(cube[0]) is { Op: Pointwise { Kind: PointwiseKind.Pow } } power && power.Inputs[0] == x && terms.Scalar(power.Inputs[1]) == 3) return true;
        }

        return false;
    }

    private static bool Is(double value, double expected) => Math.Abs(value - expected) <= Tolerance * Math.Abs(expected);

    /// <summary>Products and sums with numbers, seen through nodes that nobody else reads.</summary>
    private sealed class Terms(Graph graph, GraphUses uses)
    {
        /// <summary>The node that makes a value that only one node reads.</summary>
        public Node? Inner(ValueId value) => uses.HasOneUse(value) ? uses.ProducerOf(value) : null;

        /// <summary>The number that a constant is.</summary>
        public double? Scalar(ValueId value) =>
            graph.Constants.TryGetValue(value, out HostTensor? data) && data.Shape.ElementCount == 1 && data.Element.IsFloat() ? data.ToDoubles()[0] : null;

        /// <summary>A value as a number times values.</summary>
        public (double Factor, List<ValueId> Values) FactorsOf(ValueId value, bool isRoot)
        {
            Node? node = isRoot ? uses.ProducerOf(value) : Inner(value);
            if (Scalar(value) is { } number) return (number, []);
            if (node?.Op is Pointwise { Kind: PointwiseKind.Div } && Scalar(node.Inputs[1]) is { } divisor)
            {
                (double dividend, List<ValueId> rest) = FactorsOf(node.Inputs[0], isRoot: false);
                return (dividend / divisor, rest);
            }

            if (node?.Op is not Pointwise { Kind: PointwiseKind.Mul }) return (1, [value]);
            (double left, List<ValueId> ofLeft) = FactorsOf(node.Inputs[0], isRoot: false);
            (double right, List<ValueId> ofRight) = FactorsOf(node.Inputs[1], isRoot: false);
            return (left * right, [.. ofLeft, .. ofRight]);
        }

        /// <summary>Whether a value is a number times x.</summary>
        public bool IsProduct(ValueId value, double number, ValueId x) =>
            FactorsOf(value, isRoot: false) is (var factor, [var only]) && only == x && Is(factor, number);

        /// <summary>Whether a value is x plus a number.</summary>
        public bool IsSum(ValueId value, ValueId x, double number) =>
            Inner(value) is { Op: Pointwise { Kind: PointwiseKind.Add } } sum && SummandBeside(sum, number) == x;

        /// <summary>What a sum adds to a number.</summary>
        public ValueId? SummandBeside(Node sum, double number) =>
            Scalar(sum.Inputs[1]) == number ? sum.Inputs[0] : Scalar(sum.Inputs[0]) == number ? sum.Inputs[1] : null;
    }
}
