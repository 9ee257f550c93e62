using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lucid.Runtime.Tests.Runtime;

/// <summary>Compiles kernels written in a test, once a process each.</summary>
internal static class Glsl
{
    /// <summary>The interface of every module (see <see cref="Lucid.Packaging.KernelCandidate"/>).</summary>
    private const string Interface = """
        #version 450
        layout(std140, set = 0, binding = 0) uniform Parameters { ivec4 words[32]; } parameters;
        layout(push_constant) uniform Part { uvec3 first; uint depth; uvec4 shift; } part;
        uint parameter(int i) { return uint(parameters.words[i >> 2][i & 3]); }

        """;

    private static readonly ConcurrentDictionary<string, Lazy<ReadOnlyMemory<byte>>> Modules = new(StringComparer.Ordinal);

    public static ReadOnlyMemory<byte> Compile(string body) => Modules.GetOrAdd(body, text => new(() => Run(Interface + text))).Value;

    private static ReadOnlyMemory<byte> Run(string source)
    {
        string input = Path.GetTempFileName(), output = input + ".spv";
        try
        {
            File.WriteAllText(input, source);
            using Process glslc = Process.Start(new ProcessStartInfo(
                "glslc", ["-fshader-stage=comp", "--target-env=vulkan1.1", "-O", input, "-o", output]) { RedirectStandardError = true })!;
            string errors = glslc.StandardError.ReadToEnd();
            glslc.WaitForExit();
            return glslc.ExitCode == 0 ? File.ReadAllBytes(output) : throw new InvalidOperationException(errors);
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }
    }
}
