using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Verification.Layers;

/// <summary>
/// How far a kernel's result may lie from the exact one for the same operands, from its own arithmetic. A sum of n products computed with unit roundoff u
/// errs by at most 8·√n·u·Σ|products| with near certainty (Higham and Mary 2019, "A new approach to probabilistic rounding error analysis", with λ = 8); the
/// functions that follow err by some units in the last place, and carry the sum's error on by no more than they carry the sum itself.
/// </summary>
internal static class LayerBound
{
    private const double Single = 1.0 / (1 << 24);
    private const double Half = 1.0 / (1 << 11);
    private const double Lambda = 8;

    // Units in the last place of the functions after a sum, transcendental ones included.
    private const double FunctionUlps = 64;

    /// <summary>The bound as a comparison limit.</summary>
    /// <param name="nodes">The kernel's nodes with their operands and results in float64.</param>
    /// <param name="result">The kernel's result.</param>
    /// <param name="isHalf">Whether values are stored as half.</param>
    public static ComparisonLimit Of(IReadOnlyList<EvaluatedNode> nodes, ReferenceTensor result, bool isHalf)
    {
        double scale = MaxFinite(result);
        double absolute = FunctionUlps * Single * nodes.Select(node => node.Operands.Select(MaxFinite).DefaultIfEmpty(0).Max()).Append(scale).Max();
        foreach (EvaluatedNode node in nodes)
        {
            double sum = MaxFinite(node.Result);
            double carried = sum == 0 ? 1 : Math.Max(1, scale / sum);
            absolute += Lambda * Math.Sqrt(Terms(node)) * Single * SumOfMagnitudes(node) * carried;
        }

        if (isHalf) absolute += 4 * Half * Math.Max(scale, nodes.Select(SumOfMagnitudes).DefaultIfEmpty(0).Max());
        return ComparisonLimit.PerElement(isHalf ? "the layer's arithmetic, half storage" : "the layer's arithmetic, float32", rtol: 0, atol: absolute);
    }

    // Products that make one output.
    private static double Terms(EvaluatedNode node) => node.Node.Op switch
    {
        Conv or ConvTranspose or Linear => node.Operands[1].Shape.ElementCount / (double)Math.Max(1, OutputChannels(node)),
        MatMul => node.Operands[0].Shape[node.Operands[0].Shape.Rank - 1],
        Pointwise or Cast or Reshape or Transpose or Slice or Concat or Pad or Expand => 1,
        _ => Math.Max(1, node.Operands.Select(operand => operand.Shape.ElementCount).DefaultIfEmpty(1).Max()),
    };

    private static long OutputChannels(EvaluatedNode node) => node.Node.Op switch
    {
        ConvTranspose op => node.Operands[1].Shape[1] * op.Groups,
        _ => node.Operands[1].Shape[0],
    };

    // The largest Σ|products|: the same sum over magnitudes, for what is linear in its operands.
    private static double SumOfMagnitudes(EvaluatedNode node) => node.Node.Op is Conv or ConvTranspose or Linear or MatMul
        ? MaxFinite(node.Node.Op.Evaluate(new EvaluationContext([.. node.Operands.Select(Magnitudes)], node.Symbols))[0])
        : node.Operands.Select(MaxFinite).Append(MaxFinite(node.Result)).Max();

    private static ReferenceTensor Magnitudes(ReferenceTensor tensor) => tensor.Element.IsFloat()
        ? new(tensor.Shape, Array.ConvertAll(tensor.Floats, value => double.IsFinite(value) ? Math.Abs(value) : 0), tensor.Element)
        : new(tensor.Shape, Array.ConvertAll(tensor.Integers, Math.Abs), tensor.Element);

    private static double MaxFinite(ReferenceTensor tensor)
    {
        double max = 0;
        foreach (double value in tensor.Floats)
        {
            if (double.IsFinite(value)) max = Math.Max(max, Math.Abs(value));
        }

        return max;
    }
}

/// <summary>A node with its operands and its first result in float64.</summary>
internal sealed record EvaluatedNode(Node Node, ReferenceTensor[] Operands, ReferenceTensor Result, IReadOnlyDictionary<string, long> Symbols);
