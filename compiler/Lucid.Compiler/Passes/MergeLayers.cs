using System.Numerics;
using System.Runtime.InteropServices;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// Two linear layers with nothing between them, one of them a 1×1 convolution or a matrix product, become one where that is less
/// arithmetic: W₂·(W₁·x + b₁) + b₂ = (W₂·W₁)·x + (W₂·b₁ + b₂), in float64 and rounded once. Needs constant finite weights, one group and
/// the first result read by the second layer alone.
/// </summary>
/// <remarks>
/// Pointwise second: any first layer. Pointwise first: a second layer that pads nothing, or a first one without bias, because what the
/// second pads is 0 and not b₁.
/// </remarks>
internal static class MergeLayers
{
    public static Graph Run(Graph graph, RewriteLog log)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Merge> bySecond = [];
        HashSet<NodeId> absorbed = [];
        foreach (Node node in graph.Nodes)
        {
            if (Of(graph, uses, node) is not { } merge || absorbed.Contains(merge.First.Id) || bySecond.ContainsKey(merge.First.Id)) continue;
            bySecond.Add(node.Id, merge);
            absorbed.Add(merge.First.Id);
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (absorbed.Contains(node.Id)) return true;
            if (!bySecond.TryGetValue(node.Id, out Merge? merge)) return false;
            List<ValueId> operands = [rewriter.New(merge.First.Inputs[0]), rewriter.AddConstant(graph[node.Inputs[1]].Name, merge.Weight)];
            if (merge.Bias is { } bias) operands.Add(rewriter.AddConstant(node.Inputs.Count > 2 ? graph[node.Inputs[2]].Name : $"{node.Name}.bias", bias));
            rewriter.ReplaceBy(node, merge.Op, [.. operands]);
            log.Add(rewriter, node, [merge.First, node], merge.Op, [.. operands], rewriter.New(node.Output));
            return true;
        });
    }

    private static Merge? Of(Graph graph, GraphUses uses, Node node)
    {
        if (LayerWeights.Of(graph, node) is not { Groups: 1 } second || !uses.HasOneUse(node.Inputs[0]) || uses.ProducerOf(node.Inputs[0]) is not { } producer
            || LayerWeights.Of(graph, producer) is not { Groups: 1 } first || first.Node.Op is MatMul || second.Node.Op is MatMul || Rank(first.Node.Op) != Rank(second.Node.Op))
            return null;
        bool secondIsPointwise = IsPointwise(second);
        if (!secondIsPointwise && (!IsPointwise(first) || (first.Bias is not null && !PadsNothing(second.Node.Op)))) return null;

        // Products an output position of the second layer; a layer's positions are those that its weights meet.
        double firstTaps = Taps(first), secondTaps = Taps(second);
        double inner = secondIsPointwise ? 1 : Positions(second);
        double apart = (inner * firstTaps * first.InChannels * first.OutChannels) + (secondTaps * second.InChannels * second.OutChannels);
        double merged = firstTaps * secondTaps * first.InChannels * second.OutChannels;
        if (merged >= apart || !LayerWeights.IsFinite(first.Weight) || !LayerWeights.IsFinite(second.Weight)) return null;

        LayerWeights shape = secondIsPointwise ? first : second;
        if (Product(first, second, shape) is not { } weight) return null;
        if (first.Bias is null && second.Bias is null) return new(producer, shape.Node.Op, weight, null);
        double[] bias = second.BiasValues();
        double[] moved = second.SumOver(first.BiasValues());
        for (int c = 0; c < bias.Length; c++) bias[c] += moved[c];
        return LayerWeights.Rounded(new Shape(bias.Length), bias) is { } rounded ? new(producer, shape.Node.Op, weight, rounded) : null;
    }

    /// <summary>The weights of both, in the form of the layer that has the kernel.</summary>
    private static HostTensor? Product(LayerWeights first, LayerWeights second, LayerWeights form)
    {
        double[] w1 = first.Weight.ToDoubles(), w2 = second.Weight.ToDoubles();
        int kernel = (int)form.KernelSize, inputs = (int)first.InChannels, between = (int)first.OutChannels, outputs = (int)second.OutChannels;
        double[] product = new double[checked(inputs * outputs * kernel)];
        ((int I, int M) a, (int M, int O) b, (int I, int O) to) = (Strides(first, first.KernelSize), Strides(second, second.KernelSize), Strides(form, kernel, inputs, outputs));
        // One of the two kernels has one element, which meets all of the other's.
        bool secondIsPointwise = second.KernelSize == 1;
        // Then the weights of all inputs may lie one after another in the first layer as in the product.
        int run = secondIsPointwise && a.I == kernel && to.I == kernel ? inputs : 1;
        for (int o = 0; o < outputs; o++)
        for (int m = 0; m < between; m++)
        for (int i = 0; i < inputs; i += run)
        {
            int target = (o * to.O) + (i * to.I), left = (i * a.I) + (m * a.M), right = (m * b.M) + (o * b.O);
            if (secondIsPointwise) AddProducts(product.AsSpan(target, run * kernel), w1.AsSpan(left, run * kernel), w2[right]);
            else AddProducts(product.AsSpan(target, kernel), w2.AsSpan(right, kernel), w1[left]);
        }

        Shape shape = new([form.OutputFirst ? outputs : inputs, form.OutputFirst ? inputs : outputs, .. form.Weight.Shape.Extents.Skip(2)]);
        return LayerWeights.Rounded(shape, product);
    }

    private static void AddProducts(Span<double> sums, ReadOnlySpan<double> weights, double factor)
    {
        Span<Vector<double>> wideSums = MemoryMarshal.Cast<double, Vector<double>>(sums);
        ReadOnlySpan<Vector<double>> wideWeights = MemoryMarshal.Cast<double, Vector<double>>(weights);
        for (int v = 0; v < wideSums.Length; v++) wideSums[v] += wideWeights[v] * factor;
        for (int k = wideSums.Length * Vector<double>.Count; k < sums.Length; k++) sums[k] += weights[k] * factor;
    }

    /// <summary>Elements from an input channel's weights to the next one's, and from an output channel's.</summary>
    private static (int In, int Out) Strides(LayerWeights layer, long kernel, long? inputs = null, long? outputs = null) => layer.OutputFirst
        ? ((int)kernel, checked((int)((inputs ?? layer.InChannels) * kernel)))
        : (checked((int)((outputs ?? layer.OutChannels) * kernel)), (int)kernel);

    private static int Rank(Op op) => op switch
    {
        Conv conv => conv.Stride.Count,
        ConvTranspose conv => conv.Stride.Count,
        _ => 0,
    };

    private static bool IsPointwise(LayerWeights layer) => layer.KernelSize == 1 && layer.Node.Op switch
    {
        Linear => true,
        Conv conv => conv.Stride.All(stride => stride == 1) && conv.PadsBegin.Concat(conv.PadsEnd).All(pad => pad == IntExpr.Zero),
        _ => false,
    };

    // A transposed convolution scatters what exists and pads nothing, but outputs at the border see fewer taps than others.
    private static bool PadsNothing(Op op) => op is Conv conv && conv.PadsBegin.Concat(conv.PadsEnd).All(pad => pad.Range().High <= 0);

    /// <summary>Kernel elements that meet an output position, on average.</summary>
    private static double Taps(LayerWeights layer) => layer.Node.Op is ConvTranspose conv
        ? layer.KernelSize / (double)conv.Stride.Aggregate(1L, (product, stride) => product * stride)
        : layer.KernelSize;

    /// <summary>Input positions for each output position.</summary>
    private static double Positions(LayerWeights layer) => layer.Node.Op switch
    {
        Conv conv => conv.Stride.Aggregate(1L, (product, stride) => product * stride),
        ConvTranspose conv => 1.0 / conv.Stride.Aggregate(1L, (product, stride) => product * stride),
        _ => 1,
    };

    private sealed record Merge(Node First, Op Op, HostTensor Weight, HostTensor? Bias);
}
