using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

using Lucid.Tensors;
using Lucid.Verification;
using Lucid.Verification.Cases;
using Lucid.Verification.Models;
using Lucid.Verification.Tests;

namespace Lucid.Cli.Options;

/// <summary>The lines <c># test: OPTION…</c> of a case: the words of the command line, in the source that they are about.</summary>
internal sealed partial class CaseOptions
{
    /// <summary>What can stand in such a line, for the help.</summary>
    public const string Help =
        """
        A case's options, in lines `# test: OPTION…` of its source:
          --shape, --weights, --weights-prefix, --init-weights, --no-warn,
          --precision, --numerics, --disable-pass   as of `lucid compile`; FILE is
                                                    beside the source
          --at NAME=1x3x8x8   extents of a run where sizes are open (batch=4)
          --random SEED       of inputs without NAME.input.safetensors or .npy (1)
          --rtol R, --atol A  another limit on NAME.output.safetensors
          --skip REASON       not run
        """;

    private readonly Command _line = new("test");
    private readonly ModelOptions _model = new();
    private readonly CompilerOptions _compiler = new();
    private readonly Option<string[]> _at = new("--at");
    private readonly Option<long> _random = new("--random") { DefaultValueFactory = _ => CaseSettings.DefaultSeed };
    private readonly Option<double?> _rtol = new("--rtol");
    private readonly Option<double?> _atol = new("--atol");
    private readonly Option<string?> _skip = new("--skip");

    public CaseOptions()
    {
        _model.AddOptionsTo(_line);
        _compiler.AddTo(_line);
        foreach (Option option in (Option[])[_at, _random, _rtol, _atol, _skip]) _line.Add(option);
    }

    /// <exception cref="TestFormatException">A line cannot be read.</exception>
    public CaseSettings Read(GoldenCase test)
    {
        string text = SourceModel.ReadText(test.Path);
        Match[] lines = Line().Matches(text).ToArray();
        if (lines.Length == 0) return new CaseSettings();
        ParseResult said = _line.Parse([.. lines.SelectMany(line => CommandLineParser.SplitCommandLine(line.Groups[1].Value))], new ParserConfiguration { ResponseFileTokenReplacer = null });
        string place = string.Create(CultureInfo.InvariantCulture, $"{test.Path}:{text.AsSpan(0, lines[0].Index).Count('\n') + 1}");
        if (said.UnmatchedTokens is [var unknown, ..])
            throw new TestFormatException(place, $"# test: unknown option '{unknown}'{Model.NearestNames.Hint(unknown, _line.Options.Select(option => option.Name))}; `lucid test --help` lists them");
        if (said.Errors is [var error, ..]) throw new TestFormatException(place, "# test: " + error.Message);
        try
        {
            return Settings(said);
        }
        catch (UsageException fault)
        {
            throw new TestFormatException(place, "# test: " + fault.Message);
        }
    }

    private CaseSettings Settings(ParseResult said)
    {
        Dictionary<string, Shape> sizes = new(StringComparer.Ordinal);
        foreach (string size in said.GetValue(_at) ?? [])
        {
            (string name, Shape shape) = ModelOptions.ParseShape(size, "--at");
            sizes[name] = shape;
        }

        (double? rtol, double? atol) = (said.GetValue(_rtol), said.GetValue(_atol));
        return new CaseSettings
        {
            Load = _model.LoadOptions(said) with { Compile = _compiler.Read(said) },
            Sizes = sizes,
            Seed = said.GetValue(_random),
            ByHand = rtol is null && atol is null ? null : ComparisonLimits.ByHand(rtol ?? 0, atol ?? 0),
            Silenced = _model.Silenced(said),
            Skip = said.GetValue(_skip),
        };
    }

    [GeneratedRegex(@"^#[ \t]*test:[ \t]*(.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
