using System.Xml.Linq;

namespace Lucid.Architecture.Tests;

/// <summary>What a project file says.</summary>
internal sealed class ProjectFile(string path, string text)
{
    private readonly XDocument _document = XDocument.Parse(text);

    /// <summary>Path from the root with forward slashes.</summary>
    public string Path => path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>Folder from the root, without a trailing slash.</summary>
    public string Folder => path[..path.LastIndexOf('/')];

    /// <summary>The wing: <c>compiler</c>, <c>runtime</c>, <c>shaders</c>, <c>tools</c> or <c>tests</c>.</summary>
    public string Wing => path[..path.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Paths of the projects referenced, from the root.</summary>
    public IReadOnlyList<string> References => [.. Includes("ProjectReference").Select(FromRoot).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Packages => [.. Includes("PackageReference").Order(StringComparer.Ordinal)];

    /// <summary>Versions that stand in the project instead of the central list.</summary>
    public bool HasOwnVersions => _document.Descendants("PackageReference").Any(element => element.Attribute("Version") is not null || element.Attribute("VersionOverride") is not null);

    public bool Has(string property, string value) => _document.Descendants(property).Any(element => element.Value == value);

    /// <summary>Assemblies referenced past the project and package lists.</summary>
    public IReadOnlyList<string> LooseReferences => [.. Includes("Reference"), .. Includes("FrameworkReference")];

    private IEnumerable<string> Includes(string element) =>
        _document.Descendants(element).Select(found => found.Attribute("Include")?.Value ?? "").Where(value => value.Length > 0);

    private string FromRoot(string reference)
    {
        List<string> parts = [.. Folder.Split('/')];
        foreach (string part in reference.Replace('\\', '/').Split('/'))
        {
            if (part == "..") parts.RemoveAt(parts.Count - 1);
            else if (part != ".") parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
