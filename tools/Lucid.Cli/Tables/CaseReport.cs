using System.Globalization;

using Lucid.Cli.Terminal;
using Lucid.Cli.Verbs;
using Lucid.Verification.Cases;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Tables;

/// <summary>How cases came out: a line each, what is wrong with those that failed, what was written, and the sum.</summary>
internal static class CaseReport
{
    private const int MostLines = 60;

    /// <param name="results">The cases.</param>
    /// <param name="path">What was searched, as the command line names it.</param>
    /// <param name="devices">Where outputs were computed.</param>
    /// <param name="context">Where to print.</param>
    public static void Print(IReadOnlyList<CaseResult> results, string path, IReadOnlyList<string> devices, VerbContext context)
    {
        TextTable table = new(new("result", IsVerdict: true), new("case", IsLong: true), new("compared", IsLong: true));
        foreach (CaseResult result in results)
            table.Add(Word(result.Status), result.Case, string.Join(", ", result.Checks.Select(check => check.Golden).OfType<GoldenKind>().Distinct().Select(kind => kind.Word())));
        table.Write(context.Host);
        foreach (CaseResult result in results.Where(result => result.Checks.Any(check => check.Status != CheckStatus.Pass))) Explain(result, context);

        GoldenChange[] changes = [.. results.SelectMany(result => result.Changes)];
        if (changes.Length > 0) context.Out.WriteLine();
        foreach (GoldenChange change in changes) context.Out.WriteLine($"{(change.What == "removed" ? "removed" : "wrote  ")}  {change.File}{(change.What == "removed" ? "" : $" ({change.What})")}");
        CaseResult[] differ = [.. results.Where(result => result.Status == CheckStatus.Fail && result.Checks.All(check => check.Status != CheckStatus.Fail || check.Golden is not null))];
        if (differ.Length > 0)
            context.Line($"\nWhere the new result is the right one: lucid test {path}{(differ is [var only] && results.Count > 1 ? $" --filter {only.Case}" : "")} --bless");

        int failed = results.Count(result => result.Status is CheckStatus.Fail or CheckStatus.Error);
        context.Line($"\non {string.Join(", ", devices)}");
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{results.Count(result => result.Status == CheckStatus.Pass)} passed, {failed} failed, {results.Count(result => result.Status == CheckStatus.Skip)} skipped"));
    }

    private static void Explain(CaseResult result, VerbContext context)
    {
        context.Out.WriteLine($"\n{Word(result.Status)}  {result.Case}");
        foreach (CaseCheck check in result.Checks.Where(check => check.Status != CheckStatus.Pass))
        {
            string what = string.Join(" on ", new[] { check.Golden?.Word(), check.Device }.OfType<string>());
            foreach (string line in Wrapped.Lines((what.Length == 0 ? "" : what + ": ") + check.Message, context.Host.Width - 2)) context.Out.WriteLine("  " + line);
            string[] lines = check.Difference.TrimEnd('\n').Split('\n');
            foreach (string line in lines.Take(context.IsVerbose ? lines.Length : MostLines).Where(line => line.Length > 0)) context.Out.WriteLine(Colours.Difference(line, context.Host.OutTerminal));
            if (!context.IsVerbose && lines.Length > MostLines) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - MostLines} more lines; -v shows them"));
        }
    }

    private static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "pass",
        CheckStatus.Fail => "FAIL",
        CheckStatus.Error => "ERROR",
        CheckStatus.Skip => "skip",
    };
}
