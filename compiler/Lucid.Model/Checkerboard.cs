using System.Globalization;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model;

/// <summary>
/// Diagnoses transposed convolutions that treat neighbouring outputs unequally (Odena, Dumoulin, Olah 2016). Along an axis, output o sums
/// the kernel positions k with dilation·k ≡ o + padding (mod stride); how many these are depends on o's residue alone.
/// </summary>
public static class Checkerboard
{
    /// <summary>How many kernel positions each residue class of outputs sums along an axis, residue 0 first.</summary>
    public static ValueList<long> ProductsPerResidue(long kernel, long stride, long dilation)
    {
        long[] counts = new long[stride];
        for (long k = 0; k < kernel; k++) counts[dilation * k % stride]++;
        return [.. counts];
    }

    /// <summary>A warning for every transposed convolution of the graph whose kernel and stride are uneven: holes where a residue has no product, else a checkerboard.</summary>
    public static IEnumerable<Diagnostic> Check(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is ConvTranspose op && Check(op, graph.TypeOf(node.Inputs[1]).Shape, node.Span) is { } warning) yield return warning;
        }
    }

    /// <summary>One warning for all of an imported model's layers, whose source nobody edits; null where all are even.</summary>
    public static Diagnostic? Summary(Graph graph, string source)
    {
        const int Named = 3;
        string[] uneven = [.. graph.Nodes.Where(node => node.Op is ConvTranspose op && Check(op, graph.TypeOf(node.Inputs[1]).Shape, node.Span) is not null).Select(node => $"'{node.Name}'")];
        if (uneven.Length == 0) return null;
        string names = List(uneven.Take(Named)) + (uneven.Length > Named ? ", …" : string.Empty);
        return DiagnosticDescriptors.UnevenLayers.At(new SourceSpan(source), uneven.Length, graph.Nodes.Count(node => node.Op is ConvTranspose), names);
    }

    private static Diagnostic? Check(ConvTranspose op, SymbolicShape weight, SourceSpan span)
    {
        List<(int Axis, ValueList<long> Products, long Overlap)> uneven = [];
        for (int axis = 0; axis < op.Stride.Count; axis++)
        {
            // A stride beyond any real one would only make a long list.
            if (!weight[2 + axis].TryGetConstant(out long kernel) || op.Stride[axis] > 1024 || kernel > 65536) continue;
            ValueList<long> products = ProductsPerResidue(kernel, op.Stride[axis], op.Dilation[axis]);
            long overlap = (op.Dilation[axis] * (kernel - 1)) + 1 - op.Stride[axis];
            if (products.Distinct().Count() > 1) uneven.Add((axis, products, overlap));
        }

        if (uneven.Count == 0) return null;
        DiagnosticDescriptor what = uneven.Any(axis => axis.Products.Contains(0)) ? DiagnosticDescriptors.Holes : DiagnosticDescriptors.Checkerboard;
        string axes = (uneven.Count == 1 ? "axis " : "axes ") + List(uneven.Select(axis => axis.Axis.ToString(CultureInfo.InvariantCulture)));
        Diagnostic plain = what.At(span, axes, List(uneven.Select(axis => string.Join("/", axis.Products))), List(uneven.Select(axis => axis.Overlap.ToString(CultureInfo.InvariantCulture))));
        return plain with { Message = $"{op.Name}: {plain.Message}" };
    }

    private static string List(IEnumerable<string> items) => string.Join(", ", items);
}
