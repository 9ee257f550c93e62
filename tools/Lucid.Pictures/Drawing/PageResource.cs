namespace Lucid.Pictures.Drawing;

/// <summary>Styles and scripts of pages: files of their own, embedded when Lucid is built.</summary>
internal static class PageResource
{
    public static string Read(string name)
    {
        using Stream stream = typeof(PageResource).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"'{name}' is not embedded in Lucid.Pictures");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
