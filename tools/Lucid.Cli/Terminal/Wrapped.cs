namespace Lucid.Cli.Terminal;

/// <summary>Sentences in lines of a width, broken at blanks; those after the first are indented.</summary>
internal static class Wrapped
{
    public static IEnumerable<string> Lines(string text, int width, int indent = 2)
    {
        foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string line = "";
            foreach (string word in paragraph.Split(' '))
            {
                if (line.Trim().Length > 0 && line.Length + 1 + word.Length > width)
                {
                    yield return line;
                    line = new string(' ', indent) + word;
                }
                else
                {
                    line += (line.Length > 0 ? " " : "") + word;
                }
            }

            yield return line;
        }
    }
}
