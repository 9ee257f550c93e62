using Xunit;

namespace Lucid.Tools.Tests.VulkanBindings;

/// <summary>A test that runs the C compiler; where there is none it is reported as skipped, and counted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithCompilerAttribute : FactAttribute
{
    public FactWithCompilerAttribute()
    {
        if (Compiler is null)
            Skip = "no C compiler: apt-get install gcc";
    }

    public static string? Compiler { get; } = new[] { "/usr/bin/gcc", "/usr/bin/cc", "/usr/bin/clang" }.FirstOrDefault(File.Exists);
}
