using Lucid.Compiler.Passes;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

namespace Lucid.Compiler.Tests.Compiler.Passes;

/// <summary>Exact algebra on linear layers: golden texts, and random attribute sets against the interpreter.</summary>
public sealed class AlgebraTests
{
    private const int Cases = 200;

    [Fact]
    public void Upsampling_by_two_before_a_convolution() => PassCheck.Becomes("fold_upsampling_into_convolutions/three_taps", FoldUpsamplingIntoConvolutions.Run, """
        input %x: f32[N,1,h]
        const %w: f32[1,1,3] = {1, 10, 100}
        const %b: f32[1] = {0.5}
        %u: f32[N,1,2*h] = resize(%x, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[N,1,2*h])
        %y: f32[N,1,2*h] = conv(%u, %w, %b, stride=[1], pads_begin=[1], pads_end=[1])
        output "y" = %y
        """);

    [Fact]
    public void Other_interpolations_and_strides_stay() => PassCheck.Stays(FoldUpsamplingIntoConvolutions.Run, """
        input %x: f32[1,1,h]
        const %w: f32[1,1,3] = {1, 10, 100}
        const %i: f32[1,1,3] = {1, inf, 100}
        %a: f32[1,1,2*h] = resize(%x, mode=linear, coordinates=asymmetric, rounding=floor, sizes=[1,1,2*h])
        %b: f32[1,1,2*h] = resize(%x, mode=nearest, coordinates=align_corners, rounding=floor, sizes=[1,1,2*h])
        %c: f32[1,1,2*h+1] = resize(%x, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[1,1,2*h+1])
        %d: f32[1,1,2*h] = resize(%x, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[1,1,2*h])
        %ya: f32[1,1,2*h] = conv(%a, %w, stride=[1], pads_begin=[1], pads_end=[1])
        %yb: f32[1,1,2*h] = conv(%b, %w, stride=[1], pads_begin=[1], pads_end=[1])
        %yc: f32[1,1,2*h+1] = conv(%c, %w, stride=[1], pads_begin=[1], pads_end=[1])
        %yd: f32[1,1,h] = conv(%d, %w, stride=[2], pads_begin=[1], pads_end=[1])
        %ye: f32[1,1,2*h] = conv(%d, %i, stride=[1], pads_begin=[1], pads_end=[1])
        output "a" = %ya
        output "b" = %yb
        output "c" = %yc
        output "d" = %yd
        output "e" = %ye
        """);

    [Fact]
    public void A_convolution_and_a_shuffle_with_a_bias_for_each_phase() => PassCheck.Becomes("fold_blocks_into_convolutions/shuffle", FoldBlocksIntoConvolutions.Run, """
        input %x: f32[N,1,h]
        const %w: f32[8,1,1] = {1, 2, 3, 4, 5, 6, 7, 8}
        const %b: f32[8] = {1, 2, 3, 4, 5, 6, 7, 8}
        %y: f32[N,8,h] = conv(%x, %w, %b, stride=[1])
        %a: f32[N,8,h] = tanh(%y)
        %z: f32[N,4,2*h] = depth_to_space(%a, block_size=2, column_row_depth=true)
        output "z" = %z
        """);

    [Fact]
    public void Space_to_depth_before_a_convolution() => PassCheck.Becomes("fold_blocks_into_convolutions/gather", FoldBlocksIntoConvolutions.Run, """
        input %x: f32[N,1,2*h]
        const %w: f32[1,2,3] = {1, 2, 3, 4, 5, 6}
        %d: f32[N,2,h] = space_to_depth(%x, block_size=2)
        %y: f32[N,1,h] = conv(%d, %w, stride=[1], pads_begin=[1], pads_end=[1])
        output "y" = %y
        """);

    [Fact]
    public void A_shuffle_into_one_channel_stays() => PassCheck.Stays(FoldBlocksIntoConvolutions.Run, """
        input %x: f32[N,1,h,w]
        const %w: f32[4,1,1,1] = {1, 2, 3, 4}
        %y: f32[N,4,h,w] = conv(%x, %w, stride=[1,1])
        %z: f32[N,1,2*h,2*w] = depth_to_space(%y, block_size=2, column_row_depth=true)
        output "z" = %z
        """);

