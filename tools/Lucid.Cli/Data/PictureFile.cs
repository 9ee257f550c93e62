using System.Text;

using Lucid.Cli.Verbs;
using Lucid.Files;

namespace Lucid.Cli.Data;

/// <summary>A picture or page that a verb writes, of the kind that the file's name says.</summary>
internal static class PictureFile
{
    /// <summary>The extension in small letters with its point, if it is one of those that the verb writes.</summary>
    /// <exception cref="UsageException">It is another.</exception>
    public static string Extension(string path, params ReadOnlySpan<string> expected)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return expected.Contains(extension) ? extension : throw new UsageException($"-o {path}: found '{extension}', expected {string.Join(" or ", expected.ToArray())}");
    }

    public static void Write(string path, string text, VerbContext context)
    {
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)), context.Cancellation);
        context.Note($"wrote {path}");
    }
}
