using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// A linear layer with constant float32 weights, as the passes that change weights see it. The weight is an array (A, B, K):
/// <c>A·B</c> pairs of an input and an output channel, each with K kernel elements in order.
/// </summary>
/// <param name="Node">The layer.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Bias">Its bias, if it has one.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="OutputFirst">Whether A walks the output channels (convolution, linear) or the input channels (transposed convolution, matrix product).</param>
internal sealed record LayerWeights(Node Node, HostTensor Weight, HostTensor? Bias, long Groups, bool OutputFirst)
{
    public long A => Weight.Shape[0];

    public long B => Weight.Shape[1];

    public long KernelSize => Weight.Shape.ElementCount / (A * B);

    public long OutChannels => OutputFirst ? A : B * Groups;

    public long InChannels => OutputFirst ? B * Groups : A;

    /// <summary>Whether a bias can be added to the layer.</summary>
    public bool TakesBias => Node.Op is not MatMul;

    /// <summary>The layer at a node; null where it is none, or its weights are not constant.</summary>
    public static LayerWeights? Of(Graph graph, Node node)
    {
        (long groups, bool outputFirst) = node.Op switch
        {
            Conv conv => (conv.Groups, true),
            ConvTranspose conv => (conv.Groups, false),
            Linear => (1, true),
            MatMul => (1, false),
            _ => (0, false),
        };
        if (groups == 0 || Constant(graph, node, 1) is not { } weight) return null;
        if (node.Op is MatMul && weight.Shape.Rank != 2) return null;
        HostTensor? bias = Constant(graph, node, 2);
        if (node.Inputs.Count > 2 && bias is null) return null;
        return weight.Shape.ElementCount == 0 ? null : new(node, weight, bias, groups, outputFirst);
    }

    /// <summary>The axis of the input that holds the channels.</summary>
    public int InputChannelAxis(Graph graph) => Node.Op switch
    {
        Conv conv => graph.TypeOf(Node.Inputs[0]).Rank - conv.Stride.Count - 1,
        ConvTranspose conv => graph.TypeOf(Node.Inputs[0]).Rank - conv.Stride.Count - 1,
        _ => graph.TypeOf(Node.Inputs[0]).Rank - 1,
    };

    /// <summary>The axis of the output that holds the channels.</summary>
    public int OutputChannelAxis(Graph graph) => InputChannelAxis(graph);

    /// <summary>Input and output channel that element (a, b) of the weight connects.</summary>
    public (long In, long Out) Channels(long a, long b)
    {
        long group = a / (A / Groups);
        return OutputFirst ? ((group * B) + b, a) : (a, (group * B) + b);
    }

    /// <summary>The weight with every element multiplied by a factor of its input or output channel, in float64 and rounded once; null where the result is not finite.</summary>
    public HostTensor? Scaled(double[]? ofInput, double[]? ofOutput)
    {
        double[] values = Weight.ToDoubles();
        (long rows, long columns, long kernel) = (A, B, KernelSize);
        int at = 0;
        for (long a = 0; a < rows; a++)
        for (long b = 0; b < columns; b++)
        {
            (long input, long output) = Channels(a, b);
            double scale = (ofInput is null ? 1 : ofInput[input]) * (ofOutput is null ? 1 : ofOutput[output]);
            for (long k = 0; k < kernel; k++, at++) values[at] *= scale;
        }

        return Rounded(Weight.Shape, values);
    }

    /// <summary>For every output channel, the sum over its input channels and kernel elements of weight times a value of the input channel.</summary>
    public double[] SumOver(double[] ofInput)
    {
        double[] values = Weight.ToDoubles();
        double[] sums = new double[OutChannels];
        (long rows, long columns, long kernel) = (A, B, KernelSize);
        int at = 0;
        for (long a = 0; a < rows; a++)
        for (long b = 0; b < columns; b++)
        {
            (long input, long output) = Channels(a, b);
            for (long k = 0; k < kernel; k++, at++) sums[output] += values[at] * ofInput[input];
        }

        return sums;
    }

    /// <summary>The bias as numbers; zeros where there is none.</summary>
    public double[] BiasValues() => Bias?.ToDoubles() ?? new double[OutChannels];

    /// <summary>The values as a float32 tensor, or null where one of them is not finite in float32.</summary>
    public static HostTensor? Rounded(Shape shape, double[] values) =>
        HostTensor.FromDoubles(ElementType.F32, shape, values) is var rounded && IsFinite(rounded) ? rounded : null;

    /// <summary>Whether a constant holds no infinity and no NaN.</summary>
    public static bool IsFinite(HostTensor data)
    {
        if (data.Element != ElementType.F32) return data.ToDoubles().All(double.IsFinite);
        foreach (float value in data.As<float>())
        {
            if (!float.IsFinite(value)) return false;
        }

        return true;
    }

    private static HostTensor? Constant(Graph graph, Node node, int input) =>
        input < node.Inputs.Count && graph.Constants.TryGetValue(node.Inputs[input], out HostTensor? data) && data.Element == ElementType.F32 ? data : null;
}
