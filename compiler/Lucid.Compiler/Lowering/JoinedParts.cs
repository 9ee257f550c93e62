using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// Which values are parts of a concatenation, so that their kernels write straight into it: a skip connection is then never copied.
/// The first concatenation that reads a value gets it; another one copies.
/// </summary>
internal sealed class JoinedParts
{
    private readonly Graph _graph;
    private readonly GraphUses _uses;
    private readonly Dictionary<ValueId, Node> _concats = [];
    private readonly Dictionary<ValueId, bool> _inBlocks = [];

    public JoinedParts(Graph graph, GraphUses uses)
    {
        (_graph, _uses) = (graph, uses);
        foreach (Node node in graph.Nodes)
        {
            if (node.Op is not Concat) continue;
            foreach (ValueId input in node.Inputs) _concats.TryAdd(input, node);
        }
    }

    /// <summary>The concatenation that a value is a part of, if any.</summary>
    public Node? ConcatOf(ValueId value) => _concats.GetValueOrDefault(value);

    /// <summary>Where an operand lies in the concatenation.</summary>
    public Storage PlaceOf(Node concat, int input, Storage joined)
    {
        int axis = (int)((Concat)concat.Op).Axis;
        IntExpr[] starts = new IntExpr[joined.Shape.Rank];
        Array.Fill(starts, IntExpr.Zero);
        foreach (ValueId before in concat.Inputs.Take(input)) starts[axis] += _graph.TypeOf(before).Shape[axis];
        long[] ones = new long[starts.Length];
        Array.Fill(ones, 1);
        return joined.Part(starts, _graph.TypeOf(concat.Inputs[input]).Shape, ones);
    }

    /// <summary>Whether whole blocks can be put side by side; otherwise two parts would share a block.</summary>
    public bool MayLieInBlocks(Node concat) =>
        ((Concat)concat.Op).Axis != 1 || concat.Inputs.SkipLast(1).All(value => IntExpr.Mod(_graph.TypeOf(value).Shape[1], 4) == IntExpr.Zero);

    /// <summary>Whether the kernel that makes a value will probably write blocks.</summary>
    public bool LiesInBlocks(ValueId value)
    {
        if (_inBlocks.TryGetValue(value, out bool known)) return known;
        int rank = _graph.TypeOf(value).Rank;
        bool blocks = _uses.ProducerOf(value) is { } producer && rank is >= 3 and <= 5 && producer.Op switch
        {
            Conv conv => rank == conv.Stride.Count + 2,
            ConvTranspose conv => rank == conv.Stride.Count + 2,
            Linear or MatMul or Reshape or Transpose or Expand => false,
            _ => producer.Inputs.Any(input => _graph.TypeOf(input).Rank == rank && LiesInBlocks(input)),
        };
        return _inBlocks[value] = blocks;
    }
}
