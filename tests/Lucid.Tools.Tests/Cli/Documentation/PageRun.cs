using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Lucid.Cli;
using Lucid.Cli.Terminal;
using Lucid.Language;
using Lucid.Language.Formatting;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli.Documentation;

/// <summary>
/// Follows a page from top to bottom in an empty folder that has only the repository's <c>examples</c>, as a reader would:
/// <list type="bullet">
/// <item>A block titled with a file of the repository is an excerpt of that file.</item>
/// <item>A block titled with another file is written to it; a <c>.lucid</c> is correct, without a warning and formatted, a <c>.cs</c> compiles.</item>
/// <item><c>sh</c>: commands are run, and succeed.</item>
/// <item><c>console</c>: what stands behind <c>$</c> is run and prints what stands below it; a title is its exit code.</item>
/// </list>
/// </summary>
internal sealed partial class PageRun : IDisposable
{
    // The quicker of the software drivers, where it is.
    private static readonly string? Device = DeviceMatrix.All.FirstOrDefault(name => name == "llvmpipe");

    private readonly TemporaryFolder _folder = new();
    private readonly MarkdownPage _page;
    private string? _program;

    public PageRun(MarkdownPage page)
    {
        _page = page;
        string examples = _folder.Folder("examples");
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.Combine("examples"))) File.Copy(file, Path.Combine(examples, Path.GetFileName(file)));
        File.Copy(RepositoryRoot.Combine("tests/golden/memory/example.12.csv"), _folder.File("problem.csv"));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Executes the blocks in order, in the folder.</summary>
    /// <returns>The blocks whose output is another one, as they should read.</returns>
    public Dictionary<Snippet, string> Execute()
    {
        Dictionary<Snippet, string> changed = [];
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Path;
        try
        {
            foreach (Snippet snippet in _page.Snippets)
            {
                if (snippet.Language == "console")
                {
                    string text = RunConsole(snippet);
                    if (text != snippet.Text) changed.Add(snippet, text);
                }
                else if (snippet.Language == "sh")
                {
                    foreach (Match match in Line().Matches(snippet.Text)) Run(match.Value.Replace("\\\n", " ", StringComparison.Ordinal), 0, $"{_page.Path}:{snippet.Line}");
                }
                else
                {
                    Take(snippet);
                }
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        return changed;
    }

    private void Take(Snippet snippet)
    {
        string place = $"{_page.Path}:{snippet.Line}";
        if (snippet.Title.Contains('/', StringComparison.Ordinal))
        {
            Assert.True(File.Exists(RepositoryRoot.Combine(snippet.Title)), $"{place}: there is no {snippet.Title}");
            Assert.True(IsExcerpt(snippet.Text, File.ReadAllText(RepositoryRoot.Combine(snippet.Title))), $"{place}: these lines do not stand in {snippet.Title}:\n{snippet.Text}");
            return;
        }

        if (snippet.Title.Length > 0) File.WriteAllText(_folder.File(snippet.Title), snippet.Text);
        switch (snippet.Language)
        {
            case "lucid":
                string name = snippet.Title.Length > 0 ? snippet.Title : "page.lucid";
                string faults = DiagnosticText.Render(LucidSource.Read(snippet.Text, name).Check(), snippet.Text);
                Assert.True(faults.Length == 0, $"{place}:\n{faults}");
                Assert.Equal(snippet.Text, SourceFormatter.Format(snippet.Text, name));
                break;
            case "csharp":
                string source = _folder.File(snippet.Title.Length > 0 ? snippet.Title : "Page.cs");
                File.WriteAllText(source, snippet.Text);
                _program = CSharpProgram.Compile(source);
                break;
            case "xml":
                _ = XDocument.Parse(snippet.Text);
                break;
            case "json":
                JsonDocument.Parse(snippet.Text).Dispose();
                break;
            case "text":
                break;
            default:
                Assert.Fail($"{place}: a block in '{snippet.Language}', which no test executes; lucid, csharp, console, xml, json, or an excerpt titled with its file");
                break;
        }
    }

    private string RunConsole(Snippet snippet)
    {
        int code = snippet.Title.Length == 0 ? 0 : int.Parse(snippet.Title["exit ".Length..], CultureInfo.InvariantCulture);
        StringBuilder text = new();
        foreach (Match match in Command().Matches(snippet.Text))
        {
            (string command, string expected) = (match.Groups[1].Value, match.Groups[2].Value);
            string got = Run(command.Replace("\\\n", " ", StringComparison.Ordinal), code, $"{_page.Path}:{snippet.Line}");
            text.Append("$ ").Append(command).Append('\n').Append(OutputPattern.Fits(expected, got) ? expected : got);
        }

        return text.ToString();
    }

    private string Run(string command, int code, string place)
    {
        string[] words = command.Split('>')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case ["lucid" or "./lucid", .. string[] args]:
                using (StringWriter output = new() { NewLine = "\n" })
                {
                    CommandHost host = new() { Out = output, Error = output, Variable = name => name == "LUCID_DEVICE" ? Device : null };
                    int got = LucidCommand.Run(args, host);
                    string text = string.Concat(output.ToString().Split('\n').Where(line => !line.Contains("computes on the processor", StringComparison.Ordinal)).Select(line => line + "\n")).TrimEnd('\n') + "\n";
                    Assert.True(got == code, $"{place}: `{command}` ended with {got}:\n{text}");
                    return text == "\n" ? "" : text;
                }

            case ["cp", string from, string to]:
                File.Copy(_folder.File(from), Directory.Exists(_folder.File(to)) ? Path.Combine(_folder.File(to), Path.GetFileName(from)) : _folder.File(to), overwrite: true);
                return "";
            case ["dotnet", "run", .. string[] args]:
                Assert.True(_program is not null, $"{place}: there is no program above");
                return CSharpProgram.Run(_program, args);
            case ["./test" or "test", ..] or ["dotnet", "tool" or "new" or "add", ..]:
                return ""; // tested where packages are made, and by the run that this test is part of
            default:
                Assert.Fail($"{place}: no test knows how to run `{command}`");
                return "";
        }
    }

    /// <summary>Whether lines stand one after another in a text; its own indentation does not count.</summary>
    private static bool IsExcerpt(string lines, string text)
    {
        string[] excerpt = Outdented(lines), whole = text.ReplaceLineEndings("\n").Split('\n');
        return Enumerable.Range(0, Math.Max(0, whole.Length - excerpt.Length + 1)).Any(start => excerpt.SequenceEqual(Outdented(string.Join('\n', whole[start..(start + excerpt.Length)]))));
    }

    private static string[] Outdented(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        int least = lines.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return [.. lines.Select(line => line.Length >= least ? line[least..].TrimEnd() : "")];
    }

    [GeneratedRegex(@"(?:.*\\\n)*.+")]
    private static partial Regex Line();

    // A command goes on after a backslash; what it prints ends before the next one.
    [GeneratedRegex(@"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
