using System.Text.Json;

using Lucid.Testing;
using Lucid.Verification.Tests;
using Xunit;

namespace Lucid.Conformance.Tests.Suites;

/// <summary>ONNX's own tests: all that are there, on the interpreter and on every driver.</summary>
public sealed class OnnxNodeTests
{
    private static readonly string[] Groups = ["node", "pytorch-converted", "pytorch-operator"];

    public static TheoryData<string> Runners => [.. SuiteRun.Runners];

    public static TheoryData<string, string> GroupsOfRunners()
    {
        TheoryData<string, string> data = [];
        foreach (string runner in SuiteRun.Runners)
        {
            foreach (string group in Groups) data.Add(runner, group);
        }

        return data;
    }

    [TheoryNeeding(Resource.OnnxNodeTests)]
    [MemberData(nameof(GroupsOfRunners))]
    public void Everything_passes_but_what_is_expected_not_to(string runner, string group)
    {
        IReadOnlyList<VerificationTest> tests = TestFinder.Find(Path.Combine(Resources.AllOnnxNodeTests!, group));
        HashSet<string> there = [.. tests.Select(test => Path.GetFileName(test.Path))];
        string[] missing = [.. Selected(group).Where(name => !there.Contains(name))];
        Assert.True(missing.Length == 0, $"{Resources.AllOnnxNodeTests} lacks {string.Join(", ", missing)}");
        SuiteRun.Check(runner, tests);
    }

    [Theory]
    [MemberData(nameof(Runners))]
    public void Our_own_tests_of_transposed_convolutions_pass(string runner)
    {
        IReadOnlyList<VerificationTest> tests = TestFinder.Find(RepositoryRoot.Combine("tests/golden/convtranspose-extra"));
        Assert.Equal(31, tests.Count);
        Assert.Equal(31, SuiteRun.Check(runner, tests));
    }

    /// <summary>What the index lists: no test is lost unseen.</summary>
    private static string[] Selected(string group)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests/golden/onnx-node/index.json")));
        return [.. index.RootElement.GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("test").GetString()!)
            .Where(path => path.StartsWith(group + "/", StringComparison.Ordinal)).Select(path => path[(group.Length + 1)..])];
    }
}
