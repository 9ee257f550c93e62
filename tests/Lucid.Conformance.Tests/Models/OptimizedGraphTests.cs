using System.Globalization;

using Lucid.Compiler;
using Lucid.Compiler.Tests.Compiler.Passes;
using Lucid.Model;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification;
using Xunit;

namespace Lucid.Conformance.Tests.Models;

/// <summary>Random graphs with every pass, with random passes left out and with none, on every driver against the interpreter on the graph as it was.</summary>
public sealed class OptimizedGraphTests
{
    private static readonly ComparisonLimit Limit = ComparisonLimits.OperatorCase(halfStorage: false);
    private static readonly int Graphs = int.Parse(Environment.GetEnvironmentVariable("LUCID_RANDOM_GRAPHS") ?? "8", CultureInfo.InvariantCulture);
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("LUCID_RANDOM_FIRST") ?? "1000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Drivers => DeviceMatrix.Names;

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Random_graphs_give_the_same_results_whatever_passes_run(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        for (int seed = First; seed < First + Graphs; seed++)
        {
            Graph graph = RandomGraph.Make(seed, samples: false);
            Random random = new(seed);
            Dictionary<string, HostTensor> inputs = graph.Inputs.ToDictionary(
                id => graph[id].Name, id => SeededTensor.Floats(random, [.. graph.TypeOf(id).Shape.ToShape().Extents]), StringComparer.Ordinal);
            ReferenceResult expected = ReferenceInterpreter.Run(graph, inputs);
            ValueList<string> some = ModelCompiler.PassNames.Where(_ => random.Next(3) == 0).ToValueList();
            foreach (ValueList<string> disabled in new[] { [], some })
            {
                CompileOptions options = new() { DisabledPasses = disabled };
                IReadOnlyDictionary<string, HostTensor> got = DeviceRun.Run(device.Device, ModelCompiler.Compile(graph, options), inputs);
                foreach ((string name, ReferenceTensor reference) in expected.Outputs)
                    TensorAssert.Close(reference.ToHost(), got[name], Limit, $"graph {seed}, {name}, without [{string.Join(", ", disabled)}]");
            }
        }
    }
}