    [Fact]
    public void A_narrow_pointwise_layer_behind_a_convolution() => PassCheck.Becomes("merge_layers/behind", MergeLayers.Run, """
        input %x: f32[N,1,h]
        const %w: f32[3,1,2] = {1, 2, 3, 4, 5, 6}
        const %b: f32[3] = {1, 2, 3}
        const %v: f32[1,3,1] = {1, 10, 100}
        %y: f32[N,3,h-1] = conv(%x, %w, %b, stride=[1])
        %z: f32[N,1,h-1] = conv(%y, %v, stride=[1])
        output "z" = %z
        """);

    [Fact]
    public void Two_layers_that_merging_makes_dearer_stay() => PassCheck.Stays(MergeLayers.Run, """
        input %x: f32[N,2,h]
        const %w: f32[1,2,1] = {1, 2}
        const %v: f32[2,1,3] = {1, 2, 3, 4, 5, 6}
        %y: f32[N,1,h] = conv(%x, %w, stride=[1])
        %z: f32[N,2,h-2] = conv(%y, %v, stride=[1])
        output "z" = %z
        """);

    [Fact]
    public void A_bias_before_padding_keeps_layers_apart() => PassCheck.Stays(MergeLayers.Run, """
        input %x: f32[N,1,h]
        const %w: f32[4,1,1] = {1, 2, 3, 4}
        const %b: f32[4] = {1, 2, 3, 4}
        const %v: f32[1,4,1] = {1, 2, 3, 4}
        %y: f32[N,4,h] = conv(%x, %w, %b, stride=[1])
        %z: f32[N,1,h+2] = conv(%y, %v, stride=[1], pads_begin=[1], pads_end=[1])
        output "z" = %z
        """);

    [Fact]
    public void Any_upsampled_convolution_is_the_transposed_one() => Random(graph => Noted(FoldUpsamplingIntoConvolutions.Run, graph), 1, (builder, random, x, shape) =>
    {
        int rank = shape.Length - 2;
        long[] factors = [.. Draw(random, rank, 1, 4)];
        if (factors.All(factor => factor == 1)) factors[0] = 2;
        (CoordinateMode coordinates, NearestRounding rounding) = new[]
        {
            (CoordinateMode.Asymmetric, NearestRounding.Floor), (CoordinateMode.HalfPixel, NearestRounding.RoundPreferCeil),
            (CoordinateMode.HalfPixel, NearestRounding.RoundPreferFloor), (CoordinateMode.TfHalfPixelForNn, NearestRounding.Floor),
        }[random.Next(4)];
        long[] sizes = [shape[0], shape[1], .. factors.Select((factor, axis) => factor * shape[2 + axis])];
        ValueList<double> scales = random.Next(2) == 0 ? [] : [1, 1, .. factors.Select(factor => (double)factor)];
        Resize resize = new(ResizeMode.Nearest, coordinates, rounding, [.. sizes.Select(size => (IntExpr)size)], scales, -0.75, false, false, 0, []);
        return Convolution(builder, random, builder.Add(resize, [x])!.Value, sizes, anyStride: false);
    });

    [Fact]
    public void Any_shuffled_convolution_is_the_transposed_one() => Random(graph => Noted(FoldBlocksIntoConvolutions.Run, graph), 4, (builder, random, x, shape) =>
    {
        int rank = shape.Length - 2;
        long block = random.Next(2, 4);
        long channels = 4 * random.Next(1, 3) * (long)Math.Pow(block, rank);
        ValueId? y = Convolution(builder, random, x, shape, anyStride: false, channels);
        if (y is { } sum && random.Next(2) == 0) y = builder.Add(Pointwise.Of(PointwiseKind.Sigmoid), [sum]);
        return y is { } spread ? builder.Add(new DepthToSpace(block, random.Next(2) == 0), [spread]) : null;
    });

