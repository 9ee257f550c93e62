using System.CommandLine;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Verification;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Verbs;

/// <summary>Runs every test found and compares.</summary>
internal sealed class VerifyVerb() : Verb(
    "verify",
    "Runs every test at or below paths and compares with what they expect.",
    "lucid verify examples/glyph_vae.onnx --json results.json\nlucid verify glyph_vae.lvk --device all --report failures --anonymise")
{
    private const int MostRowsOfATest = 8;
    private const int MostLines = 7;
    private const int MostLine = 300;

    private readonly Argument<string[]> _paths = new("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Folders and files: models with their data, cases.json, doc_shapes.json, packages with goldens." };
    private readonly DeviceOptions _device = new(allowsAll: true);
    private readonly ModelOptions _model = new();
    private readonly Option<string?> _json = new("--json") { HelpName = "FILE", Description = "Writes a record for each data set and device." };
    private readonly Option<double?> _rtol = new("--rtol") { HelpName = "R", Description = "With --atol: every float within atol + rtol·|expected|, whatever the test's own limit." };
    private readonly Option<double?> _atol = new("--atol") { HelpName = "A", Description = "See --rtol." };
    private readonly Option<string?> _expected = new("--expected-failures") { HelpName = "FILE", Description = "Lines `PATTERN reason`: failures of TEST/DATASET that match are skipped; passes are reported." };

    private readonly Option<string?> _report = new("--report") { HelpName = "DIR", Description = "Lays a folder down for each failure of a package's goldens: a package that shows it again, as small as can be, its inputs, and what was found." };
    private readonly Option<bool> _anonymise = new("--anonymise") { Description = "With --report: seeded random numbers of the same shapes in the place of weights and inputs. Names and shapes stay." };

    public override void Define(Command command)
    {
        command.Add(_paths);
        _device.AddTo(command);
        command.Add(_json);
        command.Add(_rtol);
        command.Add(_atol);
        command.Add(_expected);
        command.Add(_report);
        command.Add(_anonymise);
        _model.AddOptionsTo(command);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        VerificationOptions options = new()
        {
            Rtol = Tolerance("--rtol", arguments.GetValue(_rtol)),
            Atol = Tolerance("--atol", arguments.GetValue(_atol)),
            Load = _model.LoadOptions(arguments, context) with { Report = null },
            ReportFolder = arguments.GetValue(_report),
            Anonymise = arguments.GetValue(_anonymise),
            ExpectedFailures = arguments.GetValue(_expected) is { } file ? ExpectedFailures.Read(file) : ExpectedFailures.None,
        };
        if (options is { Anonymise: true, ReportFolder: null }) throw new UsageException("--anonymise: there is no --report DIR to make anonymous");
        string[] paths = arguments.GetRequiredValue(_paths);
        List<VerificationTest> tests = [.. paths.SelectMany(TestFinder.Find).DistinctBy(test => test.Path)];
        if (tests.Count == 0) throw new NoTestException(paths);

        IReadOnlyList<ModelRunner> runners = _device.OpenRunners(arguments, context);
        options = options with { IsReferenceExtra = runners.Count > 1 };
        List<VerificationRecord> records = [];
        try
        {
            long total = tests.Sum(test => (long)test.DataSets.Length) * runners.Count;
            using ProgressBar progress = context.Progress("verify");
            foreach (VerificationRecord record in Verifier.Run(tests, runners, options, context.Cancellation))
            {
                records.Add(record);
                progress.Report(records.Count, total, record.Test);
            }
        }
        finally
        {
            foreach (ModelRunner runner in runners) runner.Dispose();
        }

        if (arguments.GetValue(_json) is { } json) VerificationJson.Write(json, records);
        Print(records, paths is [var only] && Directory.Exists(only) ? only : null, context);
        return records.Any(IsFailure) ? ExitCode.Different : ExitCode.Done;
    }

    private static double? Tolerance(string option, double? value) =>
        value is null or >= 0 ? value : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} {value}: expected 0 or more"));

    private static bool IsFailure(VerificationRecord record) => record.Result.Status is CheckStatus.Fail or CheckStatus.Error;

    /// <param name="records">What came of it.</param>
    /// <param name="root">The one folder searched: tests are called by their way from there; null to call them by their whole path.</param>
    /// <param name="context">Where to print.</param>
    private static void Print(List<VerificationRecord> records, string? root, VerbContext context)
    {
        List<ComparisonLimit> limits = [];
        TextTable table = new(new("result", IsVerdict: true), new("test", IsLong: true), new("data set", IsLong: true), new("device", IsLong: true), new("rel. error", IsNumber: true), new("limit"));
        foreach (IGrouping<(string Test, string Device), VerificationRecord> group in records.GroupBy(record => (record.Test, record.Device)))
        {
            VerificationRecord[] alike = !context.IsVerbose && group.Count() > MostRowsOfATest ? [.. group.Where(record => record.Result.Status == CheckStatus.Pass)] : [];
            if (alike.Length > 0) AddRow(table, alike, string.Create(CultureInfo.InvariantCulture, $"{alike.Length} of {group.Count()}"), root, limits);
            foreach (VerificationRecord record in group.Except(alike)) AddRow(table, [record], record.DataSet, root, limits);
        }

        table.Write(context.Host);
        foreach (VerificationRecord record in records.Where(record => record.Result.Status != CheckStatus.Pass || record.IsUnexpectedPass))
            context.Out.WriteLine($"\n{Word(record.Result.Status)}  {record.Test}, {record.DataSet}, {ShortDevice(record.Device)}\n{(context.IsVerbose ? record.Result.Message : Shortened(record.Result.Message))}");
        foreach (IGrouping<string, string> variants in records.GroupBy(record => record.Device, record => record.Result.Variants))
        {
            string[] kinds = [.. variants.Where(text => text.Length > 0).Select(text => text.Split(':')[0]).Distinct()];
            if (kinds.Length > 0) context.Out.WriteLine($"\n{variants.Key} computed in {string.Join(" and ", kinds)}");
            if (context.IsVerbose) foreach (string text in variants.Where(text => text.Length > 0).Distinct()) context.Out.WriteLine("  " + text);
        }

        if (limits.Count > 0) context.Out.WriteLine();
        for (int i = 0; i < limits.Count; i++) context.Out.WriteLine($"limit {Letter(i)}  {limits[i]}");

        int Count(params ReadOnlySpan<CheckStatus> statuses)
        {
            int count = 0;
            foreach (CheckStatus status in statuses) count += records.Count(record => record.Result.Status == status);
            return count;
        }

        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{Count(CheckStatus.Pass)} passed, {Count(CheckStatus.Fail, CheckStatus.Error)} failed, {Count(CheckStatus.Skip)} skipped"));
    }

    private static void AddRow(TextTable table, VerificationRecord[] records, string dataSet, string? root, List<ComparisonLimit> limits)
    {
        OutputCheck[] checks = [.. records.SelectMany(record => record.Result.Outputs)];
        foreach (OutputCheck check in checks.Where(check => !limits.Contains(check.Limit))) limits.Add(check.Limit);
        // A hash does not tell how far off a result is.
        string error = checks.Length == 0 || checks.Any(check => double.IsNaN(check.Comparison.RelativeError)) ? "" : checks.Max(check => check.Comparison.RelativeError).ToString("0.0E+00", CultureInfo.InvariantCulture);
        string limit = string.Join(",", checks.Select(check => limits.IndexOf(check.Limit)).Distinct().Order().Select(Letter));
        string test = root is null ? records[0].Test : Path.GetRelativePath(root, records[0].Test);
        table.Add(Word(records[0].Result.Status), test, dataSet, ShortDevice(records[0].Device), error, limit);
    }

    // As llvmpipe of "llvmpipe (LLVM 15.0.6, 256 bits)".
    private static string ShortDevice(string device) => device.Split(" (")[0];

    // A model that lacks many operators says so at length; -v and --json have all of it.
    private static string Shortened(string message)
    {
        string[] lines = message.ReplaceLineEndings("\n").Split('\n');
        return string.Join("\n", lines.Take(MostLines).Select(line => "  " + (line.Length <= MostLine ? line : line[..MostLine] + "…"))) + (lines.Length > MostLines ? "\n  …" : "");
    }

    private static string Letter(int index) => index < 26 ? ((char)('a' + index)).ToString() : Letter((index / 26) - 1) + Letter(index % 26);

    private static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "pass",
        CheckStatus.Fail => "FAIL",
        CheckStatus.Error => "ERROR",
        CheckStatus.Skip => "skip",
    };
}
