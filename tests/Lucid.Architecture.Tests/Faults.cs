using Xunit.Sdk;

namespace Lucid.Architecture.Tests;

/// <summary>Fails with every fault on a line of its own.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        if (all.Length > 0) throw new XunitException(string.Join("\n", all));
    }
}
