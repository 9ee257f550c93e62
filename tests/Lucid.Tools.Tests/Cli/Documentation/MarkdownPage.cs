using System.Collections.Immutable;

using Lucid.Testing;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>A page of the documentation with its fenced blocks.</summary>
internal sealed class MarkdownPage
{
    private MarkdownPage(string path, ImmutableArray<Snippet> snippets) => (Path, Snippets) = (path, snippets);

    /// <summary>Every page whose blocks are executed, by its path from the root.</summary>
    public static string[] All =>
    [
        "README.md",
        .. Directory.EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>From the root.</summary>
    public string Path { get; }

    public ImmutableArray<Snippet> Snippets { get; }

    public static MarkdownPage Read(string path)
    {
        string[] lines = File.ReadAllText(RepositoryRoot.Combine(path)).ReplaceLineEndings("\n").Split('\n');
        ImmutableArray<Snippet>.Builder snippets = ImmutableArray.CreateBuilder<Snippet>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            int end = Array.FindIndex(lines, i + 1, line => line == "```");
            if (end < 0) throw new InvalidDataException($"{path}:{i + 1}: the block has no end");
            string[] info = lines[i][3..].Split(' ', 2, StringSplitOptions.TrimEntries);
            snippets.Add(new Snippet(i + 2, info[0], info.Length > 1 ? info[1] : "", string.Concat(lines[(i + 1)..end].Select(line => line + "\n"))));
            i = end;
        }

        return new MarkdownPage(path, snippets.ToImmutable());
    }

    /// <summary>Writes other texts into the blocks, for a person to read.</summary>
    public void Rewrite(IReadOnlyDictionary<Snippet, string> texts)
    {
        List<string> lines = [.. File.ReadAllText(RepositoryRoot.Combine(Path)).ReplaceLineEndings("\n").Split('\n')];
        foreach ((Snippet snippet, string text) in texts.OrderByDescending(pair => pair.Key.Line))
        {
            lines.RemoveRange(snippet.Line - 1, snippet.Text.Count(letter => letter == '\n'));
            lines.InsertRange(snippet.Line - 1, text.TrimEnd('\n').Split('\n'));
        }

        File.WriteAllText(RepositoryRoot.Combine(Path), string.Join('\n', lines));
    }
}
