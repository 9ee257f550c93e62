using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Passes;

/// <summary>
/// The mean over windows of a convolution's results is one convolution with the taps of all of them: a 3×3 kernel before a mean of 2×2 falls from 36
/// products a result to 16. Needs constant finite weights, windows without padding, the result of the convolution read by the pool alone, no more
/// arithmetic than apart, and a kernel that grows by no more than four times.
/// </summary>
/// <remarks>
/// mean over j of Σₖ W[k]·in[s·(S·o + j) + k - p] = Σ W'[i]·in[s·S·o + i - p] with W'[i] = Σ of W[k]/P over all j and k with s·j + k = i: a kernel of
/// K + s·(P - 1) elements at stride s·S.
/// </remarks>
internal static class FoldPoolsIntoConvolutions
{
    private const long MostGrowth = 4;

    public static Graph Run(Graph graph, RewriteLog log)
    {
        GraphUses uses = new(graph);
        return GraphRewriter.Rewrite(graph, (rewriter, node) =>
        {
            if (node.Op is not Pool { Kind: PoolKind.Average } pool || !uses.HasOneUse(node.Inputs[0]) || uses.ProducerOf(node.Inputs[0]) is not { Op: Conv conv } producer
                || LayerWeights.Of(graph, producer) is not { } layer || !IsWorth(conv, pool, layer) || !SameSizes(graph, producer, conv, node, pool, layer)
                || !LayerWeights.IsFinite(layer.Weight) || Averaged(layer, conv, pool) is not { } weight)
                return false;
            Conv merged = conv with { Stride = conv.Stride.Select((stride, axis) => checked(stride * pool.Stride[axis])).ToValueList() };
            ValueId[] operands = [rewriter.New(producer.Inputs[0]), rewriter.AddConstant(graph[producer.Inputs[1]].Name, weight), .. producer.Inputs.Skip(2).Select(rewriter.New)];
            rewriter.ReplaceBy(node, producer, merged, operands);
            log.Add(rewriter, producer, [producer, node], merged, operands, rewriter.New(node.Output));
            return true;
        });
    }

    private static bool IsWorth(Conv conv, Pool pool, LayerWeights layer)
    {
        if (pool.Kernel.Count != conv.Stride.Count || pool.CeilMode || !pool.Dilation.All(dilation => dilation == 1) || !conv.Dilation.All(dilation => dilation == 1)
            || !pool.PadsBegin.Concat(pool.PadsEnd).All(pad => pad == IntExpr.Zero))
            return false;
        double apart = 1, merged = 1, growth = 1;
        for (int axis = 0; axis < pool.Kernel.Count; axis++)
        {
            long kernel = layer.Weight.Shape[2 + axis], wide = Wide(conv, pool, kernel, axis);
            apart *= (double)kernel * pool.Stride[axis];
            merged *= wide;
            growth *= (double)wide / kernel;
        }

        return merged <= apart && growth <= MostGrowth;
    }

    private static long Wide(Conv conv, Pool pool, long kernel, int axis) => checked(kernel + (conv.Stride[axis] * (pool.Kernel[axis] - 1)));

    /// <summary>Whether the sizes of the merged convolution are seen to be those of the pool: rounding down twice is rounding down once.</summary>
    private static bool SameSizes(Graph graph, Node producer, Conv conv, Node node, Pool pool, LayerWeights layer)
    {
        (SymbolicShape input, SymbolicShape output) = (graph.TypeOf(producer.Inputs[0]).Shape, graph.TypeOf(node.Output).Shape);
        int first = input.Rank - conv.Stride.Count;
        if (output.Rank != input.Rank) return false;
        for (int axis = 0; axis < conv.Stride.Count; axis++)
        {
            IntExpr room = input[first + axis] + conv.PadsBegin[axis] + conv.PadsEnd[axis] - Wide(conv, pool, layer.Weight.Shape[2 + axis], axis);
            if (IntExpr.FloorDiv(room, conv.Stride[axis] * pool.Stride[axis]) + 1 != output[first + axis]) return false;
        }

        return true;
    }

    private static HostTensor? Averaged(LayerWeights layer, Conv conv, Pool pool)
    {
        int rank = pool.Kernel.Count;
        long[] kernel = [.. Enumerable.Range(0, rank).Select(axis => layer.Weight.Shape[2 + axis])];
        long[] wide = [.. Enumerable.Range(0, rank).Select(axis => Wide(conv, pool, kernel[axis], axis))];
        double count = pool.Kernel.Aggregate(1L, (product, extent) => product * extent);
        double[] weights = layer.Weight.ToDoubles();
        long pairs = layer.A * layer.B, size = layer.KernelSize, wideSize = wide.Aggregate(1L, (product, extent) => product * extent);
        double[] sums = new double[pairs * wideSize];
        // Where kernel element k lands for window element j.
        List<(long From, long To)> moves = [];
        for (long j = 0; j < (long)count; j++)
        for (long k = 0; k < size; k++)
        {
            (long restJ, long restK, long at, long step) = (j, k, 0, 1);
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                at += step * ((conv.Stride[axis] * (restJ % pool.Kernel[axis])) + (restK % kernel[axis]));
                (restJ, restK, step) = (restJ / pool.Kernel[axis], restK / kernel[axis], step * wide[axis]);
            }

            moves.Add((k, at));
        }

        for (long pair = 0; pair < pairs; pair++)
        {
            foreach ((long from, long to) in moves) sums[(pair * wideSize) + to] += weights[(pair * size) + from] / count;
        }

        return LayerWeights.Rounded(new Shape([layer.A, layer.B, .. wide]), sums);
    }
}
