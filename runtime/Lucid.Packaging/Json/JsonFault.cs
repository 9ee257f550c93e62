namespace Lucid.Packaging.Json;

/// <summary>A value of the document cannot be read; caught where the file's name is known.</summary>
/// <param name="path">Where, as <c>$.program.main[3].name</c>.</param>
/// <param name="reason">What was found and what was expected.</param>
/// <param name="isUnknownName">Whether a newer minor version may have added the name.</param>
internal sealed class JsonFault(string path, string reason, bool isUnknownName = false) : Exception(reason)
{
    public string Path => path;

    public bool IsUnknownName => isUnknownName;
}
