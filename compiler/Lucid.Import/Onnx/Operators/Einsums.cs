using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Import.Onnx.Operators;

/// <summary>
/// Einsum of one or two operands. A label twice in an operand is its diagonal; a label of one operand only that the result lacks is summed at
/// once; then the operands are ordered as (shared and kept, own, summed over both) and multiplied as matrices.
/// </summary>
internal static class Einsums
{
    /// <summary>Labels of the axes that an ellipsis hides, from here on; the last one belongs to the last hidden axis of every operand.</summary>
    private const char FirstHidden = '\uE000';

    private const int MostHidden = 32;

    public static IEnumerable<OnnxOperator> Table => [new("Einsum", OnnxOperator.Variadic, "equation", Lower) { Limits = "one or two operands, of floats where there are two", Since = 12 }];

    /// <summary>A value with a label for each of its axes.</summary>
    private readonly record struct Labelled(ImportedValue Value, string Labels)
    {
        public IntExpr Extent(char label) => Labels.IndexOf(label, StringComparison.Ordinal) is >= 0 and int axis ? Value.Type.Shape[axis] : 1;
    }

    private static void Lower(NodeLowering node)
    {
        ImportedValue[] operands = node.Operands();
        if (operands.Length > 2) throw node.Unsupported($"Einsum of {operands.Length} operands", "one or two are supported");
        (string[] inputs, string result) = Parse(node, operands);
        Labelled[] terms = [.. operands.Select((operand, i) => WithoutRepeats(node, new Labelled(operand, inputs[i])))];
        for (int i = 0; i < terms.Length; i++) terms[i] = SumAbsent(node, terms[i], result + string.Concat(terms.Where((_, j) => j != i).Select(term => term.Labels)));
        Labelled product = terms.Length == 1 ? terms[0] : Product(node, terms[0], terms[1], result);
        node.Output(Ordered(node, product, result));
    }

    private static (string[] Inputs, string Result) Parse(NodeLowering node, ImportedValue[] operands)
    {
        string equation = node.Attributes.Text("equation", string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] inputs = sides[0].Split(',');
        if (sides.Length > 2 || inputs.Length != operands.Length) throw Malformed($"terms for {operands.Length} operands");
        int widest = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            bool open = inputs[i].Contains("...", StringComparison.Ordinal);
            int hidden = operands[i].Type.Rank - inputs[i].Length + (open ? 3 : 0);
            if (hidden is < 0 or > MostHidden || (!open && hidden > 0)) throw Malformed($"{operands[i].Type.Rank} labels for {operands[i].Type}");
            widest = Math.Max(widest, hidden);
            inputs[i] = inputs[i].Replace("...", Hidden(hidden), StringComparison.Ordinal);
        }

        string all = string.Concat(inputs);
        // Without a result side, it is what occurs once, in alphabetical order behind the hidden axes.
        string result = sides.Length == 2
            ? sides[1].Replace("...", Hidden(widest), StringComparison.Ordinal)
            : Hidden(widest) + string.Concat(all.Where(char.IsAsciiLetter).GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order());
        bool sound = all.All(label => char.IsAsciiLetter(label) || label is >= FirstHidden and < (char)(FirstHidden + MostHidden))
            && result.Distinct().Count() == result.Length && result.All(all.Contains);
        return sound ? (inputs, result) : throw Malformed("letters, each of the result's once and in an operand");

        static string Hidden(int count) => string.Concat(Enumerable.Range(MostHidden - count, count).Select(i => (char)(FirstHidden + i)));

        NodeFailedException Malformed(string expected) => node.Attributes.Refuse("equation", $"'{equation}'", expected);
    }

    /// <summary>ii → i: the two axes are put last and read as one with a step over the diagonal.</summary>
    private static Labelled WithoutRepeats(NodeLowering node, Labelled term)
    {
        while (term.Labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1)?.Key is { } label && label != default)
        {
            (int first, int second) = (term.Labels.IndexOf(label, StringComparison.Ordinal), term.Labels.LastIndexOf(label));
            SymbolicShape shape = term.Value.Type.Shape;
            node.Require(IntExpr.Equal(shape[first], shape[second]), ImportDiagnostics.OperandRefused, "Inputs", term.Value.Type, $"equal extents of label '{label}'");
            long extent = node.Known(shape[first], $"label '{label}', which is repeated,");
            int[] others = [.. Enumerable.Range(0, shape.Rank).Where(axis => axis != first && axis != second)];
            ImportedValue ordered = node.Transpose(term.Value, [.. others.Select(axis => (long)axis), first, second]);
            ImportedValue square = node.Reshape(ordered, [.. others.Select(axis => shape[axis]), extent * extent]);
            term = new(Slices.Along(node, square, others.Length, 0, extent, extent + 1), string.Concat(others.Select(axis => term.Labels[axis])) + label);
        }

        return term;
    }

    private static Labelled SumAbsent(NodeLowering node, Labelled term, string wanted)
    {
        int[] absent = [.. Enumerable.Range(0, term.Labels.Length).Where(axis => !wanted.Contains(term.Labels[axis], StringComparison.Ordinal))];
        return absent.Length == 0 ? term
            : new(Reductions.Of(node, ReduceKind.Sum, term.Value, absent, false), string.Concat(term.Labels.Where(label => wanted.Contains(label, StringComparison.Ordinal))));
    }

    private static Labelled Product(NodeLowering node, Labelled a, Labelled b, string result)
    {
        string shared = string.Concat(a.Labels.Where(label => b.Labels.Contains(label, StringComparison.Ordinal)));
        string batch = string.Concat(shared.Where(label => result.Contains(label, StringComparison.Ordinal)));
        string summed = string.Concat(shared.Except(batch));
        (string rows, string columns) = (string.Concat(a.Labels.Except(shared)), string.Concat(b.Labels.Except(shared)));
        ImportedValue left = node.Reshape(Ordered(node, a, batch + rows + summed), [.. batch.Select(a.Extent), Size(a, rows), Size(a, summed)]);
        ImportedValue right = node.Reshape(Ordered(node, b, batch + summed + columns), [.. batch.Select(b.Extent), Size(b, summed), Size(b, columns)]);
        ImportedValue product = node.Emit(new MatMul(), left, right);
        IntExpr[] extents = [.. product.Type.Shape.Extents.Take(batch.Length), .. rows.Select(a.Extent), .. columns.Select(b.Extent)];
        return new(node.Reshape(product, extents), batch + rows + columns);

        static IntExpr Size(Labelled term, string labels) => labels.Aggregate(IntExpr.One, (size, label) => size * term.Extent(label));
    }

    /// <summary>The axes in the order of the labels.</summary>
    private static ImportedValue Ordered(NodeLowering node, Labelled term, string labels) => term.Labels == labels ? term.Value
        : node.Transpose(term.Value, [.. labels.Select(label => (long)term.Labels.IndexOf(label, StringComparison.Ordinal))]);
}
