using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>What a node does to each channel of one operand: y = x·Scale[c] + Shift[c], with constants in float64.</summary>
internal sealed record ChannelAffine(double[] Scale, double[] Shift)
{
    public bool HasShift => Shift.Any(t => t != 0);

    public bool HasScale => Scale.Any(s => s != 1);

    public bool IsFinite => Scale.All(double.IsFinite) && Shift.All(double.IsFinite);

    /// <summary>x for every one of a number of channels.</summary>
    public static ChannelAffine Identity(long channels) => new([.. Enumerable.Repeat(1.0, (int)channels)], new double[channels]);

    /// <summary>What a node does to its operand <paramref name="x"/> along the channel axis; null where it does anything else.</summary>
    public static ChannelAffine? Of(Graph graph, Node node, ValueId x, int axis, long channels)
    {
        if (node.Outputs.Count != 1 || graph.TypeOf(node.Output) != graph.TypeOf(x)) return null;
        if (node.Op is BatchNormalization normalization)
            return axis == 1 && node.Inputs[0] == x && !node.Inputs.Skip(1).Contains(x) ? OfNormalization(graph, node, normalization) : null;
        if (node.Op is not Pointwise pointwise) return null;
        if (pointwise.Kind == PointwiseKind.Neg) return Identity(channels).Then([.. Enumerable.Repeat(-1.0, (int)channels)], null);
        if (node.Inputs.Count != 2) return null;
        bool first = node.Inputs[0] == x;
        if (!first && node.Inputs[1] != x) return null;
        if (Factors(graph, node.Inputs[first ? 1 : 0], graph.TypeOf(x).Rank, axis, channels) is not { } c) return null;
        double[] ones = [.. Enumerable.Repeat(1.0, c.Length)];
        return pointwise.Kind switch
        {
            PointwiseKind.Add => new(ones, c),
            PointwiseKind.Mul => new(c, new double[c.Length]),
            PointwiseKind.Sub => first ? new(ones, [.. c.Select(value => -value)]) : new([.. ones.Select(value => -value)], c),
            PointwiseKind.Div when first => new([.. c.Select(value => 1 / value)], new double[c.Length]),
            _ => null,
        };
    }

    /// <summary>This, then another: (x·s + t)·scale + shift.</summary>
    public ChannelAffine Then(ChannelAffine next) => Then(next.Scale, next.Shift);

    private ChannelAffine Then(double[] scale, double[]? shift) => new(
        [.. Scale.Select((s, c) => s * scale[c])], [.. Shift.Select((t, c) => (t * scale[c]) + (shift?[c] ?? 0))]);

    private static ChannelAffine? OfNormalization(Graph graph, Node node, BatchNormalization normalization)
    {
        if (!node.Inputs.Skip(1).All(graph.Constants.ContainsKey)) return null;
        double[] scale = Data(1), bias = Data(2), mean = Data(3), variance = Data(4);
        double[] s = [.. scale.Select((value, c) => value / Math.Sqrt(variance[c] + normalization.Epsilon))];
        return new(s, [.. bias.Select((value, c) => value - (mean[c] * s[c]))]);

        double[] Data(int input) => graph.Constants[node.Inputs[input]].ToDoubles();
    }

    /// <summary>A constant that varies along the channel axis only, one number a channel; null for any other.</summary>
    private static double[]? Factors(Graph graph, ValueId value, int rank, int axis, long channels)
    {
        if (!graph.Constants.TryGetValue(value, out HostTensor? data) || data.Element != ElementType.F32 || data.Shape.Rank > rank) return null;
        if (data.Shape.ElementCount == 1) return [.. Enumerable.Repeat(data.ToDoubles()[0], (int)channels)];
        int own = axis - (rank - data.Shape.Rank);
        return own >= 0 && data.Shape[own] == channels && data.Shape.ElementCount == channels ? data.ToDoubles() : null;
    }
}
