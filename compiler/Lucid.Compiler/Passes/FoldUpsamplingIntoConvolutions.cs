using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Upsampling by whole factors u with the nearest element, then a convolution of stride 1, is one transposed convolution of stride u whose
/// taps are sums: outputs of a phase read the same element through several kernel elements. A 3×3 kernel at ×2 falls from 9 products an
/// output to 4. Needs constant weights that are finite, sums included: a sum must not hide an infinity.
/// </summary>
/// <remarks>
/// out[o] = Σₖ W[k]·in[(o + k - p) div u]. With o + k - p = u·i + r, 0 ≤ r &lt; u, input i reaches output o = u·i - P + j through
/// j = r + K-1 - k, where P = K-1 - p. So W'[j] = Σ of W[k] over all r and k with r + K-1 - k = j: a kernel of K + u - 1 elements.
/// </remarks>
internal static class FoldUpsamplingIntoConvolutions
{
    // Where sizes are unknown: a kernel may become at most this much larger. A 3×3 at ×4 is.
    private const long MostGrowth = 4;

    public static Graph Run(Graph graph, RewriteLog log)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not Conv conv || LayerWeights.Of(graph, node) is not { } layer || uses.ProducerOf(node.Inputs[0]) is not { } producer
                || Factors(graph, producer, conv.Stride.Count) is not { } factors
                || !conv.Stride.All(stride => stride == 1) || !conv.Dilation.All(dilation => dilation == 1)
                || !IsWorth(graph, layer, node.Inputs[0], factors) || Summed(layer, conv, factors) is not { } weight)
                return false;
            ValueList<long> kernel = [.. layer.Weight.Shape.Extents.Skip(2)];
            ConvTranspose transposed = new(
                factors, Crop(conv.PadsBegin, kernel), Crop(conv.PadsEnd, kernel), [.. factors.Select(_ => IntExpr.Zero)], conv.Dilation, conv.Groups);
            ValueId[] operands =
            [
                rewriter.New(producer.Inputs[0]), rewriter.AddConstant(graph[node.Inputs[1]].Name, weight), .. node.Inputs.Skip(2).Select(rewriter.New),
            ];
            rewriter.ReplaceBy(node, transposed, operands);
            log.Add(rewriter, node, uses.HasOneUse(producer.Output) ? [producer, node] : [node], transposed, operands, rewriter.New(node.Output));
            return true;
        });
    }

    /// <summary>The factors of the spatial axes if a node repeats every element that often; null for any other node.</summary>
    private static ValueList<long>? Factors(Graph graph, Node node, int rank)
    {
        if (node.Op is not Resize { Mode: ResizeMode.Nearest } resize || !TakesTheElementBefore(resize)) return null;
        SymbolicShape input = graph.TypeOf(node.Inputs[0]).Shape;
        List<long> factors = [];
        for (int axis = 0; axis < input.Rank; axis++)
        {
            double scale = resize.Scales.Count > 0 ? resize.Scales[axis] : 0;
            if (Factor(input[axis], resize.Sizes[axis], scale) is not { } factor || (axis < input.Rank - rank && factor != 1)) return null;
            if (axis >= input.Rank - rank) factors.Add(factor);
        }

        return factors.Count == rank && factors.Any(factor => factor > 1) ? factors.ToValueList() : null;
    }

    /// <summary>Whether output o takes element o div u for a whole factor u.</summary>
    private static bool TakesTheElementBefore(Resize resize) => (resize.Coordinates, resize.Rounding) switch
    {
        (CoordinateMode.Asymmetric or CoordinateMode.TfHalfPixelForNn, NearestRounding.Floor) => true,
        // (o + 1/2)/u - 1/2 lies strictly within half of the element's number.
        (CoordinateMode.HalfPixel or CoordinateMode.HalfPixelSymmetric, NearestRounding.RoundPreferFloor or NearestRounding.RoundPreferCeil) => true,
        _ => false,
    };

    private static long? Factor(IntExpr extent, IntExpr size, double scale)
    {
        long factor = scale == 0 ? IntExpr.FloorDiv(size, extent).TryGetConstant(out long quotient) ? quotient : 0 : (long)scale;
        return factor >= 1 && (scale == 0 || scale == factor) && size == extent * factor ? factor : null;
    }

    /// <summary>Whether the arithmetic and the upsampled tensor that vanish outweigh the weights that are added.</summary>
    private static bool IsWorth(Graph graph, LayerWeights layer, ValueId upsampled, ValueList<long> factors)
    {
        long kernel = 1, wider = 1;
        for (int axis = 0; axis < factors.Count; axis++)
        {
            kernel = checked(kernel * layer.Weight.Shape[2 + axis]);
            wider = checked(wider * (layer.Weight.Shape[2 + axis] + factors[axis] - 1));
        }

        long added = checked(layer.A * layer.B * (wider - kernel));
        // Written once and read once.
        return graph.TypeOf(upsampled).Shape.ElementCount.TryGetConstant(out long elements) ? added <= 2 * elements || wider <= MostGrowth * kernel : wider <= MostGrowth * kernel;
    }

    private static ValueList<IntExpr> Crop(ValueList<IntExpr> pads, ValueList<long> kernel) => pads.Select((pad, axis) => (IntExpr)(kernel[axis] - 1) - pad).ToValueList();

    private static HostTensor? Summed(LayerWeights layer, Conv conv, ValueList<long> factors)
    {
        if (!LayerWeights.IsFinite(layer.Weight)) return null;
        Grid from = new([.. layer.Weight.Shape.Extents.Skip(2)]);
        Grid to = new([.. from.Extents.Select((extent, axis) => extent + factors[axis] - 1)]);
        Grid phases = new([.. factors]);
        long outputs = layer.A / conv.Groups;
        double[] values = layer.Weight.ToDoubles();
        double[] sums = new double[layer.A * layer.B * to.Count];
        for (long o = 0; o < layer.A; o++)
        for (long i = 0; i < layer.B; i++)
        {
            // Weights of a transposed convolution are (input, output of its group, kernel).
            long input = (o / outputs * layer.B) + i;
            long target = ((input * outputs) + (o % outputs)) * to.Count;
            for (long k = 0; k < from.Count; k++)
            for (long r = 0; r < phases.Count; r++)
            {
                long[] at = [.. from.At(k).Select((position, axis) => phases.At(r)[axis] + from.Extents[axis] - 1 - position)];
                sums[target + to.IndexOf(at)] += values[(((o * layer.B) + i) * from.Count) + k];
            }
        }

        return LayerWeights.Rounded(new Shape([layer.B * conv.Groups, outputs, .. to.Extents]), sums);
    }
}
