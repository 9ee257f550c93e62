namespace Lucid.Verification.Models;

/// <summary>A model's file cannot serve what is asked of it: of an unknown kind, stripped of its graph, or already compiled.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What was found and what can be done.</param>
public sealed class ModelFileException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>The file.</summary>
    public string FileName => path;
}
