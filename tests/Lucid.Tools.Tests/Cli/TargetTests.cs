using System.Text.Json.Nodes;

using Lucid.Cli;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary><c>lucid compile --target</c>: smaller packages that still run everywhere.</summary>
public sealed class TargetTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    [FactNeeding(Resource.Vulkan)]
    public void A_package_for_one_device_is_smaller_gives_the_same_bits_there_and_runs_on_the_others()
    {
        using TemporaryFolder folder = new();
        JsonNode[] devices = [.. JsonNode.Parse(CommandRun.Of("devices", "--json").Expect(ExitCode.Done).Out)!.AsArray().Select(device => device!)];
        CommandRun.Of("compile", Glyphs, "-o", folder.File("any.lvk")).Expect(ExitCode.Done);
        byte[][] expected = [.. devices.Select((_, i) => Run("any.lvk", i))];
        long any = new FileInfo(folder.File("any.lvk")).Length;
        for (int target = 0; target < devices.Length; target++)
        {
            File.WriteAllText(folder.File("target.json"), new JsonArray(devices[target].DeepClone()).ToJsonString());
            CommandRun.Of("compile", Glyphs, "-o", folder.File("one.lvk"), "--target", folder.File("target.json")).Expect(ExitCode.Done);
            Assert.InRange(new FileInfo(folder.File("one.lvk")).Length, 1, any - 200_000);
            Assert.Contains($"lucid.target = {devices[target]["name"]}", CommandRun.Of("inspect", folder.File("one.lvk")).Expect(ExitCode.Done).Out, StringComparison.Ordinal);
            Assert.Equal(expected[target], Run("one.lvk", target));
            CommandRun.Of("compare", folder.File("one.lvk"), "--device", "all", "--random", "1", "--shape", "latent=1x16").Expect(ExitCode.Done);
        }

        byte[] Run(string package, int device)
        {
            CommandRun.Of("run", folder.File(package), "--device", $"{devices[device]["index"]}", "--random", "3", "--shape", "latent=2x16", "--output", folder.File("y.npy")).Expect(ExitCode.Done);
            return File.ReadAllBytes(folder.File("y.npy"));
        }
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "expected a list of devices")]
    [InlineData("[7]", "device 0: expected 'name', a JSON String")]
    [InlineData("[{\"name\":\"a\",\"features\":[1]}]", "device 0: 'features' holds 1, expected names")]
    [InlineData("[{\"name\":\"a\",\"features\":[],\"limits\":{\"workgroup_invocations\":-1}}]", "device 0: 'workgroup_invocations' is -1, expected a whole number above 0")]
    public void A_file_that_lists_no_devices_is_refused(string text, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("target.json"), text);
        CommandRun.Of("compile", Glyphs, "-o", folder.File("g.lvk"), "--target", folder.File("target.json")).Refused(ExitCode.Model, $"{folder.File("target.json")}: ", message);
        Assert.False(File.Exists(folder.File("g.lvk")));
    }

    [Fact]
    public void A_target_that_is_not_there_is_refused_with_how_to_make_one() =>
        CommandRun.Of("compile", Glyphs, "--target", "nowhere.json").Refused(ExitCode.Model, "nowhere.json: no such file for --target; `lucid devices --json > nowhere.json` writes one");
}
