using System.Globalization;

using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Pictures.Drawing;
using Lucid.Tensors;

namespace Lucid.Pictures.Graphs;

/// <summary>What a node has and does in numbers and few words, for given values of the symbols.</summary>
internal sealed class NodeFacts(Graph graph, IReadOnlyDictionary<string, long> sizes)
{
    /// <summary>Elements of the constants that a node reads.</summary>
    public long Weights(Node node) => node.Inputs.Distinct().Sum(input => graph.Constants.TryGetValue(input, out HostTensor? data) ? data.Shape.ElementCount : 0);

    /// <summary>
    /// Arithmetic of the definition: a multiply-add of a linear layer counts 2, an element of any other computation 1, a move nothing.
    /// Zero where the sizes do not suit the node.
    /// </summary>
    public double Flops(Node node)
    {
        try
        {
            return node.Op switch
            {
                ConvTranspose => 2.0 * Elements(node.Inputs[0]) * WeightsPerChannel(node.Inputs[1]),
                Conv => 2.0 * Elements(node.Output) * WeightsPerChannel(node.Inputs[1]),
                Linear or MatMul => 2.0 * Elements(node.Output) * Extent(node.Inputs[0], ^1),
                var op when OpFamilies.Of(op) == OpFamily.Movement => 0,
                var op when OpFamilies.Of(op) == OpFamily.Reduction => Math.Max(Elements(node.Inputs[0]), Elements(node.Output)),
                _ => Elements(node.Output),
            };
        }
        catch (ShapeEvaluationException)
        {
            return 0;
        }
    }

    /// <summary>Weights and arithmetic as text; what is zero is left out.</summary>
    public static string Text(long weights, double flops) =>
        string.Join(" · ", new[] { weights > 0 ? $"{Quantity.Count(weights)} weight{(weights == 1 ? "" : "s")}" : "", flops > 0 ? Quantity.Flops(flops) : "" }.Where(text => text.Length > 0));

    /// <summary>As <c>N×64×32×32</c>, with the element type in front where it is not f32.</summary>
    public static string Type(TensorType type)
    {
        string extents = type.Rank == 0 ? "scalar" : string.Join("×", type.Shape.Extents.Select(extent => extent.IsConstant || extent.ToString().All(char.IsLetterOrDigit) ? extent.ToString() : $"({extent})"));
        return type.Element == ElementType.F32 ? extents : $"{type.Element.Text()} {extents}";
    }

    /// <summary>Kernel, stride and padding of a convolution; of another op the attributes that are no defaults.</summary>
    public string Attributes(Node node)
    {
        switch (node.Op)
        {
            case Conv conv:
                return Window(node, conv.Stride, conv.PadsBegin, conv.PadsEnd, conv.Dilation, conv.Groups);
            case ConvTranspose up:
                return Window(node, up.Stride, up.PadsBegin, up.PadsEnd, up.Dilation, up.Groups);
            default:
                return string.Join(", ", node.Op.Attributes.Where(attribute => !attribute.Value.Equals(attribute.Default))
                    .Select(attribute => $"{attribute.Name}={Short(attribute.Value)}"));
        }
    }

    // What was a float32 in the model's file needs no more digits than that had.
    private static string Short(object value) =>
        value is double real && (float)real == real ? ((float)real).ToString(CultureInfo.InvariantCulture) : AttributeText.Of(value);

    private string Window(Node node, ValueList<long> stride, ValueList<IntExpr> begin, ValueList<IntExpr> end, ValueList<long> dilation, long groups)
    {
        List<string> words = [string.Join("×", graph.TypeOf(node.Inputs[1]).Shape.Extents.Skip(2))];
        if (stride.Any(step => step != 1)) words.Add("stride " + PerAxis(stride));
        if (dilation.Any(step => step != 1)) words.Add("dilation " + PerAxis(dilation));
        if (begin.Concat(end).Any(pad => !pad.Equals((IntExpr)0))) words.Add("pad " + (begin.Equals(end) ? PerAxis(begin) : $"{PerAxis(begin)}..{PerAxis(end)}"));
        if (groups != 1) words.Add($"groups {groups}");
        return string.Join(", ", words);
    }

    private static string PerAxis<T>(IEnumerable<T> perAxis) =>
        perAxis.Distinct().Count() == 1 ? $"{perAxis.First()}" : string.Join("×", perAxis);

    private double Elements(ValueId value) => graph.TypeOf(value).Shape.Extents.Aggregate(1.0, (product, extent) => product * extent.Evaluate(sizes));

    // Of [Cout, Cin/groups, *K] what an output sums; of [Cin, Cout/groups, *K] what an input is scattered to.
    private double WeightsPerChannel(ValueId weight) => graph.TypeOf(weight).Shape.Extents.Skip(1).Aggregate(1.0, (product, extent) => product * extent.Evaluate(sizes));

    private double Extent(ValueId value, Index axis) => graph.TypeOf(value).Shape[axis].Evaluate(sizes);
}
