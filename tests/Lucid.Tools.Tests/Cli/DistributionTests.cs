using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

using Lucid.Testing;
using Lucid.Tools.Tests.Cli.Documentation;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>
/// What <c>dotnet pack</c> gives, used as somebody else would: the tool from a folder, and the tutorial's application in a fresh project that
/// references the runtime's package only. No network: the packages that it depends on are those that this build was restored with.
/// </summary>
public sealed class DistributionTests
{
    private static readonly string[] Libraries = ["Lucid.Tensors", "Lucid.Planning", "Lucid.Vulkan", "Lucid.Spirv", "Lucid.Safetensors", "Lucid.Packaging", "Lucid.Runtime"];

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [FactNeeding(Resource.Vulkan)]
    public void The_packages_install_and_run_a_model_elsewhere()
    {
        using TemporaryFolder folder = new();
        string feed = folder.Folder("feed");
        Pack(folder, feed);
        string version = XDocument.Load(RepositoryRoot.Combine("Directory.Build.props")).Descendants("Version").Single().Value;
        foreach (string name in Libraries) AssertComplete(feed, name, version);

        WriteNuGetConfig(folder, feed);
        string work = folder.Folder("app");
        Run(work, folder, "tool", "install", "lucid", "--version", version, "--tool-path", folder.Folder("tools"), "--configfile", folder.File("nuget.config"));
        MarkdownPage tutorial = MarkdownPage.Read("docs/tutorial.md");
        foreach (string title in new[] { "App.csproj", "Program.cs", "glyph.lucid" }) File.WriteAllText(Path.Combine(work, title), tutorial.Snippets.Single(snippet => snippet.Title == title).Text);
        File.Copy(RepositoryRoot.Combine("examples/glyph_vae.safetensors"), Path.Combine(work, "glyph_vae.safetensors"));
        string tool = Path.Combine(folder.File("tools"), OperatingSystem.IsWindows() ? "lucid.exe" : "lucid");
        Assert.Contains("wrote    glyph.lvk", Start(tool, work, folder, "compile", "glyph.lucid"), StringComparison.Ordinal);

        Assert.Contains($"Lucid.Runtime\" Version=\"{version}\"", File.ReadAllText(Path.Combine(work, "App.csproj")), StringComparison.Ordinal);
        File.Copy(folder.File("nuget.config"), Path.Combine(work, "nuget.config"));
        Run(work, folder, "build", "App.csproj", "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseAppHost=false", "-o", folder.Folder("bin"));
        string[] shipped = [.. Directory.EnumerateFiles(folder.File("bin"), "Lucid.*.dll").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(Libraries.Order(StringComparer.Ordinal), shipped);

        string printed = Run(work, folder, "exec", Path.Combine(folder.File("bin"), "App.dll"));
        Snippet console = tutorial.Snippets.Single(snippet => snippet.Language == "console" && snippet.Text.StartsWith("$ dotnet run\n", StringComparison.Ordinal));
        Assert.Equal(console.Text["$ dotnet run\n".Length..], printed.ReplaceLineEndings("\n"));
    }

    // As `dotnet pack --no-build` of each, in one process: starting one costs more than packing.
    private static void Pack(TemporaryFolder folder, string feed)
    {
        string projects = string.Join(';', Libraries.Select(name => RepositoryRoot.Combine($"runtime/{name}/{name}.csproj")).Append(RepositoryRoot.Combine("tools/Lucid.Cli/Lucid.Cli.csproj")));
        new XDocument(new XElement("Project", new XElement("Target", new XAttribute("Name", "Pack"), new XElement("MSBuild",
            new XAttribute("Projects", projects), new XAttribute("Targets", "Pack"),
            new XAttribute("Properties", $"NoBuild=true;_IsPacking=true;Configuration={Configuration};PackageOutputPath={feed}"))))).Save(folder.File("all.proj"));
        Run(RepositoryRoot.Combine("."), folder, "msbuild", folder.File("all.proj"), "-t:Pack", "-v:quiet", "-nologo", "-nodeReuse:false");
    }

    private static void AssertComplete(string feed, string name, string version)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed, $"{name}.{version}.nupkg"));
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", entries);
        Assert.Contains($"lib/net10.0/{name}.dll", entries);
        Assert.Contains($"lib/net10.0/{name}.xml", entries);
        using Stream nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        Assert.Equal("MIT", XDocument.Load(nuspec).Descendants().Single(element => element.Name.LocalName == "license").Value);
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(feed, $"{name}.{version}.snupkg"));
        Assert.Contains($"lib/net10.0/{name}.pdb", symbols.Entries.Select(entry => entry.FullName));
    }

    private static void WriteNuGetConfig(TemporaryFolder folder, string feed)
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("runtime/Lucid.Runtime/obj/project.assets.json")));
        string[] restored = [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(property => property.Name)];
        new XDocument(new XElement("configuration",
            new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "local"), new XAttribute("value", feed))),
            new XElement("fallbackPackageFolders", restored.Select((path, i) => new XElement("add", new XAttribute("key", $"restored{i}"), new XAttribute("value", path)))),
            new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", folder.File("packages")))))).Save(folder.File("nuget.config"));
    }

    private static string Run(string work, TemporaryFolder folder, params string[] args) => Start("dotnet", work, folder, args);

    private static string Start(string program, string work, TemporaryFolder folder, params string[] args)
    {
        ProcessStartInfo info = new(program, args) { WorkingDirectory = work, RedirectStandardOutput = true, RedirectStandardError = true };
        // Packages of this test stay in its folder, and what a fresh project restores is not locked.
        info.Environment["NUGET_PACKAGES"] = folder.File("packages");
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        if (work.StartsWith(folder.Path, StringComparison.Ordinal)) info.Environment.Remove("CI");
        else info.Environment.Remove("NUGET_PACKAGES");
        using Process process = Process.Start(info)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {process.ExitCode}:\n{output}\n{error.Result}");
        return output;
    }
}
