using System.Globalization;

using Lucid.Compiler;
using Lucid.Compiler.Tests.Compiler.Passes;
using Lucid.Import;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Tensors;
using Lucid.Testing;
using Lucid.Verification.Tests;
using Xunit;

namespace Lucid.Conformance.Tests.Strict;

/// <summary>Everything that has known answers, strict on every driver, with <c>--full</c>; a few random graphs always.</summary>
public sealed class StrictSweepTests
{
    private static readonly int Graphs = int.Parse(Environment.GetEnvironmentVariable("LUCID_RANDOM_GRAPHS") ?? (Resources.Full ? "40" : "2"), CultureInfo.InvariantCulture);
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("LUCID_RANDOM_FIRST") ?? "5000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Drivers() => [.. DeviceMatrix.Names];

    public static TheoryData<string, string> SuitesOfDrivers()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            foreach (string suite in (string[])["tests/golden/convtranspose-extra", "tests/golden/models", "examples"]) data.Add(driver, suite);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Random_graphs_have_the_contracts_bits(string driver)
    {
        using TestDevice device = DeviceMatrix.Use(driver);
        for (int seed = First; seed < First + Graphs; seed++)
        {
            Graph graph = RandomGraph.Make(seed, samples: true);
            Random random = new(seed);
            Dictionary<string, HostTensor> inputs = graph.Inputs.ToDictionary(
                id => graph[id].Name, id => SeededTensor.Floats(random, [.. graph.TypeOf(id).Shape.ToShape().Extents]), StringComparer.Ordinal);
            // As floats and as halves in turn.
            StrictRun.Check(device.Device, graph, inputs, $"graph {seed}", new CompileOptions { Numerics = NumericsMode.Strict, Precision = seed % 2 == 0 ? ElementType.F32 : ElementType.F16 });
        }
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_model_stored_as_halves_has_the_contracts_bits(string driver)
    {
        Graph graph = OnnxImporter.Import(RepositoryRoot.Combine("tests/golden/models/dcgan64/model.onnx"));
        Dictionary<string, HostTensor> inputs = graph.Inputs.ToDictionary(
            id => graph[id].Name, id => SeededTensor.Floats(new Random(1), [.. graph.TypeOf(id).Shape.Extents.Select(extent => extent.TryGetConstant(out long value) ? value : 1)]), StringComparer.Ordinal);
        using TestDevice device = DeviceMatrix.Use(driver);
        StrictRun.Check(device.Device, graph, inputs, driver, new CompileOptions { Numerics = NumericsMode.Strict, Precision = ElementType.F16 });
    }

    [Theory]
    [MemberData(nameof(SuitesOfDrivers))]
    public void Suites_have_the_contracts_bits_and_pass(string driver, string folder) => Check(driver, RepositoryRoot.Combine(folder));

    [TheoryNeeding(Resource.OnnxNodeTests)]
    [MemberData(nameof(Drivers))]
    public void Onnxs_own_tests_have_the_contracts_bits_and_pass(string driver) => Check(driver, Resources.OnnxNodeTests!);

    [TheoryNeeding(Resource.TrainedModels)]
    [MemberData(nameof(Drivers))]
    public void Trained_models_have_the_contracts_bits_and_pass(string driver) => Check(driver, Resources.TrainedModels!);

    private static void Check(string driver, string folder)
    {
        IReadOnlyList<VerificationTest> tests = TestFinder.Find(folder);
        Assert.NotEmpty(tests);
        using TestDevice device = DeviceMatrix.Use(driver);
        StrictRunner runner = new(device.Device);
        VerificationOptions options = new() { ExpectedFailures = ExpectedFailures.Read(RepositoryRoot.Combine("tests/golden/expected-failures.txt")) };
        string[] wrong = [.. Verifier.Run(tests, [runner], options).Where(record => record.IsUnexpectedPass || record.Result.Status is CheckStatus.Fail or CheckStatus.Error)
            .Select(record => $"{record.Test}, {record.DataSet}: {record.Result.Message}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {tests.Count} on {driver}:\n{string.Join("\n", wrong)}");
    }
}
