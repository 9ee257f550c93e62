using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

using Xunit;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>Compiles a program of a page with the SDK's own compiler, and runs it in this process.</summary>
internal static class CSharpProgram
{
    // Those of a console project with ImplicitUsings.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Compiles a source into a library beside it and gives the library's path.</summary>
    public static string Compile(string source)
    {
        string folder = Path.GetDirectoryName(source)!;
        string usings = Path.Combine(folder, "GlobalUsings.g.cs"), response = Path.Combine(folder, "compile.rsp"), library = Path.Combine(folder, $"page{Guid.NewGuid():n}.dll");
        File.WriteAllText(usings, Usings);
        // Everything that this test runs with: .NET and all of Lucid.
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        File.WriteAllLines(response, ["-nologo", "-nullable:enable", "-langversion:latest", "-warnaserror", "-target:exe", $"-out:\"{library}\"", .. references.Select(file => $"-r:\"{file}\""), $"\"{source}\"", $"\"{usings}\""]);
        using Process compiler = Process.Start(new ProcessStartInfo("dotnet", ["exec", CompilerPath(), "@" + response]) { RedirectStandardOutput = true })!;
        string output = compiler.StandardOutput.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, output);
        return library;
    }

    /// <summary>Runs a compiled program and gives what it printed.</summary>
    public static string Run(string library, params string[] args)
    {
        MethodInfo entry = Assembly.Load(File.ReadAllBytes(library)).EntryPoint!;
        TextWriter console = Console.Out;
        using StringWriter output = new() { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [args]);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }

    // <dotnet>/shared/Microsoft.NETCore.App/10.0.0 → <dotnet>/sdk/10.0.100/Roslyn/bincore/csc.dll
    private static string CompilerPath()
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return Directory.EnumerateDirectories(Path.Combine(dotnet, "sdk")).Select(sdk => Path.Combine(sdk, "Roslyn/bincore/csc.dll")).Where(File.Exists)
            .OrderByDescending(File.GetLastWriteTimeUtc).First();
    }
}
