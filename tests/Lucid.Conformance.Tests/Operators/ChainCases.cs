using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Operators;

/// <summary>Activations behind pools, resizes, pads, reductions and shuffles join their kernels, in both layouts and as parts of joined values, on every driver.</summary>
public sealed class ChainCases
{
    // Six channels: two lanes of the last block are padding, which a sigmoid must not fill.
    private const string Text = """
        input %x: f32[N,6,8,12]
        const %w: f32[6,6,1,1] = tensor "w"
        const %v: f32[2,6,1,1] = tensor "w2"
        const %two: f32[] = {2}
        %c: f32[N,6,8,12] = conv(%x, %w, stride=[1,1])
        %p: f32[N,6,4,6] = pool(%c, kind=average, kernel=[2,2], stride=[2,2])
        %pa: f32[N,6,4,6] = sigmoid(%p)
        %r: f32[N,6,8,12] = resize(%pa, mode=linear, sizes=[N,6,8,12])
        %ra: f32[N,6,8,12] = mul(%r, %two)
        %rb: f32[N,6,8,12] = cos(%ra)
        %q: f32[N,6,10,12] = pad(%rb, mode=reflect, begin=[0,0,1,0], end=[0,0,1,0])
        %qa: f32[N,6,10,12] = exp(%q)
        %d: f32[N,2,10,12] = conv(%qa, %v, stride=[1,1])
        %m: f32[N,2,1,1] = reduce(%d, kind=mean, axes=[2,3])
        %ma: f32[N,2,1,1] = tanh(%m)
        %px: f32[N,6,4,6] = pool(%x, kind=max, kernel=[2,2], stride=[2,2])
        %pb: f32[N,6,4,6] = cos(%px)
        output "q" = %qa
        output "m" = %ma
        output "p" = %pb
        """;

    private const string Joined = """
        input %x: f32[N,8,4,6]
        const %w: f32[8,8,1,1] = tensor "w"
        const %v: f32[4,20,1,1] = tensor "v"
        %c: f32[N,8,4,6] = conv(%x, %w, stride=[1,1])
        %a: f32[N,8,8,12] = resize(%c, mode=nearest, coordinates=asymmetric, rounding=floor, sizes=[N,8,8,12])
        %aa: f32[N,8,8,12] = sigmoid(%a)
        %s: f32[N,4,4,6] = slice(%c, starts=[0,4,0,0], lengths=[N,4,4,6])
        %b: f32[N,4,8,12] = resize(%s, mode=linear, sizes=[N,4,8,12])
        %j: f32[N,20,8,12] = concat(%aa, %b, %aa, axis=1)
        %y: f32[N,4,8,12] = conv(%j, %v, stride=[1,1])
        output "y" = %y
        """;

    private static readonly ComparisonLimit Limit = ComparisonLimits.OperatorCase(halfStorage: false);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_chain_joins_the_kernel_before_it(string driver)
    {
        Graph graph = Parse(Text);
        ModelPackage package = ModelCompiler.Compile(graph);
        Assert.DoesNotContain(package.Program.Main, kernel => kernel.Nodes.Count == 1 && kernel.Candidates[0].Variant.StartsWith("pointwise", StringComparison.Ordinal));
        Check(driver, graph, package, new() { ["x"] = SeededTensor.Floats(new Random(3), 2, 6, 8, 12) });
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Resized_images_are_written_into_what_they_are_joined_to(string driver)
    {
        Graph graph = Parse(Joined);
        ModelPackage package = ModelCompiler.Compile(graph);
        // Only the second use of one value is a copy.
        Assert.Equal(1, package.Program.Main.Count(kernel => kernel.Name.Contains("%j", StringComparison.Ordinal) || kernel.Nodes.Contains("j")));
        Check(driver, graph, package, new() { ["x"] = SeededTensor.Floats(new Random(3), 3, 8, 4, 6) });
    }

    // Two that are needed together, then each result where an operand was.
    private const string InPlace = """
        input %x: f32[N,8,4,6]
        const %w: f32[8,8,1,1] = tensor "w"
        %a: f32[N,8,4,6] = conv(%x, %w, stride=[1,1])
        %m: f32[N,8,1,1] = reduce(%a, kind=mean, axes=[2,3])
        %g: f32[N,8,4,6] = mul(%a, %m)
        %n: f32[N,8,1,1] = reduce(%g, kind=max, axes=[2,3])
        %h: f32[N,8,4,6] = sub(%g, %n)
        %b: f32[N,8,4,6] = conv(%h, %w, stride=[1,1])
        output "y" = %b
        """;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_result_lies_where_an_operand_ends(string driver)
    {
        Graph graph = Parse(InPlace);
        ModelPackage package = ModelCompiler.Compile(graph), apart = ModelCompiler.Compile(graph, new CompileOptions { DisabledPasses = ["run in place"] });
        Assert.Equal(2, apart.Program.Buffers.Count - package.Program.Buffers.Count);
        Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(new Random(3), 2, 8, 4, 6) };
        Check(driver, graph, package, inputs);
        using TestDevice device = DeviceMatrix.Use(driver);
        TensorAssert.BitwiseEqual(DeviceRun.Run(device.Device, apart, inputs)["y"], DeviceRun.Run(device.Device, package, inputs)["y"]);
    }

    private static Graph Parse(string text) => GraphParser.Parse("lucid-graph 1\ngraph \"chains\"\n" + text, new Dictionary<string, HostTensor>(StringComparer.Ordinal)
    {
        ["w"] = SeededTensor.Floats(new Random(1), text == Text ? [6, 6, 1, 1] : [8, 8, 1, 1]),
        ["w2"] = SeededTensor.Floats(new Random(2), 2, 6, 1, 1),
        ["v"] = SeededTensor.Floats(new Random(2), 4, 20, 1, 1),
    });

    private static void Check(string driver, Graph graph, ModelPackage package, Dictionary<string, HostTensor> inputs)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, package, inputs);
        foreach ((string name, HostTensor value) in got) TensorAssert.Close(DeviceRun.Reference(graph, inputs, name), value, Limit, name);
    }
}