    [Fact]
    public void Any_convolution_of_gathered_blocks_is_a_strided_one() => Random(graph => Noted(FoldBlocksIntoConvolutions.Run, graph), 2, (builder, random, x, shape) =>
    {
        long block = random.Next(2, 4);
        long[] whole = [shape[0], shape[1], .. shape.Skip(2).Select(extent => extent * block)];
        ValueId wide = builder.AddInput("wide", new TensorType(ElementType.F32, new SymbolicShape(new Shape(whole))));
        long[] gathered = [shape[0], shape[1] * (long)Math.Pow(block, shape.Length - 2), .. shape.Skip(2)];
        return Convolution(builder, random, builder.Add(new SpaceToDepth(block), [wide])!.Value, gathered, anyStride: true);
    });

    [Fact]
    public void Any_two_layers_that_merge_give_the_same()
    {
        int merged = 0;
        Random(graph =>
        {
            Graph after = Noted(MergeLayers.Run, graph);
            if (after.Nodes.Length < graph.Nodes.Length) merged++;
            return after;
        }, 2, (builder, random, x, shape) =>
        {
            ValueId? first = random.Next(2) == 0 ? Pointwise1(builder, random, x, shape, 5) : Transposed(builder, random, x, shape);
            if (first is not { } y) return null;
            long[] inner = [.. builder.TypeOf(y).Shape.ToShape().Extents];
            return random.Next(2) == 0 ? Pointwise1(builder, random, y, inner, 1) : Convolution(builder, random, y, inner, anyStride: true);
        }, mayStay: true);
        Assert.InRange(merged, Cases / 10, Cases);
    }

    [Fact]
    public void A_mean_of_a_convolution_is_a_convolution() => PassCheck.Becomes("fold_pools_into_convolutions/mean_of_two", FoldPoolsIntoConvolutions.Run, """
        input %x: f32[N,1,2*h]
        const %w: f32[1,1,3] = {2, 20, 200}
        const %b: f32[1] = {0.5}
        %c: f32[N,1,2*h] = conv(%x, %w, %b, stride=[1], pads_begin=[1], pads_end=[1])
        %y: f32[N,1,h] = pool(%c, kind=average, kernel=[2], stride=[2])
        output "y" = %y
        """);

    [Fact]
    public void Means_with_padding_of_more_arithmetic_or_infinite_weights_stay() => PassCheck.Stays(FoldPoolsIntoConvolutions.Run, """
        input %x: f32[1,1,12]
        const %w: f32[1,1,3] = {2, 20, 200}
        const %i: f32[1,1,3] = {2, inf, 200}
        %a: f32[1,1,10] = conv(%x, %w, stride=[1])
        %b: f32[1,1,10] = conv(%x, %w, stride=[1])
        %c: f32[1,1,10] = conv(%x, %i, stride=[1])
        %d: f32[1,1,10] = conv(%x, %w, stride=[1])
        %pa: f32[1,1,6] = pool(%a, kind=average, kernel=[2], stride=[2], pads_begin=[1], pads_end=[1])
        %pb: f32[1,1,8] = pool(%b, kind=average, kernel=[3], stride=[1])
        %pc: f32[1,1,5] = pool(%c, kind=average, kernel=[2], stride=[2])
        %pd: f32[1,1,5] = pool(%d, kind=max, kernel=[2], stride=[2])
        output "a" = %pa
        output "b" = %pb
        output "c" = %pc
        output "d" = %pd
        """);

