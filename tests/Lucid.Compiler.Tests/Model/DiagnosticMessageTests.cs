using System.Collections.Immutable;
using System.Reflection;
using Lucid.Model;
using Lucid.Model.Nn;
using Lucid.Model.Ops;
using Lucid.Tensors;
using Xunit;

using static Lucid.Compiler.Tests.Model.Evaluation;

namespace Lucid.Compiler.Tests.Model;

/// <summary>Every diagnostic of the project, with its full message, made by the mistake that it is for.</summary>
public sealed class DiagnosticMessageTests
{
    private const string Place = "model.onnx:3:4: error ";

    private static readonly List<(Func<string> Mistake, string Message)> Mistakes =
    [
        // Graphs
        (() => Thrown(() => Built(_ => { })), "error LUC2001: model 'm' has no output"),
        (() => Broken(new Graph("m", [new Value(new ValueId(1), "x", Type("f32[2]"))], [new ValueId(0)], [new GraphOutput("y", new ValueId(0))], [], Constants, [])),
            "error LUC2002: malformed graph: value 'x' at position 0 has id %1"),
        (() => ErrorOf(Conv(), "f32[1,1,9223372036854775807]", "f32[9223372036854775807,1,1]"), Place + "LUC2003: conv: a size overflows 64 bits"),
        (() => ErrorOf(new Reshape(new SymbolicShape(3037000500, 3037000500)), "f32[h]"), Place + "LUC2003: reshape: a size overflows 64 bits"),
        (() => Thrown(() => Built(builder => Output(builder, builder.AddInput("x", Type("f32[h]"))).AddGuard(new Guard(0, "h is never odd", new SourceSpan("g", 7))))),
            "g:7: error LUC2004: h is never odd"),
        (() => Thrown(() => Built(builder => { ValueId x = builder.AddInput("x", Type("f32[h]")); builder.AddOutput("y", x); builder.AddOutput("y", x); })),
            "error LUC2005: two outputs are named 'y'"),
        (() => Thrown(() => Built(builder => builder.AddOutput("", builder.AddInput("x", Type("f32[h]"))))), "error LUC2006: the name of an output is empty"),
        (() => Thrown(() => Built(builder => Output(builder, builder.AddInput("x", Type("f32[h//2]"))))),
            "error LUC2007: symbol h cannot be read off the shapes of the inputs; declare an input extent as 'h' or linear in it"),
        (() => Thrown(() => Built(builder => Output(builder, builder.Add(new Expand(new SymbolicShape(IntExpr.Symbol("k"))), [builder.AddInput("x", Type("f32[1]"))])!.Value))),
            "error LUC2008: symbol k occurs in no input"),

        // Operands
        (() => ErrorOf(new Lucid.Model.Ops.Linear(), "f32[2]"), Place + "LUC2010: linear: takes 2 to 3 operands, got 1"),
        (() => ErrorOf(new Transpose([0]), "f32[2]", "f32[2]"), Place + "LUC2010: transpose: takes 1 operand, got 2"),
        (() => ErrorOf(new Concat(0)), Place + "LUC2010: concat: takes 1 or more operands, got 0"),
        (() => ErrorOf(Conv(), "f32[1,1,4]", "f16[1,1,2]"), Place + "LUC2011: conv: input is f32 and weight is f16; expected one element type"),
        (() => ErrorOf(Conv(), "i32[1,1,4]", "i32[1,1,2]"), Place + "LUC2012: conv: input is i32[1,1,4], expected a float type"),
        (() => ErrorOf(new Pointwise(PointwiseKind.Sigmoid), "i32[4]"), Place + "LUC2012: sigmoid: operand 0 is i32[4], expected a float type"),
        (() => ErrorOf(new Pointwise(PointwiseKind.And), "f32[4]", "f32[4]"), Place + "LUC2012: and: operand 0 is f32[4], expected bool"),
        (() => ErrorOf(Conv(), "f32[4]", "f32[1,1,2]"), Place + "LUC2013: conv: input is f32[4], expected rank 2 or 3"),
        (() => ErrorOf(Conv(), "f32[1,1,4]", "f32[1,1]"), Place + "LUC2013: conv: weight is f32[1,1], expected rank 3"),
        (() => ErrorOf(new Concat(2), "f32[1,4]"), Place + "LUC2014: concat: axis 2 does not exist in f32[1,4]"),
        (() => ErrorOf(new Pointwise(PointwiseKind.Add), "f32[2,3]", "f32[4]"), Place + "LUC2015: add: [2,3] and [4] do not broadcast: extents 3 and 4 are neither equal nor 1"),

        // Convolutions and matrix products
        (() => ErrorOf(Conv(), "f32[1,64,9]", "f32[8,32,3]"), Place + "LUC2101: conv: input has 64 channels, weight expects 32"),
        (() => ErrorOf(ConvT(), "f32[1,64,9]", "f32[32,8,3]"), Place + "LUC2101: conv_transpose: input has 64 channels, weight expects 32"),
        (() => ErrorOf(ConvT() with { Groups = 0 }, "f32[1,4,9]", "f32[4,8,3]"), Place + "LUC2102: conv_transpose: groups is 0, expected 1 or more"),
        (() => ErrorOf(ConvT() with { Groups = 3 }, "f32[1,4,9]", "f32[4,8,3]"), Place + "LUC2103: conv_transpose: input 4 channels are not divisible by groups 3"),
        (() => ErrorOf(Conv() with { Groups = 2 }, "f32[1,4,9]", "f32[3,2,3]"), Place + "LUC2103: conv: output 3 channels are not divisible by groups 2"),
        (() => ErrorOf(ConvT(), "f32[1,4,9]", "f32[4,8,3]", "f32[7]"), Place + "LUC2104: conv_transpose: bias is [7], expected [8]"),
        (() => ErrorOf(ConvT(), "f32[1,4,9]", "f32[4,8,3]", "f32[8,1]"), Place + "LUC2104: conv_transpose: bias is [8,1], expected [8]"),
        (() => ErrorOf(ConvT() with { Dilation = [1, 1] }, "f32[1,4,9]", "f32[4,8,3]"), Place + "LUC2105: conv_transpose: dilation has 2 entries, expected 1"),
        (() => ErrorOf(ConvT() with { OutputPadding = [] }, "f32[1,4,9]", "f32[4,8,3]"), Place + "LUC2105: conv_transpose: output_padding has 0 entries, expected 1"),
        (() => ErrorOf(Conv() with { Stride = [0] }, "f32[1,4,9]", "f32[8,4,3]"), Place + "LUC2106: conv: stride of axis 0 is 0, expected 1 or more"),
        (() => ErrorOf(Conv() with { Dilation = [-1] }, "f32[1,4,9]", "f32[8,4,3]"), Place + "LUC2106: conv: dilation of axis 0 is -1, expected 1 or more"),
        (() => ErrorOf(ConvT(), "f32[1,4,9]", "f32[4,8,0]"), Place + "LUC2107: conv_transpose: kernel extent of axis 0 is 0, expected 1 or more"),
        (() => ErrorOf(Conv(), "f32[1,4,2]", "f32[8,4,3]"), Place + "LUC2108: conv: output extent of axis 0 is 0, expected 1 or more"),
        (() => ErrorOf(ConvT() with { OutputPadding = [1] }, "f32[1,4,9]", "f32[4,8,3]"),
            Place + "LUC2109: conv_transpose: output_padding of axis 0 is 1, expected 0 or more and less than max(stride, dilation) = 1"),
        (() => ErrorOf(new Conv([], [], [], [], 1), "f32[1,4]", "f32[8,4]"), Place + "LUC2110: conv: stride has 0 entries; 1 to 3 spatial axes are supported"),
        (() => ErrorOf(new Lucid.Model.Ops.Linear(), "f32[N,5]", "f32[3,4]"), Place + "LUC2120: linear: input ends in 5 features, weight expects 4"),
        (() => ErrorOf(new MatMul(), "f32[2,5]", "f32[4,2]"), Place + "LUC2120: matmul: left operand ends in 5 features, right operand expects 4"),

        // Windows and samples
        (() => ErrorOf(Pool() with { Kernel = [] }, "f32[1,4]"), Place + "LUC2130: pool: kernel has 0 entries; 1 to 3 spatial axes are supported"),
        (() => ErrorOf(Pool() with { Kernel = [0] }, "f32[1,4,9]"), Place + "LUC2107: pool: kernel extent of axis 0 is 0, expected 1 or more"),
        (() => ErrorOf(Pool() with { Stride = [0] }, "f32[1,4,9]"), Place + "LUC2106: pool: stride of axis 0 is 0, expected 1 or more"),
        (() => ErrorOf(Pool() with { Kind = PoolKind.Lp }, "i32[1,4,9]"), Place + "LUC2012: pool: input is i32[1,4,9], expected a float type"),
        (() => ErrorOf(Pool() with { Kernel = [12] }, "f32[1,4,9]"), Place + "LUC2108: pool: output extent of axis 0 is -2, expected 1 or more"),
        (() => ErrorOf(Pool() with { PadsEnd = [3] }, "f32[1,4,9]"), Place + "LUC2131: pool: pads_end of axis 0 is 3, expected 0 or more and less than the window's 3 positions"),
        (() => ErrorOf(Pool() with { PadsBegin = [-1] }, "f32[1,4,9]"), Place + "LUC2131: pool: pads_begin of axis 0 is -1, expected 0 or more and less than the window's 3 positions"),
        (() => ErrorOf(Pool() with { P = 0 }, "f32[1,4,9]"), Place + "LUC2132: pool: p is 0, expected 1 or more"),
        (() => ErrorOf(Resize() with { Scales = [0] }, "f32[4]"), Place + "LUC2133: resize: scale of axis 0 is 0, expected a positive number"),
        (() => ErrorOf(Resize() with { Sizes = [0] }, "f32[4]"), Place + "LUC2134: resize: axis 0 of extent 4 is resized to 0, expected both to be 1 or more"),
        (() => ErrorOf(Resize(), "f32[0]"), Place + "LUC2134: resize: axis 0 of extent 0 is resized to 8, expected both to be 1 or more"),
        (() => ErrorOf(Resize() with { Antialias = true }, "f32[4]"), Place + "LUC2135: resize: mode nearest cannot be antialiased; expected linear or cubic"),
        (() => ErrorOf(Resize() with { Mode = ResizeMode.Linear }, "i32[4]"), Place + "LUC2012: resize: input is i32[4], expected a float type"),
        (() => ErrorOf(Resize() with { Coordinates = CoordinateMode.TfCropAndResize }, "f32[4]"), Place + "LUC2105: resize: roi has 0 entries, expected 2"),
        (() => ErrorOf(new DepthToSpace(0, false), "f32[1,4,3]"), Place + "LUC2136: depth_to_space: block size is 0, expected 1 or more"),
        (() => ErrorOf(new DepthToSpace(2, false), "f32[1,6,3,3]"), Place + "LUC2137: depth_to_space: channels: 6 is not divisible by 4"),
        (() => ErrorOf(new SpaceToDepth(2), "f32[1,6,4,3]"), Place + "LUC2137: space_to_depth: positions of axis 3: 3 is not divisible by 2"),
        (() => ErrorOf(new SpaceToDepth(2), "f32[6,4]"), Place + "LUC2013: space_to_depth: input is f32[6,4], expected rank 3 to 5"),
        (() => ErrorOf(new GridSample(ResizeMode.Linear, GridPadding.Zeros, false), "f32[2,3,4,4]", "f32[2,5,5,3]"),
            Place + "LUC2138: grid_sample: grid is f32[2,5,5,3], expected 2 images and 2 coordinates a point"),
        (() => ErrorOf(new GridSample(ResizeMode.Linear, GridPadding.Zeros, false), "f32[2,3,4,0]", "f32[2,5,5,2]"),
            Place + "LUC2139: grid_sample: input extent of spatial axis 1 is 0, expected 1 or more"),
        (() => ErrorOf(new LocalResponseNormalization(0, 1, 1, 1), "f32[2,3,4]"), Place + "LUC2140: local_response_normalization: size is 0, expected 1 or more"),

        // Layout
        (() => ErrorOf(new Concat(1), "f32[1,4,5]", "f32[1,4,6]"), Place + "LUC2201: concat: operand 1 is f32[1,4,6], operand 0 is f32[1,4,5]; they may differ only in axis 1"),
        (() => ErrorOf(new Reshape(new SymbolicShape(2, 3)), "f32[7]"), Place + "LUC2202: reshape: f32[7] has 7 elements, [2,3] has 6"),
        (() => ErrorOf(new Transpose([0, 0]), "f32[2,3]"), Place + "LUC2203: transpose: [0,0] is no permutation of the 2 axes of f32[2,3]"),
        (() => ErrorOf(new Slice([0], [3], [2]), "f32[4]"), Place + "LUC2204: slice: axis 0: start 0, length 3, step 2 leave the extent 4"),
        (() => ErrorOf(new Slice([1], [3], [-1]), "f32[4]"), Place + "LUC2204: slice: axis 0: start 1, length 3, step -1 leave the extent 4"),
        (() => ErrorOf(new Slice([0], [-1], [1]), "f32[4]"), Place + "LUC2205: slice: axis 0 has extent -1, expected 0 or more"),
        (() => ErrorOf(new Pad(PadMode.Constant, [-3], [-2]), "f32[4]"), Place + "LUC2205: pad: axis 0 has extent -1, expected 0 or more"),
        (() => ErrorOf(new Slice([0], [1], [0]), "f32[4]"), Place + "LUC2206: slice: step of axis 0 is 0"),
        (() => ErrorOf(new Pad(PadMode.Reflect, [4], [0]), "f32[4]"), Place + "LUC2207: pad: reflect padding 4 of axis 0 exceeds 3"),
        (() => ErrorOf(new Pad(PadMode.Wrap, [0], [5]), "f32[4]"), Place + "LUC2207: pad: wrap padding 5 of axis 0 exceeds 4"),
        (() => ErrorOf(new Pad(PadMode.Edge, [1], [0]), "f32[0]"), Place + "LUC2207: pad: edge padding 1 of axis 0 exceeds 0"),
        (() => ErrorOf(new Expand(new SymbolicShape(2, 3)), "f32[2]"), Place + "LUC2208: expand: [2] does not expand to [2,3]: extents 2 and 3 are neither equal nor 1"),

        // Reductions and normalisations
        (() => ErrorOf(new Reduce(ReduceKind.Sum, [1, 0]), "f32[2,3]"), Place + "LUC2220: reduce: axes [1,0] are not ascending, each once"),
        (() => ErrorOf(new Reduce(ReduceKind.Sum, [1, 1]), "f32[2,3]"), Place + "LUC2220: reduce: axes [1,1] are not ascending, each once"),
        (() => ErrorOf(new Reduce(ReduceKind.Sum, [-1]), "f32[2,3]"), Place + "LUC2014: reduce: axis -1 does not exist in f32[2,3]"),
        (() => ErrorOf(new Reduce(ReduceKind.L2, [0]), "i64[2,3]"), Place + "LUC2012: reduce: operand is i64[2,3], expected a float type"),
        (() => ErrorOf(new Reduce(ReduceKind.Sum, [0]), "bool[2,3]"), Place + "LUC2012: reduce: operand is bool[2,3], expected a number"),
        (() => ErrorOf(new ArgReduce(true, 2), "f32[2,3]"), Place + "LUC2014: arg_reduce: axis 2 does not exist in f32[2,3]"),
        (() => ErrorOf(new ArgReduce(true, 1), "f32[2,0]"), Place + "LUC2221: arg_reduce: axis 1 of f32[2,0] has no element to choose"),
        (() => ErrorOf(new Lucid.Model.Ops.Softmax(0), "f32[]"), Place + "LUC2014: softmax: axis 0 does not exist in f32[]"),
        (() => ErrorOf(new Lucid.Model.Ops.Softmax(0), "i64[3]"), Place + "LUC2012: softmax: operand is i64[3], expected a float type"),
        (() => ErrorOf(new TopK(1, 4), "f32[2,3]"), Place + "LUC2222: top_k: count is 4, expected 0 to the extent of axis 1, which is 3"),
        (() => ErrorOf(new TopK(1, -1), "f32[2,3]"), Place + "LUC2222: top_k: count is -1, expected 0 to the extent of axis 1, which is 3"),
        (() => ErrorOf(new InstanceNormalization(-1), "f32[1,2,3]", "f32[2]", "f32[2]"), Place + "LUC2223: instance_normalization: epsilon is -1, expected a finite number, 0 or more"),
        (() => ErrorOf(new InstanceNormalization(0), "f32[1,2]", "f32[2]", "f32[2]"), Place + "LUC2013: instance_normalization: input is f32[1,2], expected rank 3 or more"),
        (() => ErrorOf(new GroupNormalization(2, 0), "f32[1,6,3]", "f32[6]", "f32[5]"), Place + "LUC2104: group_normalization: bias is [5], expected [6]"),
        (() => ErrorOf(new GroupNormalization(0, 0), "f32[1,6,3]", "f32[6]", "f32[6]"), Place + "LUC2102: group_normalization: groups is 0, expected 1 or more"),
        (() => ErrorOf(new GroupNormalization(4, 0), "f32[1,6,3]", "f32[6]", "f32[6]"), Place + "LUC2103: group_normalization: input 6 channels are not divisible by groups 4"),
        (() => ErrorOf(new LayerNormalization(1, double.NaN), "f32[1,6]", "f32[6]"), Place + "LUC2223: layer_normalization: epsilon is nan, expected a finite number, 0 or more"),
        (() => ErrorOf(new LayerNormalization(1, 0, Count: 2), "f32[1,6]", "f32[6]"), Place + "LUC2014: layer_normalization: axis 2 does not exist in f32[1,6]"),
        (() => ErrorOf(new LayerNormalization(1, 0), "f32[1,6]", "f32[5]"), Place + "LUC2208: layer_normalization: [5] does not expand to [1,6]: extents 5 and 6 are neither equal nor 1"),
        (() => ErrorOf(new NormalizationFactors(2, 0), "f32[1,6,3]", "f32[2,5]"), Place + "LUC2104: normalization_factors: affine is [2,5], expected [2,6]"),
        // Indexing
        (() => ErrorOf(new Gather(0), "f32[2]", "f32[2]"), Place + "LUC2012: gather: indices is f32[2], expected an integer type"),
        (() => ErrorOf(new Gather(1), "f32[2]", "i64[2]"), Place + "LUC2014: gather: axis 1 does not exist in f32[2]"),
        (() => ErrorOf(new GatherElements(0), "f32[2,3]", "i64[9,4]"), Place + "LUC2501: gather_elements: indices are i64[9,4] and data f32[2,3]: they are longer in axis 1"),
        (() => ErrorOf(new ScatterND(ScatterReduction.None), "f32[2,3]", "i64[4,3]", "f32[4]"),
            Place + "LUC2502: scatter_nd: indices are i64[4,3]; the last extent must be a number from 1 to 2, the rank of f32[2,3]"),
        (() => ErrorOf(new ScatterND(ScatterReduction.Add), "f32[2,3]", "i64[4,1]", "f32[4,2]"), Place + "LUC2503: scatter_nd: updates are f32[4,2], expected [4,3]"),
        (() => ErrorOf(new ScatterND(ScatterReduction.Add), "bool[2]", "i64[4,1]", "bool[4]"), Place + "LUC2012: scatter_nd: data is bool[2], expected a number"),
        (() => ErrorOf(new Iota(-1)), Place + "LUC2205: iota: axis 0 has extent -1, expected 0 or more"),

        // Runs
        (() => Thrown(() => RunRelu([])), "error LUC2301: input 'x' (f32[h]) is missing"),
        (() => Thrown(() => RunRelu(new() { ["x"] = SampleGraphs.Ramp(2), ["z"] = SampleGraphs.Ramp(2) })), "error LUC2302: the model has no input 'z'; its inputs are: x"),
        (() => Thrown(() => RunRelu(new() { ["x"] = HostTensor.OfInt64(new Shape(1), 1) })), "error LUC2303: input 'x' is i64[1], expected f32"),
        (() => Thrown(() => RunRelu(new() { ["x"] = SampleGraphs.Ramp(2) }, "relux")), "error LUC2304: the model has no value 'relux'; nearest: 'relu'"),
        (() => Thrown(RunTooLarge), "error LUC2305: value 'expand' is f32[3,1000000000]: 3000000000 elements, the interpreter holds at most 2147483591"),

        // Modules
        (() => Thrown(() => new ConvTranspose2d(0, 1, 3, line: 5, file: "/a/b.cs")), "b.cs:5: error LUC2401: ConvTranspose2d: in_channels is 0, expected 1 or more"),
        (() => Thrown(() => new ConvTranspose2d(1, 1, (3, 0), line: 5, file: "b.cs")), "b.cs:5: error LUC2401: ConvTranspose2d: kernel_size is 0, expected 1 or more"),
        (() => Thrown(() => new Conv2d(1, 1, 3, padding: -1, line: 5, file: "b.cs")), "b.cs:5: error LUC2401: Conv2d: padding is -1, expected 0 or more"),
        (() => Thrown(() => new Lucid.Model.Nn.Linear(4, 0, line: 5, file: "b.cs")), "b.cs:5: error LUC2401: Linear: out_features is 0, expected 1 or more"),
        (() => Thrown(() => new ConvTranspose2d(4, 3, 3, groups: 2, line: 5, file: "b.cs")), "b.cs:5: error LUC2402: ConvTranspose2d: out_channels 3 is not divisible by groups 2"),
        (() => Thrown(() => new ConvTranspose2d(1, 1, 3, paddingMode: "reflect", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2403: ConvTranspose2d: padding_mode 'reflect' is not supported, only 'zeros'; slice its output"),
        (() => Thrown(() => new Conv2d(1, 1, 3, paddingMode: "reflect", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2403: Conv2d: padding_mode 'reflect' is not supported, only 'zeros'; apply F.Pad(x, …, mode: \"reflect\") before it"),
        (() => Thrown(() => new Conv2d(1, 1, (3, 5), padding: "same", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2404: Conv2d: padding 'same' is a text, expected numbers; write padding: (1, 2)"),
        (() => Thrown(() => new Conv2d(1, 1, (3, 4), padding: "same", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2404: Conv2d: padding 'same' is a text, expected numbers; apply F.Pad(x, [1, 2, 1, 1]) before it"),
        (() => Thrown(() => new Conv1d(1, 1, 3, padding: "valid", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2404: Conv1d: padding 'valid' is a text, expected numbers; write padding: 0"),
        (() => Thrown(() => new ConvTranspose1d(1, 1, 3, device: "cuda", line: 5, file: "b.cs")),
            "b.cs:5: error LUC2405: ConvTranspose1d: device 'cuda' is not supported; leave it out: a model has no device, the session that runs it has"),
        (() => Thrown(() => new PReLU(dtype: ElementType.F64, line: 5, file: "b.cs")), "b.cs:5: error LUC2406: PReLU: dtype f64 is not supported; parameters are f32 or f16"),
        (() => Thrown(() => new ConvTranspose1d(1L << 40, 1L << 40, 3, line: 5, file: "b.cs")),
            "b.cs:5: error LUC2407: ConvTranspose1d: weight [1099511627776,1099511627776,3] overflows 64 bits"),
        (() => Thrown(() => new BatchNorm2d(3, trackRunningStats: false, line: 5, file: "b.cs")),
            "b.cs:5: error LUC2408: BatchNorm2d: track_running_stats=False needs statistics of the batch; Lucid is inference only, use InstanceNorm or a model trained with running statistics"),
        (() => Thrown(() => new LazyLinear(3).Forward(new NnModel("m").Input("x", "N,f"))), "error LUC2409: the first input has f32[N,f] channels; a lazy module needs a number"),
        (() => Thrown(() => Transposed(9, 10)), "b.cs:5: error LUC2410: ConvTranspose1d: output_size has 2 entries, expected 1 or 3"),
        (() => Thrown(() => Transposed(8)), "b.cs:5: error LUC2411: ConvTranspose1d: requested output size [8], valid sizes range from [9] to [10] for an input of [4]"),
        (() => Thrown(() => new GELU("fast", line: 5, file: "b.cs")), "b.cs:5: error LUC2412: GELU: approximate 'fast' is unknown, expected one of none, tanh"),
        (() => Thrown(() => F.Glu(new NnModel("m").Input("x", "2,5"), 1, line: 5, file: "b.cs")), "b.cs:5: error LUC2413: glu: axis 1 of f32[2,5] is halved; its extent is 5, expected an even one"),
        (() => Thrown(() => new AdaptiveAvgPool1d(2, line: 5, file: "b.cs").Forward(new NnModel("m").Input("x", "1,2,h"))),
            "b.cs:5: error LUC2414: AdaptiveAvgPool1d: the windows of axis 2 follow from its extent, and h is known only when the model runs; fix the input's size, or make output_size 1 there instead of 2"),
        (() => Thrown(() => F.Unbind(new NnModel("m").Input("x", "1,2,h"), 2, line: 5, file: "b.cs")),
            "b.cs:5: error LUC2415: unbind needs the extent of axis 2, and h is known only when the model runs; fix the input's size"),
        (() => Thrown(() => F.LayerNorm(new NnModel("m").Input("x", "1,2,h"), 3, line: 5, file: "b.cs")),
            "b.cs:5: error LUC2416: layer_norm: normalized_shape is (3,), which are not the last extents of f32[1,2,h]"),
        (() => Thrown(() => new PReLU().LoadStateDict(new Dictionary<string, HostTensor>())), "error LUC2420: the state dict lacks 'weight' [1]"),
        (() => Thrown(() => new ReLU().LoadStateDict(new Dictionary<string, HostTensor> { ["a"] = SampleGraphs.Ramp(1) })), "error LUC2421: the state dict has 'a', which no module asks for"),
        (() => Thrown(() => new PReLU().LoadStateDict(new Dictionary<string, HostTensor> { ["weight"] = SampleGraphs.Ramp(2) })),
            "error LUC2422: the state dict has 'weight' as f32[2], expected f32[1]"),
        (() => Thrown(() => { NnModel model = new("m"); model.Output("y", new PReLU().Forward(model.Input("x", "h"))); model.Build(); }),
            "error LUC2423: parameter 'weight' (f32[1]) has no data: load a state dict, or ask for initial values with Initialize(seed)"),
        (() => WarningOf(new ConvTranspose2d(1, 1, (3, 4), stride: 2, line: 5, file: "b.cs")),
            "b.cs:5: warning LUC2430: conv_transpose: neighbouring outputs along axis 0 sum unequal numbers of products (2/1): expect a checkerboard. "
            + "The kernel overlaps the stride by 1; make it a multiple of the stride, or resize and then convolve"),
        (() => WarningOf(new ConvTranspose2d(1, 1, 1, stride: (3, 2), line: 5, file: "b.cs")),
            "b.cs:5: warning LUC2431: conv_transpose: some outputs along axes 0, 1 sum no product at all (1/0/0, 1/0): they are the bias alone, expect holes. "
            + "The kernel overlaps the stride by -2, -1; make it a multiple of the stride, or resize and then convolve"),
        (() => Checkerboard.Summary(GraphOf(new ConvTranspose2d(1, 1, 3, stride: 2)), "model.onnx")!.ToString(),
            "model.onnx: warning LUC2432: 1 of 1 transposed convolutions sum unequal numbers of products for neighbouring outputs ('conv_transpose'): expect a checkerboard or holes"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Mistakes.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_mistake_gives_its_full_message(int index) => Assert.Equal(Mistakes[index].Message, Mistakes[index].Mistake());

    [Fact]
    public void Every_descriptor_has_a_test_of_its_message()
    {
        DiagnosticDescriptor[] table = [.. typeof(DiagnosticDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (DiagnosticDescriptor)field.GetValue(null)!)];
        Assert.Equal(table.Length, table.Select(descriptor => descriptor.Id).Distinct().Count());
        Assert.All(table, descriptor => Assert.Contains(Mistakes, mistake => mistake.Message.Contains(descriptor.Id, StringComparison.Ordinal)));
    }

    private static ImmutableDictionary<ValueId, HostTensor> Constants => ImmutableDictionary<ValueId, HostTensor>.Empty;

    private static Conv Conv() => new([1], [0], [0], [1], 1);

    private static ConvTranspose ConvT() => new([1], [0], [0], [0], [1], 1);

    private static Pool Pool() => new(PoolKind.Max, [3], [1], [0], [0], [1], false, false, 2);

    private static Resize Resize() => new(ResizeMode.Nearest, CoordinateMode.HalfPixel, NearestRounding.Floor, [8], [], -0.75, false, false, 0, []);

    private static string Thrown(Func<object?> action) => Assert.Throws<ModelException>(action).Message;

    private static string Thrown(Action action) => Assert.Throws<ModelException>(action).Message;

    private static string Broken(Graph graph) => Assert.Single(GraphVerifier.Check(graph)).ToString();

    private static Graph Built(Action<GraphBuilder> build)
    {
        GraphBuilder builder = new("m");
        build(builder);
        return builder.Build();
    }

    private static GraphBuilder Output(GraphBuilder builder, ValueId value)
    {
        builder.AddOutput("y", value);
        return builder;
    }

    private static ReferenceResult RunRelu(Dictionary<string, HostTensor> inputs, params string[] values) => ReferenceInterpreter.Run(
        Built(builder => Output(builder, builder.Add(new Pointwise(PointwiseKind.Relu), [builder.AddInput("x", Type("f32[h]"))])!.Value)), inputs, new ReferenceOptions { Values = values });

    private static void RunTooLarge()
    {
        Graph graph = Built(builder => Output(builder, builder.Add(new Expand(new SymbolicShape(IntExpr.Symbol("h"), 1000000000)), [builder.AddInput("x", Type("f32[h,1]"))])!.Value));
        ReferenceInterpreter.Run(graph, new Dictionary<string, HostTensor> { ["x"] = SampleGraphs.Ramp(3, 1) });
    }

    private static Var Transposed(params long[] outputSize) =>
        new ConvTranspose1d(1, 1, 3, stride: 2, line: 5, file: "b.cs").Forward(new NnModel("m").Input("x", "1,1,4"), outputSize.Select(size => (IntExpr)size).ToValueList());

    private static string WarningOf(ConvTranspose2d layer)
    {
        NnModel model = new("m");
        GraphOf(layer, model);
        return Assert.Single(model.Diagnostics).ToString();
    }

    private static Graph GraphOf(ConvTranspose2d layer, NnModel? model = null)
    {
        model ??= new NnModel("m");
        layer.Initialize(1);
        model.Output("y", layer.Forward(model.Input("x", "N,1,h,w")));
        return model.Build();
    }
}
