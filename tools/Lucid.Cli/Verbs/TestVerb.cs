using System.Collections.Immutable;
using System.CommandLine;
using System.IO.Enumeration;

using Lucid.Cli.Data;
using Lucid.Cli.Options;
using Lucid.Cli.Tables;
using Lucid.Cli.Terminal;
using Lucid.Compiler;
using Lucid.Model;
using Lucid.Packaging;
using Lucid.Verification.Cases;
using Lucid.Verification.Running;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Verbs;

/// <summary>Runs a folder of sources with golden files beside them.</summary>
internal sealed class TestVerb() : Verb(
    "test",
    "Compares .lucid cases with the golden files beside them; --bless rewrites those.",
    "lucid test examples --filter vae")
{
    private readonly Argument<string> _path = new("DIR") { Description = "A folder: every NAME.lucid at or below it is a case. Or one source." };
    private readonly DeviceOptions _device = new(allowsAll: true);
    private readonly Option<string?> _filter = new("--filter") { HelpName = "TEXT", Description = "Only cases whose name holds TEXT; with * and ? it is a pattern for the whole name." };
    private readonly Option<bool> _bless = new("--bless") { Description = "Rewrites the golden files that differ, and gives a case without any NAME.output.safetensors and NAME.hashes.txt, or NAME.diagnostics.txt of its errors." };
    private readonly Option<string[]> _keep = new("--keep") { HelpName = "KIND,…", Description = "With --bless: what a case shall have besides: graph, fused, program, memory, output, hashes." };
    private readonly Option<bool> _json = new("--json") { Description = "The results as JSON on standard output." };

    public override string Notes => CaseOptions.Help;

    public override void Define(Command command)
    {
        command.Add(_path);
        _device.AddTo(command);
        command.Add(_filter);
        command.Add(_bless);
        command.Add(_keep);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string path = arguments.GetRequiredValue(_path);
        bool bless = arguments.GetValue(_bless);
        ImmutableArray<GoldenKind> keep = Keep(arguments);
        if (keep.Length > 0 && !bless) throw new UsageException("--keep says what --bless adds; there is no --bless");
        if (!Path.Exists(path)) throw new NoTestException($"{path}: no such file or folder");
        GoldenCases found = GoldenCases.Find(path);
        Func<string, bool> wanted = Filter(arguments.GetValue(_filter));
        GoldenCase[] cases = [.. found.Cases.Where(test => wanted(test.Name))];
        if (cases.Length == 0)
        {
            throw new NoTestException(found.Cases.Length > 0
                ? $"none of the {found.Cases.Length} cases of {path} is called '{arguments.GetValue(_filter)}'; the first is {found.Cases[0].Name}"
                : $"no case at or below {path}; a case is a source NAME.lucid with golden files beside it, which --bless writes");
        }

        List<CaseResult> results = [];
        IReadOnlyList<ModelRunner> runners = _device.OpenRunners(arguments, context);
        string[] devices = [.. runners.Select(runner => runner.DeviceName)];
        try
        {
            CaseOptions options = new();
            CaseRunner runner = new(new CaseRunOptions { Runners = runners, Text = Text, Bless = bless, Keep = keep });
            using ProgressBar progress = context.Progress("test");
            foreach (GoldenCase test in cases)
            {
                progress.Report(results.Count, cases.Length, test.Name);
                results.Add(runner.Run(test, options.Read, context.Cancellation));
            }
        }
        finally
        {
            foreach (ModelRunner runner in runners) runner.Dispose();
        }

        results.AddRange(found.Orphans.Where(wanted).Select(Orphan));
        if (arguments.GetValue(_json)) CaseJson.Write(results, context.Out);
        else CaseReport.Print(results, path, devices, context);
        return results.Exists(result => result.Status is CheckStatus.Fail or CheckStatus.Error) ? ExitCode.Different : ExitCode.Done;
    }

    private static CaseResult Orphan(string file) => new(file, [new CaseCheck(null, null, CheckStatus.Fail, "belongs to no case: no source of that name is beside it; remove it, or rename it as the source was")], []);

    private ImmutableArray<GoldenKind> Keep(ParseResult arguments)
    {
        GoldenKind[] kinds = [.. GoldenKinds.All.Where(kind => kind != GoldenKind.Diagnostics)];
        string[] words = [.. (arguments.GetValue(_keep) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        string? unknown = words.FirstOrDefault(word => !kinds.Any(kind => kind.Word() == word));
        if (unknown is not null) throw new UsageException($"--keep {unknown}: expected some of {string.Join(", ", kinds.Select(kind => kind.Word()))}");
        return [.. kinds.Where(kind => words.Contains(kind.Word()))];
    }

    private static Func<string, bool> Filter(string? filter) => filter is null ? _ => true
        : filter.AsSpan().ContainsAny('*', '?') ? name => FileSystemName.MatchesSimpleExpression(filter, name, ignoreCase: true)
        : name => name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static string Text(GoldenKind kind, Graph graph, CompileOptions options, ModelPackage package) =>
        StageDumps.Of(Enum.Parse<DumpStage>(kind.ToString()), graph, options, package).Single().Text!;
}
