using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Compiler.Tests.Model;

/// <summary>Small graphs that several test classes use.</summary>
internal static class SampleGraphs
{
    /// <summary>A decoder with a skip connection: symbols, a guard, constants small and large, odd names, spans, two outputs.</summary>
    public static Graph UNet()
    {
        GraphBuilder builder = new("u-net \"tiny\"");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[N,2,h,w]"));
        ValueId down = builder.AddConstant("down weight", Ramp([2, 2, 2, 2]));
        ValueId up = builder.AddConstant("up.weight", Ramp([2, 2, 2, 2]));
        ValueId bias = builder.AddConstant("up.bias", HostTensor.Of(new Shape(2), 0.5f, float.NegativeInfinity));
        ValueId half = builder.Add(new Conv([2, 2], [0, 0], [0, 0], [1, 1], 1), [x, down], "enc/conv", new SourceSpan("unet.onnx", 3, 7))!.Value;
        ValueId active = builder.Add(new Pointwise(PointwiseKind.LeakyRelu, 0.2), [half], "act", new SourceSpan("unet.onnx: node 'act'"))!.Value;
        ValueId wide = builder.Add(new ConvTranspose([2, 2], [0, 0], [0, 0], [0, 0], [1, 1], 1), [active, up, bias], "dec:up", outputName: "déc")!.Value;
        ValueId joined = builder.Add(new Concat(1), [x, wide], "join", new SourceSpan("unet.onnx", 9))!.Value;
        ValueId clipped = builder.Add(Pointwise.Of(PointwiseKind.Clip), [joined], "clip")!.Value;
        builder.AddOutput("y", clipped);
        builder.AddOutput("bottleneck", active);
        return builder.Build();
    }

    /// <summary>A graph that uses every op once, with attributes that are no defaults.</summary>
    public static Graph EveryOp()
    {
        GraphBuilder builder = new("every op");
        ValueId x = builder.AddInput("x", Evaluation.Type("f32[N,4,h]"));
        ValueId flags = builder.AddInput("flags", Evaluation.Type("bool[N,4,h]"));
        ValueId weight = builder.AddConstant("w", Ramp(4, 2, 3));
        ValueId square = builder.AddConstant("m", Ramp(3, 4));
        ValueId vector = builder.AddConstant("v", HostTensor.FromDoubles(ElementType.F32, new Shape(4), [1, -0.0, 1e-45, 0.1f]));
        ValueId points = builder.AddInput("points", Evaluation.Type("f32[N,7,1]"));
        (IntExpr n, IntExpr h) = (IntExpr.Symbol("N"), IntExpr.Symbol("h"));
        List<ValueId> results = [];
        void Add(Op op, params ReadOnlySpan<ValueId> operands) => results.Add(builder.Add(op, operands, span: new SourceSpan("ops.cs", results.Count + 1, 1))
            ?? throw new Xunit.Sdk.XunitException(string.Join("\n", builder.Diagnostics)));

        Add(new Conv([2], [1], [-1], [2], 2), x, weight);
        Add(new ConvTranspose([2], [1], [IntExpr.Min(h, 2)], [2], [3], 2), x, weight);
        Add(new Transpose([0, 2, 1]), x);
        ValueId columns = results[^1];
        Add(new Linear(), columns, square);
        Add(new MatMul(), columns, x);
        Add(new BatchNormalization(1e-5), x, vector, vector, vector, vector);
        Add(new Cast(ElementType.F16), x);
        Add(new Concat(1), x, x);
        Add(new Reshape(new SymbolicShape(n, h * 4, 1)), x);
        Add(new Slice([0, 3, h - 1], [n, 2, h], [1, -2, -1]), x);
        Add(new Pad(PadMode.Reflect, [0, -1, IntExpr.Min(1, h - 1)], [0, 0, 0]), x);
        Add(new Pad(PadMode.Constant, [0, 0, 0], [0, 0, 1], double.NegativeInfinity), x);
        Add(new Expand(new SymbolicShape(7, n, 4, h)), x);
        Add(new Reduce(ReduceKind.LogSumExp, [0, 2], false), x);
        Add(new ArgReduce(false, 1, false, true), x);
        Add(new Softmax(1, true), x);
        Add(new Attention(0.5), x, x, x);
        Add(new InstanceNormalization(1e-3), x, vector, vector);
        Add(new GroupNormalization(2, 1e-5), x, vector, vector);
        ValueId affine = builder.AddConstant("affine", Ramp(2, 4));
        Add(new LayerNormalization(1, 1e-5), x, builder.AddConstant("rows", Ramp(4, 1)));
        Add(new NormalizationFactors(IntExpr.Min(h, 1) * 2, 1e-5), x, affine);
        Add(new TopK(1, IntExpr.Min(h, 3), false, false), x);
        Add(new Pool(PoolKind.Lp, [3], [2], [1], [IntExpr.Min(h, 2)], [2], true, true, 3), x);
        Add(new Resize(ResizeMode.Cubic, CoordinateMode.TfCropAndResize, NearestRounding.Ceil, [n, 4, 2 * h], [1, 1, 2], -0.5, true, true, 1.5, [0, 0, 0.25, 1, 1, 0.1]), x);
        Add(new GridSample(ResizeMode.Cubic, GridPadding.Reflection, true), x, points);
        Add(new DepthToSpace(2, true), x);
        ValueId wide = results[^1];
        Add(new SpaceToDepth(2), wide);
        Add(new LocalResponseNormalization(3, 1e-4, 0.75, 1), x);
        foreach (PointwiseFunction function in PointwiseTable.All)
        {
            ValueId first = function.Result is PointwiseResult.Logic or PointwiseResult.Selection ? flags : x;
            ValueId rest = function.Result == PointwiseResult.Logic ? flags : x;
            Add(new Pointwise(function.Kind, function.Parameters.Count > 0 ? 0.3 : 0, function.Parameters.Count > 1 ? 1.0 / 3 : 0), [first, .. Enumerable.Repeat(rest, function.Arity - 1)]);
        }

        ValueId indices = builder.AddInput("indices", Evaluation.Type("i64[2,1]"));
        ValueId places = builder.AddInput("places", Evaluation.Type("i32[N,4,1]"));
        ValueId updates = builder.AddInput("updates", Evaluation.Type("f32[2,4,h]"));
        Add(new Gather(1), x, indices);
        Add(new GatherElements(2), x, places);
        Add(new ScatterND(ScatterReduction.Add), x, indices, updates);
        Add(new ShapeValues([n, 4, h - 1]));
        Add(new Iota(n * h));

        for (int i = 0; i < results.Count; i++) builder.AddOutput($"y{i}", results[i]);
        return builder.Build();
    }

    public static HostTensor Ramp(params long[] extents)
    {
        Shape shape = new(extents);
        return HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (i % 7) - 2.5f)]);
    }
}
