namespace Lucid.Verification.Tests;

/// <summary>A file that describes tests does not have its form.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What was found and what was expected.</param>
public sealed class TestFormatException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>The file.</summary>
    public string FileName => path;
}
