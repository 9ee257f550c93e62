using System.Text.RegularExpressions;
using Xunit;

namespace Lucid.Architecture.Tests;

public sealed partial class WordTests
{
    [Fact]
    public void Nothing_is_left_for_later_in_the_sources()
    {
        Faults.None(Hits(Unfinished(), ".cs", ".comp", ".glsl", ".sh", ".csproj", ".props", ".cmd"));
    }

    [Fact]
    public void A_skip_says_which_resource_is_absent()
    {
        Faults.None(Hits(UnconditionalSkip(), ".cs").Where(hit => !hit.StartsWith("tests/Lucid.Testing/", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_path_of_one_machine_stands_in_a_file()
    {
        Faults.None(Hits(MachinePath(), ".cs", ".sh", ".md", ".csproj", ".props", ".json", ".py", ".js", ".comp", ".glsl", ".txt"));
    }

    [Fact]
    public void Text_files_end_their_lines_as_unix_does()
    {
        Faults.None(Repository.WithExtension(".cs", ".md", ".comp", ".glsl", ".sh", ".csproj", ".props", ".json", ".txt").Where(path => Repository.Read(path).Contains('\r', StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Hits(Regex pattern, params string[] extensions) =>
        from path in Repository.WithExtension(extensions)
        where path != "tests/Lucid.Architecture.Tests/WordTests.cs"
        from line in Repository.Read(path).Split('\n').Index()
        where pattern.IsMatch(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|(?<![\\X.])\bXXX\b|NotImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(Fact|Theory)\([^)]*Skip\s*=")]
    private static partial Regex UnconditionalSkip();

    [GeneratedRegex(@"(?<![\w.~-])/(work|root|home/\w+)/")]
    private static partial Regex MachinePath();
}
