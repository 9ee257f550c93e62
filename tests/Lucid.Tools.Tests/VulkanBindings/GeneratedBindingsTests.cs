using System.Diagnostics;
using System.Text.RegularExpressions;
using Lucid.VulkanBindings;
using Xunit;

namespace Lucid.Tools.Tests.VulkanBindings;

/// <summary>The checked-in bindings and ABI table against what the generator and a C compiler make of the installed registry and header.</summary>
public sealed partial class GeneratedBindingsTests
{
    private const string Registry = BindingGenerator.DefaultRegistryPath;

    [GeneratedRegex(@"header version (\d+)")]
    private static partial Regex HeaderVersion();

    [Fact]
    public void The_checked_in_bindings_are_what_the_generator_writes()
    {
        var folder = Path.Combine(RepositoryRoot(), "runtime", "Lucid.Vulkan");
        RequireTheRegistryTheyWereMadeFrom(folder);
        var generated = BindingGenerator.Generate(Registry);
        foreach (var file in generated)
        {
            var text = File.ReadAllText(Path.Combine(folder, file.Path)).ReplaceLineEndings("\n");
            Assert.True(text == file.Text, $"{file.Path} is not what the generator writes from line {FirstDifference(text, file.Text)} on. Generate again: see tools/Lucid.VulkanBindings/README.md.");
        }
        var present = Directory.EnumerateFiles(folder, "*.g.cs", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'));
        Assert.Equal(generated.Select(f => f.Path).Order(StringComparer.Ordinal), present.Where(f => !f.StartsWith("obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Generating_twice_gives_the_same_bytes()
    {
        RequireTheRegistry();
        Assert.Equal(BindingGenerator.Generate(Registry), BindingGenerator.Generate(Registry));
    }

    [FactWithCompiler]
    public void The_checked_in_abi_table_is_what_a_C_compiler_prints()
    {
        RequireTheRegistryTheyWereMadeFrom(Path.Combine(RepositoryRoot(), "runtime", "Lucid.Vulkan"));
        var folder = Directory.CreateTempSubdirectory("lucid-abi-").FullName;
        try
        {
            var source = Path.Combine(folder, "probe.c");
            var program = Path.Combine(folder, "probe");
            File.WriteAllText(source, BindingGenerator.AbiProbeSource(Registry));
            Run(FactWithCompilerAttribute.Compiler!, "-o", program, source);
            var expected = File.ReadAllText(Path.Combine(RepositoryRoot(), "tests", "Lucid.Runtime.Tests", "Vulkan", "abi.txt"));
            Assert.Equal(expected.ReplaceLineEndings("\n"), Run(program).ReplaceLineEndings("\n"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RequireTheRegistry() =>
        Assert.True(File.Exists(Registry), $"{Registry} is missing: apt-get install libvulkan-dev.");

    private static void RequireTheRegistryTheyWereMadeFrom(string folder)
    {
        RequireTheRegistry();
        var made = Version(File.ReadAllText(Path.Combine(folder, "Enums.g.cs")));
        var installed = Version(BindingGenerator.Generate(Registry)[0].Text);
        Assert.True(made == installed, $"{Registry} is of header version {installed}, the bindings were made from {made}: generate them and the ABI table again, or install that version.");
    }

    private static string Version(string text) => HeaderVersion().Match(text).Groups[1].Value;

    private static int FirstDifference(string left, string right) =>
        left.Split('\n').Zip(right.Split('\n')).TakeWhile(pair => pair.First == pair.Second).Count() + 1;

    private static string Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {errors.GetAwaiter().GetResult()}");
        return output;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lucid.sln")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return folder.FullName;
    }
}