    [Fact]
    public void Any_averaged_convolution_is_a_convolution_of_no_more_arithmetic()
    {
        int merged = 0;
        Random(graph =>
        {
            Graph after = Noted(FoldPoolsIntoConvolutions.Run, graph);
            if (after.Nodes.Length == graph.Nodes.Length) return after;
            merged++;
            // Products a result: each mean took as many convolution results as its window moves over.
            Pool pool = (Pool)graph.Nodes.Single(node => node.Op is Pool).Op;
            long before = Taps(graph) * pool.Stride.Aggregate(1L, (product, stride) => product * stride), now = Taps(after);
            Assert.True(now <= before, $"{now} products a result, {before} before");
            return after;
        }, 2, (builder, random, x, shape) =>
        {
            long[] large = [shape[0], shape[1], .. shape.Skip(2).Select(extent => extent + 3)];
            ValueId wide = builder.AddInput("wide", new TensorType(ElementType.F32, new SymbolicShape(new Shape(large))));
            if (Convolution(builder, random, wide, large, anyStride: random.Next(2) == 0) is not { } y) return null;
            int rank = shape.Length - 2;
            long[] window = [.. Draw(random, rank, 1, 4)];
            if (builder.TypeOf(y).Shape.Extents.Skip(2).Zip(window).Any(pair => pair.First.ConstantValue < pair.Second)) return null;
            Pool pool = new(PoolKind.Average, [.. window], [.. Draw(random, rank, 1, 4)], Zeros(rank), Zeros(rank), [.. Enumerable.Repeat(1L, rank)], false, random.Next(2) == 0, 2);
            return builder.Add(pool, [y]);
        }, mayStay: true);
        Assert.InRange(merged, Cases / 10, Cases);

        static long Taps(Graph graph) => graph.Nodes.Where(node => node.Op is Conv).Sum(node =>
            graph.Constants[node.Inputs[1]].Shape.Extents.ToArray().Skip(2).Aggregate(1L, (product, extent) => product * extent));
    }

    private static ValueId? Pointwise1(GraphBuilder builder, Random random, ValueId x, long[] shape, long channels)
    {
        long[] ones = [.. Enumerable.Repeat(1L, shape.Length - 2)];
        Conv conv = new([.. ones], Zeros(ones.Length), Zeros(ones.Length), [.. ones], 1);
        return builder.Add(conv, random.Next(2) == 0
            ? [x, Numbers(builder, random, [channels, shape[1], .. ones])]
            : [x, Numbers(builder, random, [channels, shape[1], .. ones]), Numbers(builder, random, [channels])]);
    }

    private static ValueId? Transposed(GraphBuilder builder, Random random, ValueId x, long[] shape)
    {
        int rank = shape.Length - 2;
        ConvTranspose conv = new([.. Draw(random, rank, 1, 3)], Zeros(rank), Zeros(rank), Zeros(rank), [.. Enumerable.Repeat(1L, rank)], 1);
        return builder.Add(conv, [x, Numbers(builder, random, [shape[1], 4, .. Draw(random, rank, 1, 4)]), Numbers(builder, random, [4])]);
    }

    private static ValueId? Convolution(GraphBuilder builder, Random random, ValueId x, long[] shape, bool anyStride, long channels = 0)
    {
        int rank = shape.Length - 2;
        long groups = channels == 0 && !anyStride && shape[1] % 2 == 0 && random.Next(3) == 0 ? 2 : 1;
        long outputs = channels > 0 ? channels : groups * random.Next(1, 4);
        long[] kernel = [.. Draw(random, rank, 1, 4)];
        long[] begin = [.. Draw(random, rank, -1, 4)];
        long[] end = [.. Draw(random, rank, -1, 4)];
        for (int axis = 0; axis < rank; axis++)
        {
            if (shape[2 + axis] + begin[axis] + end[axis] < kernel[axis]) return null;
        }

        long[] stride = anyStride ? [.. Draw(random, rank, 1, 3)] : [.. Enumerable.Repeat(1L, rank)];
        Conv conv = new([.. stride], [.. begin.Select(pad => (IntExpr)pad)], [.. end.Select(pad => (IntExpr)pad)], [.. Enumerable.Repeat(1L, rank)], groups);
        ValueId weight = Numbers(builder, random, [outputs, shape[1] / groups, .. kernel]);
        return builder.Add(conv, random.Next(2) == 0 ? [x, weight] : [x, weight, Numbers(builder, random, [outputs])]);
    }

