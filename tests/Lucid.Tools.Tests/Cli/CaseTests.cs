using System.Text.Json;

using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary><c>lucid test</c>: our own cases, and the life of a user's.</summary>
public sealed class CaseTests : IDisposable
{
    private const string Model = "model m(x: f32[1, 4, 3, 3]) {\n    output y = x -> up: ConvTranspose2d(4, 2, stride=2) -> Sigmoid\n}\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Ours()
    {
        TheoryData<string, string> data = [];
        foreach (string driver in DeviceMatrix.Names)
        {
            data.Add(driver, "tests/golden/cases");
            data.Add(driver, "examples");
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ours))]
    public void Our_cases_pass(string driver, string folder)
    {
        CommandRun run = CommandRun.Of("test", RepositoryRoot.Combine(folder), "--device", driver, "--json").Expect(ExitCode.Done);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.All(json.RootElement.EnumerateArray(), test =>
        {
            string[] checks = [.. test.GetProperty("checks").EnumerateArray().Select(check => check.TryGetProperty("device", out _) ? check.GetProperty("golden").GetString() + " on a device" : "")];
            Assert.Equal("pass", test.GetProperty("status").GetString());
            Assert.Contains("output on a device", checks);
            Assert.Contains("hashes on a device", checks);
        });
    }

    [Fact]
    public void What_the_language_says_of_mistakes_is_a_folder_of_cases()
    {
        CommandRun run = CommandRun.Of("test", RepositoryRoot.Combine("tests/golden/language/mistakes"), "--device", "reference").Expect(ExitCode.Done);
        Assert.Matches(@"(?m)^\d\d passed, 0 failed, 0 skipped$", run.Out);
    }

    [Fact]
    public void A_case_without_golden_files_says_how_to_make_them_and_then_passes_until_the_model_changes()
    {
        Write("a.lucid", Model);
        CommandRun first = Test().Expect(ExitCode.Different);
        Assert.Contains("FAIL    a\n", first.Out, StringComparison.Ordinal);
        Assert.Contains("--bless writes its outputs", first.Out, StringComparison.Ordinal);
        Assert.Contains("0 passed, 1 failed, 0 skipped", first.Out, StringComparison.Ordinal);

        CommandRun blessed = Test("--bless", "--keep", "fused").Expect(ExitCode.Done);
        foreach (string suffix in (string[])["fused.txt", "output.safetensors", "hashes.txt"])
        {
            Assert.Contains($"wrote    {_folder.File("a." + suffix)} (new)", blessed.Out, StringComparison.Ordinal);
            Assert.True(File.Exists(_folder.File("a." + suffix)));
        }

        DateTime written = File.GetLastWriteTimeUtc(_folder.File("a.output.safetensors"));
        Assert.Contains("pass    a     fused, output, hashes", Test().Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("wrote", Test("--bless").Expect(ExitCode.Done).Out, StringComparison.Ordinal);

        Write("a.lucid", Model.Replace("Sigmoid", "Tanh", StringComparison.Ordinal));
        CommandRun moved = Test("--device", "reference").Expect(ExitCode.Different);
        Assert.Contains("fused: differs from the golden file (- golden, + now)\n@@ -", moved.Out, StringComparison.Ordinal);
        Assert.Contains("output on reference: y: relative error", moved.Out, StringComparison.Ordinal);
        Assert.Contains("hashes: differs from the golden file (- golden, + now)\n@@ -1 +1 @@\n-y ", moved.Out, StringComparison.Ordinal);
        Assert.Contains($"lucid test {_folder.Path} --bless", moved.Out, StringComparison.Ordinal);
        Assert.All(moved.Out.Replace(_folder.Path, "cases", StringComparison.Ordinal).Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.File("a.output.safetensors")));

        CommandRun again = Test("--bless").Expect(ExitCode.Done);
        Assert.Contains("a.hashes.txt (1 line removed, 1 added)", again.Out, StringComparison.Ordinal);
        Assert.Contains("a.output.safetensors (values moved by ", again.Out, StringComparison.Ordinal);
        Test().Expect(ExitCode.Done);
    }

    [Fact]
    public void Errors_are_golden_and_a_model_that_stops_compiling_is_not_blessed()
    {
        Write("broken.lucid", Model.Replace("Sigmoid", "Sigmod", StringComparison.Ordinal));
        Test("--bless").Expect(ExitCode.Done);
        Assert.Contains("LUC1101", File.ReadAllText(_folder.File("broken.diagnostics.txt")), StringComparison.Ordinal);
        Test().Expect(ExitCode.Done);

        Write("broken.lucid", Model);
        Assert.Contains("diagnostics: there are none any more (- golden, + now)\n@@ -1,", Test().Expect(ExitCode.Different).Out, StringComparison.Ordinal);
        Assert.Contains("removed  ", Test("--bless").Expect(ExitCode.Done).Out, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("broken.diagnostics.txt")));

        Write("broken.lucid", Model.Replace("Sigmoid", "Sigmod", StringComparison.Ordinal));
        byte[] before = File.ReadAllBytes(_folder.File("broken.hashes.txt"));
        CommandRun refused = Test("--bless").Expect(ExitCode.Different);
        Assert.Contains("compiles no more", refused.Out, StringComparison.Ordinal);
        Assert.Contains("LUC1101", refused.Out, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("broken.hashes.txt")));
        Assert.False(File.Exists(_folder.File("broken.diagnostics.txt")));
    }

    [Fact]
    public void Warnings_that_nobody_expects_fail()
    {
        string uneven = Model.Replace("(4, 2, stride=2)", "(4, 3, stride=2)", StringComparison.Ordinal);
        Write("a.lucid", "# test: --no-warn LUC2430\n" + uneven);
        Test("--bless").Expect(ExitCode.Done);
        Test().Expect(ExitCode.Done);
        Write("a.lucid", "#\n" + uneven);
        Assert.Contains("diagnostics: there is no a.diagnostics.txt (- golden, + now)", Test().Expect(ExitCode.Different).Out, StringComparison.Ordinal);
    }

    [TheoryNeeding(Resource.Vulkan)]
    [MemberData(nameof(DeviceMatrix.Names), MemberType = typeof(DeviceMatrix))]
    public void A_device_that_fails_is_named_and_nothing_of_the_case_is_blessed(string driver)
    {
        // Within nothing at all: no device computes the interpreter's float64.
        Write("a.lucid", "# test: --rtol 0 --atol 0\nmodel m(x: f32[8, 64]) {\n    output y = softmax(x, dim=1)\n}\n");
        CommandRun run = CommandRun.Of("test", _folder.Path, "--device", driver, "--bless").Expect(ExitCode.Different);
        Assert.Contains("output on ", run.Out, StringComparison.Ordinal);
        Assert.Contains(driver, run.Out, StringComparison.OrdinalIgnoreCase);
        Assert.Equal([_folder.File("a.lucid")], Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void Files_of_no_case_are_reported_and_a_filter_takes_some_cases()
    {
        Write("a.lucid", Model);
        Write("b.lucid", "# test: --skip \"waits for a driver\"\n" + Model);
        Write("below/c.lucid", "# test: --rando 3\n" + Model);
        Test("--bless", "--filter", "a").Expect(ExitCode.Done);
        File.Copy(_folder.File("a.hashes.txt"), _folder.File("old.hashes.txt"));
        CommandRun run = Test().Expect(ExitCode.Different);
        Assert.Contains("1 passed, 2 failed, 1 skipped", run.Out, StringComparison.Ordinal);
        Assert.Contains("waits for a driver", run.Out, StringComparison.Ordinal);
        Assert.Contains("FAIL    old.hashes.txt", run.Out, StringComparison.Ordinal);
        Assert.Contains("c.lucid:1: # test: unknown option '--rando'; nearest: '--random'", run.Out.Replace("\n    ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("1 passed, 0 failed, 0 skipped", Test("--filter", "?").Expect(ExitCode.Done).Out.Replace("1 skipped", "0 skipped", StringComparison.Ordinal), StringComparison.Ordinal);
        Test("--filter", "nothing").Refused(ExitCode.Model, "none of the 3 cases", "'nothing'");
        CommandRun.Of("test", _folder.Folder("empty"), "--device", "reference").Refused(ExitCode.Model, "no case at or below", "NAME.lucid");
        CommandRun.Of("test", _folder.Path, "--keep", "fused").Refused(ExitCode.Usage, "there is no --bless");
        CommandRun.Of("test", _folder.Path, "--keep", "spirv", "--bless").Refused(ExitCode.Usage, "--keep spirv", "graph, fused");
    }

    [Fact]
    public void A_damaged_golden_file_is_an_error_of_its_case_only()
    {
        Write("a.lucid", Model);
        Write("b.lucid", Model);
        Test("--bless").Expect(ExitCode.Done);
        File.WriteAllText(_folder.File("a.output.safetensors"), "no tensors");
        Assert.Contains("ERROR   a", Test().Expect(ExitCode.Different).Out, StringComparison.Ordinal);
        Assert.Contains("1 passed, 1 failed", Test("--bless").Expect(ExitCode.Different).Out, StringComparison.Ordinal);
        File.Delete(_folder.File("a.output.safetensors"));
        File.WriteAllText(_folder.File("a.input.npy"), "");
        Assert.Contains("a.input.npy", Test().Expect(ExitCode.Different).Out, StringComparison.Ordinal);
    }

    private CommandRun Test(params string[] options) => CommandRun.Of(["test", _folder.Path, .. options.Contains("--device") ? options : ["--device", "reference", .. options]]);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }
}
