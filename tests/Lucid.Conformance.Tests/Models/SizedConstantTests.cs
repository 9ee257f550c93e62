using Lucid.Compiler;
using Lucid.Model;
using Lucid.Model.Text;
using Lucid.Runtime;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>What constants and the sizes of a run make together cannot be prepared before any shape is known: it is made in the run.</summary>
public sealed class SizedConstantTests
{
    private const string Text = """
        lucid-graph 1
        graph "sized"
        input %x: f32[N,k]
        const %w: f32[6,3] = tensor "w"
        const %p: f32[16,3] = tensor "p"
        const %o: f32[1] = tensor "o"
        %m: f32[N,3] = matmul(%x, %w)
        %a: f32[N,3] = slice(%p, starts=[0,0], lengths=[N,3])
        %b: f32[1,3] = slice(%p, starts=[N-1,0], lengths=[1,3])
        %c: f32[1,3] = exp(%b)
        %e: f32[N,3] = expand(%o, shape=[N,3])
        %s: f32[N,3] = add(%m, %a)
        %t: f32[N,3] = mul(%s, %c)
        output "y" = %t
        output "ones" = %e
        """;

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Slices_of_constants_constants_spread_over_a_batch_and_packed_matrices_follow_the_sizes(string driver)
    {
        Random random = new(11);
        Dictionary<string, HostTensor> tensors = new(StringComparer.Ordinal)
        {
            ["w"] = SeededTensor.Floats(random, 6, 3),
            ["p"] = SeededTensor.Floats(random, 16, 3),
            ["o"] = HostTensor.Of(new Shape(1), 1),
        };
        Graph graph = GraphParser.Parse(Text, tensors);
        using TestDevice device = DeviceMatrix.Use(driver);
        using CompiledModel model = CompiledModel.FromPackage(ModelCompiler.Compile(graph));
        using Session session = model.CreateSession(device.Device);
        foreach (int n in (int[])[4, 9])
        {
            Dictionary<string, HostTensor> inputs = new() { ["x"] = SeededTensor.Floats(random, n, 6) };
            IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(session, inputs);
            foreach (string output in (string[])["y", "ones"]) TensorAssert.Close(DeviceRun.Reference(graph, inputs, output), got[output], ComparisonLimits.GoldenModel(halfStorage: false, 0, 0));
        }
    }
}
