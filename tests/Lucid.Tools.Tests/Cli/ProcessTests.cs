using System.Diagnostics;

using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>What only a process of its own shows: no Vulkan, Ctrl-C, streams.</summary>
public sealed class ProcessTests
{
    private static readonly string Glyphs = RepositoryRoot.Combine("examples/glyph_vae.onnx");

    [FactNeeding(Resource.Vulkan)]
    public void Without_a_driver_there_is_one_message_with_the_remedy_and_no_fall_back()
    {
        foreach (string[] args in new[] { new[] { "devices" }, ["run", Glyphs, "--random", "1", "--shape", "latent=1x16"], ["verify", RepositoryRoot.Combine("examples")], ["bench", Glyphs, "--shape", "latent=1x16"] })
        {
            (int code, string output, string error) = CommandProcess.Finish(CommandProcess.Start(args, ("VK_DRIVER_FILES", "/nowhere.json"), ("VK_ICD_FILENAMES", "/nowhere.json")));
            Assert.True(code == 3, $"{string.Join(' ', args)}: {code}\n{error}");
            Assert.Empty(output);
            Assert.StartsWith("lucid: ", error, StringComparison.Ordinal);
            Assert.Contains("install", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
    }

    [FactOnUnix]
    public void Without_a_loader_there_is_one_message_with_the_remedy()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "libvulkan.so.1", "libvulkan.so", "libvulkan.1.dylib", "libMoltenVK.dylib" }) File.WriteAllText(folder.File(name), "no library");
        (int code, string output, string error) = CommandProcess.Finish(CommandProcess.Start(["devices"], ("LD_LIBRARY_PATH", folder.Path), ("DYLD_LIBRARY_PATH", folder.Path)));
        Assert.True(code == 3, error);
        Assert.Empty(output);
        Assert.StartsWith("lucid: no Vulkan loader", error, StringComparison.Ordinal);
        Assert.Contains("install", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_needs_no_driver()
    {
        (int code, _, string error) = CommandProcess.Finish(CommandProcess.Start(["run", Glyphs, "--random", "1", "--shape", "latent=1x16", "--device", "reference"], ("VK_DRIVER_FILES", "/nowhere.json")));
        Assert.True(code == 0, error);
    }

    [Fact]
    public void Results_are_plain_text_where_nobody_watches()
    {
        (int code, string output, string error) = CommandProcess.Finish(CommandProcess.Start(["run", Glyphs, "--random", "1", "--shape", "latent=1x16", "--device", "reference"]));
        Assert.Equal(0, code);
        Assert.DoesNotContain('\u001b', output);
        Assert.Empty(error);
        Assert.Equal("\n", output[^1..]);
    }

    [FactOnUnix]
    public void Ctrl_C_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        // Long enough to be interrupted: 64 glyphs many times over on the interpreter.
        Process process = CommandProcess.Start(["run", Glyphs, "--random", "1", "--shape", "latent=5000x16", "--device", "reference", "--output", folder.File("x.npy"), "-v"]);
        Thread.Sleep(2500);
        Assert.False(process.HasExited, "the run ended before it could be interrupted");
        // The shell's own: a small system has no program of that name.
        using (Process kill = Process.Start("sh", ["-c", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"kill -INT {process.Id}")])) kill.WaitForExit();
        (int code, string output, string error) = CommandProcess.Finish(process);
        Assert.Equal(130, code);
        Assert.Empty(output);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
