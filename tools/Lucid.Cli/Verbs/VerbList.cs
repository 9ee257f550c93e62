namespace Lucid.Cli.Verbs;

/// <summary>The verbs, in the order of the help.</summary>
internal static class VerbList
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new CompileVerb(),
        new RunVerb(),
        new VerifyVerb(),
        new TestVerb(),
        new CompareVerb(),
        new BenchVerb(),
        new ProfileVerb(),
        new TuneVerb(),
        new InspectVerb(),
        new DevicesVerb(),
        new GraphVerb(),
        new PlanVerb(),
        new PlanMemoryVerb(),
        new CheckerboardVerb(),
        new PassesVerb(),
        new NewVerb(),
        new CheckVerb(),
        new FmtVerb(),
        new ConvertVerb(),
        new CompletionVerb(),
    ];
}
