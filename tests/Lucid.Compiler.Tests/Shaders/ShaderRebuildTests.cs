using System.Diagnostics;

using Lucid.Shaders;
using Lucid.Testing;
using Xunit;

namespace Lucid.Compiler.Tests.Shaders;

/// <summary>The modules follow from the sources alone: built once more, in another folder, they are the same bytes, so that packages are.</summary>
public sealed class ShaderRebuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lucid-shaders-");

    public void Dispose() => _folder.Delete(recursive: true);

    [FactNeeding(Resource.SpirvTools)]
    public void Modules_built_again_elsewhere_are_the_same_bytes()
    {
        string from = RepositoryRoot.Combine("shaders");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(IsSource))
        {
            string to = Path.Combine(_folder.FullName, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        // The step of the build that makes modules, and nothing else of it.
        string project = Path.Combine(_folder.FullName, "Lucid.Shaders", "Lucid.Shaders.csproj");
        using Process build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-t:CompileShaders", "-p:TargetFramework=net10.0", "-nologo", "-v:quiet", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        string said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, said);

        Dictionary<string, string> built = Directory.EnumerateFiles(Path.Combine(_folder.FullName, "Lucid.Shaders", "obj"), "*.comp.spv", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileName(file)[..^".comp.spv".Length].Replace('.', '/'), StringComparer.Ordinal);
        Assert.Equal(ShaderCatalogue.Names, built.Keys.Order(StringComparer.Ordinal));
        Assert.All(ShaderCatalogue.Names, name => Assert.True(ShaderCatalogue.Get(name).Span.SequenceEqual(File.ReadAllBytes(built[name])), name));
    }

    private static bool IsSource(string file) => Path.GetExtension(file) is ".comp" or ".glsl" or ".txt" or ".targets" or ".csproj" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
}
