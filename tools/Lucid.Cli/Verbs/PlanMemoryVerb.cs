using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

using Lucid.Cli.Data;
using Lucid.Files;
using Lucid.Planning;

namespace Lucid.Cli.Verbs;

/// <summary>The memory planner alone, on the public static-allocation CSV form.</summary>
internal sealed class PlanMemoryVerb() : Verb(
    "plan-memory",
    "Plans the buffers of a static-allocation problem (CSV).",
    "lucid plan-memory problem.csv --capacity 12 -o plan.csv")
{
    // Some ten seconds. The hard public instances take a thousandth of it.
    private const long Steps = 3_000_000;

    private readonly Argument<string> _problem = new("PROBLEM.csv") { Description = "Columns id,lower,upper,size; lifetimes are half-open." };
    private readonly Option<long?> _capacity = new("--capacity") { HelpName = "N", Description = "The arena's size: a plan within it is good enough, none is exit 4." };
    private readonly Option<string?> _output = new("--output", "-o") { HelpName = "OUT.csv", Description = "Where to write the problem with the column offset; - is standard output." };
    private readonly Option<double?> _seconds = new("--seconds") { HelpName = "S", Description = "How long to search (otherwise a fixed number of steps)." };

    private readonly Option<bool> _json = new("--json") { Description = "The report as JSON." };

    public override void Define(Command command)
    {
        command.Add(_problem);
        command.Add(_capacity);
        command.Add(_output);
        command.Add(_seconds);
        command.Add(_json);
    }

    public override ExitCode Run(ParseResult arguments, VerbContext context)
    {
        string path = arguments.GetRequiredValue(_problem);
        long? capacity = arguments.GetValue(_capacity);
        double? seconds = arguments.GetValue(_seconds);
        if (capacity < 0) throw new UsageException($"--capacity: found {capacity}, expected 0 or more");
        if (seconds is not null and not (>= 0 and <= 86_400)) throw new UsageException($"--seconds: found {seconds}, expected 0 to 86400");

        MemoryProblem problem;
        using (StreamReader reader = new(path)) problem = ProblemReader.Read(reader, path).Problem with { Capacity = capacity };
        PlanBudget budget = seconds is { } limit ? PlanBudget.For(TimeSpan.FromSeconds(limit)) : new PlanBudget(Steps);
        long start = Stopwatch.GetTimestamp();
        MemoryPlan plan;
        using (context.Progress("plan-memory")) plan = MemoryPlanner.Plan(problem, budget, context.Cancellation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        PlanChecker.ThrowIfWrong(plan);

        string? output = arguments.GetValue(_output);
        if (output is not null and not "-")
        {
            WholeFile.Write(output, stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true);
                ProblemWriter.Write(writer, plan);
            });
        }

        if (arguments.GetValue(_json))
        {
            PrintJson(plan, elapsed, context);
            return capacity is null || plan.FitsCapacity ? ExitCode.Done : ExitCode.Different;
        }

        string verdict = plan.IsOptimal ? ", optimal" : "";
        string missed = plan.ProvenBound > capacity ? ", not met: no plan fits" : ", not met";
        string room = capacity is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\ncapacity    {capacity}{(plan.FitsCapacity ? ", met" : missed)}");
        string report = string.Create(CultureInfo.InvariantCulture,
            $"buffers     {problem.Buffers.Length}\npeak        {plan.Peak}{verdict}\nlower bound {plan.LowerBound}{room}\nfound by    {plan.Method} in {elapsed.TotalSeconds:0.###} s{(plan.Steps == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {plan.Steps} steps"))}");
        if (output == "-")
        {
            ProblemWriter.Write(context.Out, plan);
            context.Note(report);
        }
        else
        {
            context.Out.WriteLine(report);
        }

        return capacity is null || plan.FitsCapacity ? ExitCode.Done : ExitCode.Different;
    }

    private static void PrintJson(MemoryPlan plan, TimeSpan elapsed, VerbContext context) => JsonText.Write(context.Out, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("buffers", plan.Problem.Buffers.Length);
        json.WriteNumber("peak", plan.Peak);
        json.WriteBoolean("optimal", plan.IsOptimal);
        json.WriteNumber("lower_bound", plan.LowerBound);
        if (plan.Problem.Capacity is { } capacity)
        {
            json.WriteNumber("capacity", capacity);
            json.WriteBoolean("fits", plan.FitsCapacity);
        }

        json.WriteString("found_by", plan.Method);
        json.WriteNumber("seconds", elapsed.TotalSeconds);
        json.WriteNumber("steps", plan.Steps);
        json.WriteEndObject();
    });
}