    /// <summary>The graph after a pass, whose notes add up to what the graphs themselves hold: products, constants, values between kernels.</summary>
    private static Graph Noted(Func<Graph, RewriteLog, Graph> pass, Graph graph)
    {
        RewriteLog log = new();
        Graph after = pass(graph, log);
        Assert.Equal(ReferenceEquals(graph, after), log.Rewrites.Count == 0);
        Assert.All(log.Rewrites, rewrite => Assert.Contains(graph.Nodes, node => node.Name == rewrite.Place));
        (long Products, long Weights) was = Held(graph), now = Held(after);
        Assert.Equal(was.Products - now.Products, log.Rewrites.Sum(rewrite => rewrite.Before.MultiplyAdds.ConstantValue - rewrite.After.MultiplyAdds.ConstantValue));
        Assert.True(log.Rewrites.Sum(rewrite => rewrite.Before.ValueBytes.ConstantValue - rewrite.After.ValueBytes.ConstantValue) > 0 || log.Rewrites.Count == 0, "no value vanishes");
        Assert.Equal(was.Weights - now.Weights, log.Rewrites.Sum(rewrite => rewrite.Before.WeightBytes - rewrite.After.WeightBytes));
        return after;
    }

    /// <summary>Products counted one by one, output after output, as a grid of loops would do them, and bytes of constants.</summary>
    private static (long Products, long Weights) Held(Graph graph)
    {
        long products = 0;
        foreach (Node node in graph.Nodes)
        {
            long outputs = graph.TypeOf(node.Output).Shape.ElementCount.ConstantValue;
            products += node.Op switch
            {
                Conv conv => outputs * graph.TypeOf(node.Inputs[1]).Shape.ElementCount.ConstantValue / graph.TypeOf(node.Inputs[1]).Shape[0].ConstantValue,
                ConvTranspose => graph.TypeOf(node.Inputs[0]).Shape.ElementCount.ConstantValue * graph.TypeOf(node.Inputs[1]).Shape.ElementCount.ConstantValue / graph.TypeOf(node.Inputs[1]).Shape[0].ConstantValue,
                Pool { Kind: PoolKind.Average } pool => outputs * pool.Kernel.Aggregate(1L, (product, extent) => product * extent),
                _ => 0,
            };
        }

        return (products, graph.Constants.Values.Sum(data => (long)data.Bytes.Length));
    }

    private static void Random(Func<Graph, Graph> pass, int channels, Func<GraphBuilder, Random, ValueId, long[], ValueId?> make, bool mayStay = false)
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            Random random = new(seed);
            int rank = random.Next(1, 4);
            long[] shape = [random.Next(1, 3), channels * random.Next(1, 3), .. Draw(random, rank, 2, rank == 3 ? 4 : 7)];
            GraphBuilder builder = new("case");
            ValueId x = builder.AddInput("x", new TensorType(ElementType.F32, new SymbolicShape(new Shape(shape))));
            if (make(builder, random, x, shape) is not { } y) continue;
            builder.AddOutput("y", y);
            Graph graph = builder.Build();
            Graph after = pass(graph);
            Assert.True(mayStay || after.Nodes.All(node => node.Op is not (Resize or DepthToSpace or SpaceToDepth)), $"seed {seed} was not rewritten");
            PassCheck.SameResults(graph, after, seed, "algebra");
        }
    }

    private static ValueList<IntExpr> Zeros(int count) => Enumerable.Repeat(IntExpr.Zero, count).ToValueList();

    private static IEnumerable<long> Draw(Random random, int count, int low, int high)
    {
        for (int i = 0; i < count; i++) yield return random.Next(low, high);
    }

    private static ValueId Numbers(GraphBuilder builder, Random random, long[] extents)
    {
        Shape shape = new(extents);
        float[] values = new float[shape.ElementCount];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 2) - 1);
        return builder.AddConstant("c", HostTensor.Of(shape, values));
    }
}
