using Lucid.Compiler;
using Lucid.Conformance.Tests.Strict;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>
/// Every op that reads and writes halves, between layers in blocks of channels and between matrix products in row-major order: all of a layout in one graph, whose pipelines are then
/// shared. Fast against the reference, strictly against the contract's bits, which tell every half read or written at a wrong place.
/// </summary>
public sealed class HalfCases
{
    private const string Blocks = """
        lucid-graph 1
        graph "blocks"
        input %x: f32[N,6,2*h,2*w]
        input %z: f32[N,3,2*h,2*w]
        input %points: f32[N,3,5,2]
        const %to8: f32[8,6,1,3] = tensor "to8"
        const %to6: f32[6,6,3,1] = tensor "to6"
        const %grouped: f32[6,3,2,2] = tensor "grouped"
        const %of6: f32[3,6,1,1] = tensor "of6"
        const %of8: f32[3,8,1,1] = tensor "of8"
        const %of2: f32[3,2,1,1] = tensor "of2"
        const %of32: f32[3,32,1,1] = tensor "of32"
        const %of11: f32[3,11,1,1] = tensor "of11"
        %a: f32[N,8,2*h,2*w] = conv(%x, %to8, stride=[1,1], pads_begin=[0,1], pads_end=[0,1])
        %b: f32[N,6,2*h,2*w] = conv(%x, %to6, stride=[1,1], pads_begin=[1,0], pads_end=[1,0])
        %reflected: f32[N,6,2*h+3,2*w+3] = pad(%b, mode=reflect, begin=[0,0,1,2], end=[0,0,2,1])
        %edged: f32[N,6,2*h-1,2*w+4] = pad(%b, mode=edge, begin=[0,0,-1,3], end=[0,0,0,1])
        %filled: f32[N,8,2*h+1,2*w] = pad(%a, begin=[0,0,1,0], end=[0,0,0,0], value=0.75)
        %space: f32[N,2,4*h,4*w] = depth_to_space(%a, block_size=2)
        %columns: f32[N,2,4*h,4*w] = depth_to_space(%a, block_size=2, column_row_depth=true)
        %depth: f32[N,32,h,w] = space_to_depth(%a, block_size=2)
        %sampled: f32[N,6,3,5] = grid_sample(%b, %points, mode=linear)
        %response: f32[N,6,2*h,2*w] = local_response_normalization(%b, size=3, alpha=0.3, beta=0.75, bias=1)
        %shares: f32[N,8,2*h,2*w] = softmax(%a, axis=1)
        %groups: f32[N,6,2*h-1,2*w-1] = conv(%b, %grouped, stride=[1,1], groups=2)
        %joined: f32[N,11,2*h,2*w] = concat(%a, %z, axis=1)
        %y0: f32[N,3,2*h+3,2*w+3] = conv(%reflected, %of6, stride=[1,1])
        %y1: f32[N,3,2*h-1,2*w+4] = conv(%edged, %of6, stride=[1,1])
        %y2: f32[N,3,2*h+1,2*w] = conv(%filled, %of8, stride=[1,1])
        %y3: f32[N,3,4*h,4*w] = conv(%space, %of2, stride=[1,1])
        %y4: f32[N,3,4*h,4*w] = conv(%columns, %of2, stride=[1,1])
        %y5: f32[N,3,h,w] = conv(%depth, %of32, stride=[1,1])
        %y6: f32[N,3,3,5] = conv(%sampled, %of6, stride=[1,1])
        %y7: f32[N,3,2*h,2*w] = conv(%response, %of6, stride=[1,1])
        %y8: f32[N,3,2*h,2*w] = conv(%shares, %of8, stride=[1,1])
        %y9: f32[N,3,2*h-1,2*w-1] = conv(%groups, %of6, stride=[1,1])
        %y10: f32[N,3,2*h,2*w] = conv(%joined, %of11, stride=[1,1])
        output "y0" = %y0
        output "y1" = %y1
        output "y2" = %y2
        output "y3" = %y3
        output "y4" = %y4
        output "y5" = %y5
        output "y6" = %y6
        output "y7" = %y7
        output "y8" = %y8
        output "y9" = %y9
        output "y10" = %y10
        """;

