using System.Collections.Immutable;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Pictures.Checkerboards;

/// <summary>A transposed convolution and how many kernel positions each of its outputs sums.</summary>
/// <param name="Name">The node.</param>
/// <param name="Axes">One for each spatial axis.</param>
public sealed record OverlapLayer(string Name, ImmutableArray<OverlapAxis> Axes)
{
    public OverlapVerdict Verdict =>
        Axes.Any(axis => axis.Products.Contains(0)) ? OverlapVerdict.Holes
        : Axes.Any(axis => axis.Products.Distinct().Count() > 1) ? OverlapVerdict.Uneven
        : OverlapVerdict.Even;

    /// <summary>As <c>kernel 3×3, stride 2×2</c>.</summary>
    public string Attributes =>
        $"kernel {Join(axis => axis.Kernel)}, stride {Join(axis => axis.Stride)}" + (Axes.All(axis => axis.Dilation == 1) ? "" : $", dilation {Join(axis => axis.Dilation)}");

    /// <summary>Products summed by the outputs, by residue of the output's position, an axis after the other: <c>2/1 × 2/1</c>.</summary>
    public string Pattern => string.Join(" × ", Axes.Select(axis => axis.PatternText));

    /// <summary>What to do about it; empty where there is nothing to do.</summary>
    public string Remedy
    {
        get
        {
            if (Verdict == OverlapVerdict.Even) return "";
            if (Axes.Any(axis => axis.SharesFactor)) return "a dilation without a factor in common with the stride, or a resize followed by a convolution";
            return $"kernel {Join(axis => (axis.Kernel + axis.Stride - 1) / axis.Stride * axis.Stride)} (a multiple of the stride), or a resize followed by a convolution";
        }
    }

    /// <summary>Every transposed convolution of a graph whose kernel is known, in order.</summary>
    public static ImmutableArray<OverlapLayer> Of(Graph graph)
    {
        var layers = ImmutableArray.CreateBuilder<OverlapLayer>();
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is not ConvTranspose op) continue;
            SymbolicShape weight = graph.TypeOf(node.Inputs[1]).Shape;
            if (weight.Extents.Skip(2).All(extent => extent.IsConstant))
                layers.Add(new OverlapLayer(node.Name, [.. Enumerable.Range(0, op.Stride.Count).Select(axis => Axis(op, weight, axis))]));
        }

        return layers.ToImmutable();
    }

    private static OverlapAxis Axis(ConvTranspose op, SymbolicShape weight, int axis)
    {
        weight[2 + axis].TryGetConstant(out long kernel);
        // Padding that depends on the input's size moves the pattern and nothing else.
        long padding = op.PadsBegin[axis].TryGetConstant(out long known) ? known : 0;
        return new OverlapAxis(kernel, op.Stride[axis], op.Dilation[axis], padding);
    }

    private string Join(Func<OverlapAxis, long> part) => string.Join("×", Axes.Select(part));
}
