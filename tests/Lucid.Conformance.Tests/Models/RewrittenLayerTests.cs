using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>Layers that take in what stands beside them run as one kernel, and give on every driver what the model says.</summary>
public sealed class RewrittenLayerTests
{
    private const string Upsampling = """
        input %x: f32[2,4,h,w]
        const %w: f32[8,4,3,3] = tensor "w"
        const %b: f32[8] = tensor "b"
        %u: f32[2,4,2*h,2*w] = resize(%x, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[2,4,2*h,2*w])
        %c: f32[2,8,2*h,2*w] = conv(%u, %w, %b, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %y: f32[2,8,2*h,2*w] = relu(%c)
        output "y" = %y
        """;

    private const string Shuffle = """
        input %x: f32[2,4,h,w]
        const %w: f32[32,4,3,3] = tensor "w"
        const %b: f32[32] = tensor "b"
        %c: f32[2,32,h,w] = conv(%x, %w, %b, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %d: f32[2,8,2*h,2*w] = depth_to_space(%c, block_size=2, column_row_depth=true)
        %y: f32[2,8,2*h,2*w] = relu(%d)
        output "y" = %y
        """;

    private const string Gather = """
        input %x: f32[2,4,2*h,2*w]
        const %w: f32[8,16,3,3] = tensor "w"
        const %b: f32[8] = tensor "b"
        %d: f32[2,16,h,w] = space_to_depth(%x, block_size=2)
        %c: f32[2,8,h,w] = conv(%d, %w, %b, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %y: f32[2,8,h,w] = relu(%c)
        output "y" = %y
        """;

    private const string Skip = """
        input %x: f32[2,4,h,w]
        const %w: f32[8,4,3,3] = tensor "w"
        const %b: f32[8] = tensor "b"
        const %v: f32[4,8,1,1] = tensor "v"
        const %t: f32[4,12,1,1] = tensor "t"
        %c: f32[2,8,h,w] = conv(%x, %w, %b, stride=[1,1], pads_begin=[1,1], pads_end=[1,1])
        %a: f32[2,8,h,w] = relu(%c)
        %e: f32[2,4,h,w] = conv(%a, %v, stride=[1,1])
        %f: f32[2,4,h,w] = tanh(%e)
        %j: f32[2,12,h,w] = concat(%a, %f, axis=1)
        %y: f32[2,4,h,w] = conv(%j, %t, stride=[1,1])
        output "y" = %y
        """;

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            TheoryData<string, string, int> cases = [];
            foreach (string driver in DeviceMatrix.All)
            {
                cases.Add(driver, Upsampling, 1);
                cases.Add(driver, Shuffle, 1);
                cases.Add(driver, Gather, 1);
                cases.Add(driver, Skip, 3);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_kernel_a_layer_and_the_results_of_the_model(string driver, string text, int kernels)
    {
        Random random = new(3);
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal)
        {
            ["w"] = SeededTensor.Floats(random, text == Shuffle ? [32, 4, 3, 3] : text == Gather ? [8, 16, 3, 3] : [8, 4, 3, 3]),
            ["b"] = SeededTensor.Floats(random, text == Shuffle ? 32 : 8),
            ["v"] = SeededTensor.Floats(random, 4, 8, 1, 1),
            ["t"] = SeededTensor.Floats(random, 4, 12, 1, 1),
        };
        Graph graph = GraphParser.Parse("lucid-graph 1\ngraph \"layers\"\n" + text, tensors);
        ModelPackage package = ModelCompiler.Compile(graph);
        Assert.Equal(kernels, package.Program.Main.Count(kernel => kernel.Nodes.Count > 0));
        long scale = text == Gather ? 2 : 1;
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, 2, 4, scale * 7, scale * 10) };
        using TestDevice device = DeviceMatrix.Use(driver);
        HostTensor got = DeviceRun.Run(device.Device, package, inputs)["y"];
        TensorAssert.Close(DeviceRun.Reference(graph, inputs, "y"), got, ComparisonLimits.OperatorCase(halfStorage: false));
    }
}
