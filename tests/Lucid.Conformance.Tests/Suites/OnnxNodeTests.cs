using System.Text.Json;

using Lucid.Testing;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;
using Xunit;

namespace Lucid.Conformance.Tests.Suites;

/// <summary>ONNX's own tests: the selection of the index on every runner; everything that is there on the interpreter, and with <c>--full</c> on every driver.</summary>
public sealed class OnnxNodeTests
{
    private static readonly string[] Groups = ["node", "pytorch-converted", "pytorch-operator"];

    public static TheoryData<string, string> SelectionOfRunners()
    {
        TheoryData<string, string> data = [];
        foreach (string runner in SuiteRun.Runners)
        {
            foreach (string group in Groups) data.Add(runner, group);
        }

        return data;
    }

    [TheoryNeeding(Resource.OnnxNodeTests)]
    [MemberData(nameof(SelectionOfRunners))]
    public void The_selection_passes(string runner, string group)
    {
        string[] names = Selected(group);
        List<VerificationTest> tests = [.. names.SelectMany(name => TestFinder.Find(Path.Combine(Resources.OnnxNodeTests!, group, name)))];
        Assert.Equal(names.Length, tests.Count);
        Assert.Equal(tests.Sum(test => test.DataSets.Length), SuiteRun.Check(runner, tests));
    }

    public static TheoryData<string> RunnersOfEverything => Resources.Full ? [.. SuiteRun.Runners] : [ReferenceRunner.Name];

    [TheoryNeeding(Resource.OnnxNodeTests)]
    [MemberData(nameof(RunnersOfEverything))]
    public void Everything_passes_but_what_is_expected_not_to(string runner)
    {
        List<VerificationTest> tests = [.. Groups.SelectMany(group => TestFinder.Find(Path.Combine(Resources.AllOnnxNodeTests!, group)))];
        Assert.True(tests.Count >= 264, $"{tests.Count} tests in {Resources.AllOnnxNodeTests}");
        SuiteRun.Check(runner, tests);
    }

    public static TheoryData<string> Runners => [.. SuiteRun.Runners];

    [Theory]
    [MemberData(nameof(Runners))]
    public void Our_own_tests_of_transposed_convolutions_pass(string runner)
    {
        IReadOnlyList<VerificationTest> tests = TestFinder.Find(RepositoryRoot.Combine("tests/golden/convtranspose-extra"));
        Assert.Equal(31, tests.Count);
        Assert.Equal(31, SuiteRun.Check(runner, tests));
    }

    private static string[] Selected(string group)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests/golden/onnx-node/index.json")));
        return [.. index.RootElement.GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("test").GetString()!)
            .Where(path => path.StartsWith(group + "/", StringComparison.Ordinal)).Select(path => path[(group.Length + 1)..])];
    }
}
