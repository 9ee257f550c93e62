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

    public static HostTensor Ramp(params long[] extents)
    {
        Shape shape = new(extents);
        return HostTensor.Of(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (i % 7) - 2.5f)]);
    }
}
