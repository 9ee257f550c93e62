using System.Diagnostics;
using Xunit;

namespace Lucid.Testing;

/// <summary>The Khronos tools, as independent witnesses: glslc makes real modules, spirv-val and spirv-dis judge ours.</summary>
public static class ShaderTools
{
    /// <summary>Compiles GLSL as the shader build step does.</summary>
    public static byte[] Compile(string glsl, params string[] options) =>
        Run("glslc", ["-O0", "--target-env=vulkan1.1", "--target-spv=spv1.3", "-fshader-stage=compute", .. options, "-o", "-", "-"],
            System.Text.Encoding.UTF8.GetBytes(glsl));

    /// <summary>Fails, quoting the validator and the disassembly, unless the module is valid.</summary>
    public static void AssertValid(ReadOnlyMemory<byte> module, string name = "module", string environment = "vulkan1.1")
    {
        (int exitCode, _, string errors) = Start("spirv-val", ["--target-env", environment, "-"], module.ToArray());
        Assert.True(exitCode == 0, $"{name}: {errors}\n{(exitCode == 0 ? "" : Disassemble(module))}");
    }

    /// <summary>spirv-dis's own text.</summary>
    public static string Disassemble(ReadOnlyMemory<byte> module) =>
        System.Text.Encoding.UTF8.GetString(Run("spirv-dis", ["--no-color", "-"], module.ToArray()));

    private static byte[] Run(string program, string[] arguments, byte[] input)
    {
        (int exitCode, byte[] output, string errors) = Start(program, arguments, input);
        Assert.True(exitCode == 0, $"{program} failed with {exitCode}: {errors}");
        return output;
    }

    private static (int ExitCode, byte[] Output, string Errors) Start(string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() =>
        {
            using Stream stdin = process.StandardInput.BaseStream;
            stdin.Write(input);
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feeding.Wait();
        return (process.ExitCode, output.ToArray(), errors.Result);
    }
}