    private const string Rows = """
        lucid-graph 1
        graph "rows"
        input %x: f32[N,8,12]
        input %indices: i64[3]
        input %places: i64[N,8,4]
        const %w: f32[12,12] = tensor "w"
        const %scale: f32[12] = tensor "scale"
        const %bias: f32[12] = tensor "bias"
        const %of12: f32[12,4] = tensor "of12"
        const %of8: f32[8,4] = tensor "of8"
        const %of4: f32[4,4] = tensor "of4"
        const %of16: f32[16,4] = tensor "of16"
        const %of24: f32[24,4] = tensor "of24"
        %a: f32[N,8,12] = matmul(%x, %w)
        %means: f32[N,8,12] = pool(%a, kind=average, kernel=[3], stride=[1], pads_begin=[1], pads_end=[1])
        %between: f32[N,8,24] = resize(%a, mode=linear, sizes=[N,8,24])
        %reflected: f32[N,8,16] = pad(%a, mode=reflect, begin=[0,0,3], end=[0,0,1])
        %more: f32[N,12,12] = pad(%a, begin=[0,1,0], end=[0,3,0], value=0.75)
        %space: f32[N,4,24] = depth_to_space(%a, block_size=2)
        %response: f32[N,8,12] = local_response_normalization(%a, size=3, alpha=0.3, beta=0.75, bias=1)
        %shares: f32[N,8,12] = softmax(%a, axis=2)
        %normal: f32[N,8,12] = layer_normalization(%a, %scale, %bias, axis=2, epsilon=0.1)
        %some: f32[N,3,12] = gather(%a, %indices, axis=1)
        %picked: f32[N,8,4] = gather_elements(%a, %places, axis=2)
        %turned: f32[N,12,8] = transpose(%shares, permutation=[0,2,1])
        %product: f32[N,8,8] = matmul(%normal, %turned)
        %heads: f32[N,2,4,12] = reshape(%a, shape=[N,2,4,12])
        %keys: f32[N,2,4,12] = reshape(%means, shape=[N,2,4,12])
        %attended: f32[N,2,4,12] = attention(%heads, %keys, %heads, scale=0.5)
        %odd: f32[N,4,8] = slice(%a, starts=[0,1,3], lengths=[N,4,8], steps=[1,1,1])
        %joined: f32[N,8,24] = concat(%means, %response, axis=2)
        %y0: f32[N,8,4] = matmul(%means, %of12)
        %y1: f32[N,8,4] = matmul(%between, %of24)
        %y2: f32[N,8,4] = matmul(%reflected, %of16)
        %y3: f32[N,12,4] = matmul(%more, %of12)
        %y4: f32[N,4,4] = matmul(%space, %of24)
        %y5: f32[N,3,4] = matmul(%some, %of12)
        %y6: f32[N,8,4] = matmul(%picked, %of4)
        %y7: f32[N,8,4] = matmul(%product, %of8)
        %y8: f32[N,2,4,4] = matmul(%attended, %of12)
        %y9: f32[N,4,4] = matmul(%odd, %of8)
        %y10: f32[N,8,4] = matmul(%joined, %of24)
        output "y0" = %y0
        output "y1" = %y1
        output "y2" = %y2
        output "y3" = %y3
        output "y4" = %y4
        output "y5" = %y5
        output "y6" = %y6
        output "y7" = %y7
        output "y8" = %y8
        output "y9" = %y9
        output "y10" = %y10
        """;

    private static readonly ComparisonLimit Limit = ComparisonLimits.OperatorCase(halfStorage: true);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Ops_between_layers_read_and_write_blocks_of_halves(string driver)
    {
        Random random = new(11);
        Graph graph = GraphParser.Parse(Blocks, Tensors(random,
            ("to8", [8, 6, 1, 3]), ("to6", [6, 6, 3, 1]), ("grouped", [6, 3, 2, 2]), ("of6", [3, 6, 1, 1]), ("of8", [3, 8, 1, 1]), ("of2", [3, 2, 1, 1]), ("of32", [3, 32, 1, 1]), ("of11", [3, 11, 1, 1])));
        Dictionary<string, HostTensor> inputs = new()
        {
            ["x"] = SeededTensor.Floats(random, 2, 6, 6, 10),
            ["z"] = SeededTensor.Floats(random, 2, 3, 6, 10),
            ["points"] = SeededTensor.Floats(random, 2, 3, 5, 2),
        };
        Check(driver, graph, inputs);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Ops_between_matrix_products_read_and_write_rows_of_halves(string driver)
    {
        Random random = new(12);
        Graph graph = GraphParser.Parse(Rows, Tensors(random,
            ("w", [12, 12]), ("scale", [12]), ("bias", [12]), ("of12", [12, 4]), ("of8", [8, 4]), ("of4", [4, 4]), ("of16", [16, 4]), ("of24", [24, 4])));
        Dictionary<string, HostTensor> inputs = new()
        {
            ["x"] = SeededTensor.Floats(random, 2, 8, 12),
            ["indices"] = SeededTensor.Integers(random, ElementType.I64, -8, 8, 3),
            ["places"] = SeededTensor.Integers(random, ElementType.I64, -12, 12, 2, 8, 4),
        };
        Check(driver, graph, inputs);
    }

    private static void Check(string driver, Graph graph, Dictionary<string, HostTensor> inputs)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        CompileOptions options = new() { Precision = ElementType.F16, TracesValues = true };
        ModelPackage package = ModelCompiler.Compile(graph, options);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, package, inputs);
        foreach (GraphOutput output in graph.Outputs) TensorAssert.Close(DeviceRun.Reference(graph, inputs, output.Name), got[output.Name], Limit, output.Name);
        // Bits of one driver are those of all (StrictHashTests); pipelines of the other one take long.
        if (Resources.Full || driver == "llvmpipe") StrictRun.Check(device.Device, graph, inputs, driver, options with { Numerics = NumericsMode.Strict });

        // Where a kernel leaves floats, it is an output.
        IEnumerable<string> floats = package.Proof!.Values.Where(value => value.Element == ElementType.F32 && package.Program.Buffers[value.Buffer].Kind == BufferKind.Activation).Select(value => value.Name);
        Assert.Empty(floats);
    }

    /// <summary>Weights whose sums stay far below the largest half.</summary>
    private static Dictionary<string, HostTensor> Tensors(Random random, params (string Name, long[] Extents)[] tensors) => tensors.ToDictionary(
        tensor => tensor.Name,
        tensor =>
        {
            HostTensor data = SeededTensor.Floats(random, tensor.Extents);
            return HostTensor.FromDoubles(data.Element, data.Shape, [.. data.ToDoubles().Select(value => value / 4)]);
        },
        StringComparer.Ordinal);
}
