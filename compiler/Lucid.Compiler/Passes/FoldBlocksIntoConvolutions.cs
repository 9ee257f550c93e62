using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// A convolution of stride 1 whose channels are then spread over blocks of u positions (PixelShuffle) is a transposed convolution of
/// stride u: each phase owns its channels' weights, and the store does the shuffle. Space to depth before a convolution is a convolution
/// of stride u. No product is added or lost. Needs constant weights, one group, dilation 1.
/// </summary>
/// <remarks>
/// Depth to space: out[u·m + r] = Σₖ W[r,k]·in[m + k - p]. With i = m + k - p this is o = u·i - P + j for P = u·(K-1-p) and
/// j = r + u·(K-1-k), so W'[j] is W[r,k] for that one r and k. The bias of a channel becomes one number a phase: a tensor that repeats
/// every u positions. Space to depth: in[u·(s·o + k - p) + r], so the kernel element is u·k + r, the stride u·s, the padding u·p.
/// </remarks>
internal static class FoldBlocksIntoConvolutions
{
    public static Graph Run(Graph graph, RewriteLog log)
    {
        GraphUses uses = new(graph);
        Dictionary<NodeId, Spread> byLast = [];
        HashSet<NodeId> absorbed = [];
        foreach (Node node in graph.Nodes)
        {
            if (Follow(graph, uses, node) is not { } spread) continue;
            byLast.Add(spread.Shuffle.Id, spread);
            absorbed.Add(node.Id);
            absorbed.UnionWith(spread.Between.Select(member => member.Id));
        }

        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (absorbed.Contains(node.Id)) return true;
            if (byLast.TryGetValue(node.Id, out Spread? spread))
            {
                Emit(graph, rewriter, spread, log);
                return true;
            }

            return node.Op is Conv conv && Gathered(graph, uses, rewriter, node, conv, log);
        });
    }

    private static Spread? Follow(Graph graph, GraphUses uses, Node node)
    {
        if (!IsPlain(node.Op) || node.Op is not Conv { } conv || conv.Stride.Any(stride => stride != 1) || LayerWeights.Of(graph, node) is not { } layer) return null;
        List<Node> between = [];
        ValueId value = node.Output;
        while (uses.HasOneUse(value))
        {
            Node next = uses.UsersOf(value)[0];
            if (next.Op is DepthToSpace shuffle) return IsWorth(layer, shuffle, conv.Stride.Count) ? new(layer, conv, [.. between], next, shuffle) : null;
            // Functions of one element alone do not mind where it stands.
            if (next.Op is not Pointwise || next.Inputs.Count != 1) return null;
            between.Add(next);
            value = next.Output;
        }

        return null;
    }

    // Kernels compute whole blocks of four channels: phases of one or two channels would waste more than the shuffle costs.
    private static bool IsWorth(LayerWeights layer, DepthToSpace shuffle, int rank)
    {
        long phases = (long)Math.Pow(shuffle.BlockSize, rank);
        long lanes = (layer.OutChannels + 3) / 4 * 4;
        long spread = phases * (((layer.OutChannels / phases) + 3) / 4 * 4);
        return spread <= lanes + (lanes / 2);
    }

    private static void Emit(Graph graph, GraphRewriter rewriter, Spread spread, RewriteLog log)
    {
        (LayerWeights layer, Conv conv, DepthToSpace shuffle) = (spread.Layer, spread.Conv, spread.Op);
        Node root = layer.Node;
        int rank = conv.Stride.Count;
        long block = shuffle.BlockSize;
        ValueList<long> stride = Enumerable.Repeat(block, rank).ToValueList();
        ConvTranspose transposed = new(stride, Crop(conv.PadsBegin, layer, block), Crop(conv.PadsEnd, layer, block), [.. stride.Select(_ => IntExpr.Zero)], conv.Dilation, 1);
        ValueId weight = rewriter.AddConstant(graph[root.Inputs[1]].Name, Weights(layer, shuffle, rank));
        double[] bias = layer.BiasValues();
        Grid phases = new([.. stride]);
        long channels = layer.OutChannels / phases.Count;
        double[] byPhase = new double[bias.Length];
        for (long c = 0; c < channels; c++)
        for (long r = 0; r < phases.Count; r++) byPhase[(c * phases.Count) + r] = bias[ChannelOf(shuffle, c, r, channels, phases.Count)];
        bool isUniform = Enumerable.Range(0, bias.Length).All(i => byPhase[i] == byPhase[i / phases.Count * phases.Count]);

        List<ValueId> operands = [rewriter.New(root.Inputs[0]), weight];
        if (isUniform && layer.Bias is not null)
        {
            double[] one = [.. Enumerable.Range(0, (int)channels).Select(c => byPhase[c * phases.Count])];
            operands.Add(rewriter.AddConstant(graph[root.Inputs[2]].Name, HostTensor.FromDoubles(ElementType.F32, new Shape(channels), one)));
        }

        List<(Node Origin, Op Op)> steps = [.. spread.Between.Select(member => (member, member.Op))];
        bool hasPhases = layer.Bias is not null && !isUniform;
        if (!hasPhases && steps.Count == 0)
        {
            rewriter.ReplaceBy(spread.Shuffle, root, transposed, [.. operands]);
            Note(operands, rewriter.New(spread.Shuffle.Output));
            return;
        }

        ValueId value = rewriter.Add(root, transposed, [.. operands]);
        if (hasPhases)
        {
            ValueId numbers = rewriter.AddConstant(graph[root.Inputs[2]].Name, PhaseNumbers(block, byPhase, channels, rank));
            Note([.. operands, numbers], value);
            ValueId repeated = Repeated(graph, rewriter, spread, numbers, channels, rank);
            if (steps.Count == 0)
            {
                rewriter.ReplaceBy(spread.Shuffle, root, new Pointwise(PointwiseKind.Add), value, repeated);
                return;
            }

            value = rewriter.Add(root, new Pointwise(PointwiseKind.Add), value, repeated);
        }
        else
        {
            Note(operands, value);
        }

        foreach ((Node origin, Op op) in steps.SkipLast(1)) value = rewriter.Add(origin, op, value);
        rewriter.ReplaceBy(spread.Shuffle, steps[^1].Origin, steps[^1].Op, value);

        void Note(IEnumerable<ValueId> constants, ValueId result) => log.Add(rewriter, root, [root, spread.Shuffle], transposed, [.. constants], result);
    }

    /// <summary>A number for each channel and phase, [C,1,u,1,u].</summary>
    private static HostTensor PhaseNumbers(long block, double[] values, long channels, int rank) =>
        HostTensor.FromDoubles(ElementType.F32, new Shape([channels, .. Enumerable.Repeat<long[]>([1, block], rank).SelectMany(extents => extents)]), values);

    /// <summary>A number for each channel and phase as a tensor of the output's extents: [C,1,u,1,u] expanded to [C,H,u,W,u].</summary>
    private static ValueId Repeated(Graph graph, GraphRewriter rewriter, Spread spread, ValueId numbers, long channels, int rank)
    {
        SymbolicShape positions = graph.TypeOf(spread.Layer.Node.Output).Shape;
        long block = spread.Op.BlockSize;
        List<IntExpr> wide = [channels], flat = [channels];
        for (int axis = 0; axis < rank; axis++)
        {
            IntExpr extent = positions[positions.Rank - rank + axis];
            wide.AddRange([extent, block]);
            flat.Add(extent * block);
        }

        Node root = spread.Layer.Node;
        ValueId expanded = rewriter.Add(root, new Expand(new SymbolicShape([.. wide])), numbers);
        return rewriter.Add(root, new Reshape(new SymbolicShape([.. flat])), expanded);
    }

    private static HostTensor Weights(LayerWeights layer, DepthToSpace shuffle, int rank)
    {
        Grid from = new([.. layer.Weight.Shape.Extents.Skip(2)]);
        Grid phases = new([.. Enumerable.Repeat(shuffle.BlockSize, rank)]);
        Grid to = new([.. from.Extents.Select(extent => extent * shuffle.BlockSize)]);
        long channels = layer.OutChannels / phases.Count;
        double[] values = layer.Weight.ToDoubles();
        double[] moved = new double[values.Length];
        for (long c = 0; c < channels; c++)
        for (long r = 0; r < phases.Count; r++)
        {
            long output = ChannelOf(shuffle, c, r, channels, phases.Count);
            long[] phase = phases.At(r);
            for (long k = 0; k < from.Count; k++)
            {
                long[] at = [.. from.At(k).Select((position, axis) => phase[axis] + (shuffle.BlockSize * (from.Extents[axis] - 1 - position)))];
                long kernel = to.IndexOf(at);
                for (long i = 0; i < layer.B; i++) moved[(((i * channels) + c) * to.Count) + kernel] = values[(((output * layer.B) + i) * from.Count) + k];
            }
        }

        return HostTensor.FromDoubles(ElementType.F32, new Shape([layer.B, channels, .. to.Extents]), moved);
    }

    /// <summary>The channel of the convolution that gives channel c of phase r.</summary>
    private static long ChannelOf(DepthToSpace shuffle, long c, long r, long channels, long phases) =>
        shuffle.ColumnRowDepth ? (c * phases) + r : (r * channels) + c;

    private static ValueList<IntExpr> Crop(ValueList<IntExpr> pads, LayerWeights layer, long block) =>
        pads.Select((pad, axis) => ((IntExpr)(layer.Weight.Shape[2 + axis] - 1) - pad) * block).ToValueList();

    private static bool IsPlain(Op op) => op is Conv { Groups: 1 } conv && conv.Dilation.All(dilation => dilation == 1);

    private static bool Gathered(Graph graph, GraphUses uses, GraphRewriter rewriter, Node node, Conv conv, RewriteLog log)
    {
        if (!IsPlain(conv) || uses.ProducerOf(node.Inputs[0]) is not { Op: SpaceToDepth gather } producer || LayerWeights.Of(graph, node) is not { } layer) return false;
        // Quotients of quotients of symbols would not be recognised as the same extents.
        if (conv.Stride.Any(stride => stride != 1) && !graph.TypeOf(node.Output).Shape.IsConstant) return false;
        int rank = conv.Stride.Count;
        long block = gather.BlockSize;
        Grid from = new([.. layer.Weight.Shape.Extents.Skip(2)]);
        Grid phases = new([.. Enumerable.Repeat(block, rank)]);
        Grid to = new([.. from.Extents.Select(extent => extent * block)]);
        long channels = layer.B / phases.Count;
        double[] values = layer.Weight.ToDoubles();
        double[] moved = new double[values.Length];
        for (long o = 0; o < layer.A; o++)
        for (long r = 0; r < phases.Count; r++)
        for (long c = 0; c < channels; c++)
        for (long k = 0; k < from.Count; k++)
        {
            long[] at = [.. from.At(k).Select((position, axis) => (position * block) + phases.At(r)[axis])];
            moved[(((o * channels) + c) * to.Count) + to.IndexOf(at)] = values[(((o * layer.B) + (r * channels) + c) * from.Count) + k];
        }

        Conv strided = conv with
        {
            Stride = conv.Stride.Select(stride => stride * block).ToValueList(),
            PadsBegin = conv.PadsBegin.Select(pad => pad * block).ToValueList(),
            PadsEnd = conv.PadsEnd.Select(pad => pad * block).ToValueList(),
        };
        ValueId weight = rewriter.AddConstant(graph[node.Inputs[1]].Name, HostTensor.FromDoubles(ElementType.F32, new Shape([layer.A, channels, .. to.Extents]), moved));
        ValueId[] operands = [rewriter.New(producer.Inputs[0]), weight, .. node.Inputs.Skip(2).Select(rewriter.New)];
        rewriter.ReplaceBy(node, strided, operands);
        log.Add(rewriter, node, uses.HasOneUse(producer.Output) ? [producer, node] : [node], strided, operands, rewriter.New(node.Output));
        return true;
    }

    private sealed record Spread(LayerWeights Layer, Conv Conv, ValueList<Node> Between, Node Shuffle, DepthToSpace Op);
}
