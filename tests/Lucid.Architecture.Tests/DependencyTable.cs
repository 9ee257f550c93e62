namespace Lucid.Architecture.Tests;

/// <summary>Who may reference whom. Changing it takes a decision record in <c>spec/decisions</c>.</summary>
internal static class DependencyTable
{
    private static readonly string[] Xunit = ["FsCheck", "FSharp.Core", "Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"];

    /// <summary>A row for each project of the product: its folder, the projects it may see, and the packages it may use.</summary>
    public static IReadOnlyList<DependencyRow> Rows { get; } =
    [
        new("runtime/Lucid.Tensors", [], []),
        new("runtime/Lucid.Planning", [], []),
        new("runtime/Lucid.Vulkan", [], []),
        new("runtime/Lucid.Spirv", [], []),
        new("runtime/Lucid.Safetensors", ["Tensors"], []),
        new("runtime/Lucid.Packaging", ["Tensors", "Safetensors"], []),
        new("runtime/Lucid.Runtime", ["Packaging", "Planning", "Spirv", "Vulkan", "Tensors"], ["System.Numerics.Tensors", "Microsoft.Extensions.Logging.Abstractions"]),
        new("shaders/Lucid.Shaders", [], []),
        new("compiler/Lucid.Graphs", [], []),
        new("compiler/Lucid.Model", ["Tensors", "Graphs"], []),
        new("compiler/Lucid.Language", ["Model", "Tensors"], ["Sprache"]),
        new("compiler/Lucid.Import", ["Model", "Tensors", "Safetensors"], ["Google.Protobuf", "Grpc.Tools"]),
        new("compiler/Lucid.Compiler", ["Model", "Graphs", "Spirv", "Shaders", "Planning", "Packaging", "Tensors"], []),
        new("tools/Lucid.Files", DependencyRow.Anything, []),
        new("tools/Lucid.Verification", DependencyRow.Anything, []),
        new("tools/Lucid.Pictures", DependencyRow.Anything, []),
        new("tools/Lucid.VulkanBindings", DependencyRow.Anything, []),
        new("tools/Lucid.Cli", DependencyRow.Anything, ["System.CommandLine", "Spectre.Console"]),
        new("tools/Lucid.Benchmarks", DependencyRow.Anything, ["System.CommandLine", "BenchmarkDotNet", "System.Management", "Microsoft.CodeAnalysis.CSharp", "Microsoft.Diagnostics.Tracing.TraceEvent"]),
        new("examples/Lucid.Upscaler", DependencyRow.Anything, []),
        new("tests/Lucid.Testing", DependencyRow.Anything, ["xunit", "FsCheck", "FSharp.Core"]),
        // The compiler's wing with what that wing itself may see of the runtime.
        new("tests/Lucid.Compiler.Tests", ["Testing", "Graphs", "Spirv", "Model", "Language", "Import", "Compiler", "Shaders", "Tensors", "Safetensors", "Planning", "Packaging"], Xunit),
        new("tests/Lucid.Runtime.Tests", ["Testing", "Tensors", "Planning", "Spirv", "Vulkan", "Safetensors", "Packaging", "Runtime", "Shaders"], Xunit),
        new("tests/Lucid.Tools.Tests", DependencyRow.Anything, Xunit),
        new("tests/Lucid.Conformance.Tests", DependencyRow.Anything, Xunit),
        new("tests/Lucid.Architecture.Tests", [], Xunit),
    ];
}
