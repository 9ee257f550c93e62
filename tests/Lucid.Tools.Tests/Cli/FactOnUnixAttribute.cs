using Xunit;

namespace Lucid.Tools.Tests.Cli;

/// <summary>A fact about signals or links, which Windows does not give to a process without more ado.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no signals for one process, and links need a privilege there";
    }
}
