using Lucid.Cli;
using Lucid.Planning;
using Lucid.Testing;

using Xunit;

namespace Lucid.Tools.Tests.Cli;

public sealed class PlanMemoryTests
{
    private static readonly string Example = RepositoryRoot.Combine("tests/golden/memory/example.12.csv");

    [Fact]
    public void The_plan_of_the_public_example_fits_and_checks()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("plan-memory", Example, "--capacity", "12", "-o", folder.File("plan.csv")).Expect(ExitCode.Done);
        Assert.Contains("peak        12, optimal", run.Out, StringComparison.Ordinal);
        using StreamReader reader = new(folder.File("plan.csv"));
        ProblemDocument plan = ProblemReader.Read(reader, "plan.csv");
        Assert.Empty(PlanChecker.Check(plan.Problem.Buffers, plan.Offsets!.Value, 12));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_hard_public_instance_is_solved_with_the_default_budget()
    {
        string problem = RepositoryRoot.Combine("tests/golden/memory/G.1048576.csv");
        CommandRun run = CommandRun.Of("plan-memory", problem, "--capacity", "1048576").Expect(ExitCode.Done);
        Assert.Contains("capacity    1048576, met", run.Out, StringComparison.Ordinal);
        Assert.Contains("found by    search", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dash_writes_the_plan_to_standard_output_and_the_report_aside()
    {
        CommandRun run = CommandRun.Of("plan-memory", Example, "-o", "-").Expect(ExitCode.Done);
        Assert.StartsWith("id,lower,upper,size,offset\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("lower bound 12", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capacity_that_cannot_be_met_is_told_by_the_exit_code()
    {
        CommandRun run = CommandRun.Of("plan-memory", Example, "--capacity", "11").Expect(ExitCode.Different);
        Assert.Contains("11, not met: no plan fits", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_problem_names_file_and_line()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("p.csv"), "id,lower,upper,size\na,0,3,4\nb,5,5,4\n");
        CommandRun.Of("plan-memory", folder.File("p.csv")).Refused(ExitCode.Model, "p.csv:3:", "upper must be greater than lower");
    }

    [Fact]
    public void A_missing_problem_names_the_file() => CommandRun.Of("plan-memory", "/nowhere/p.csv").Refused(ExitCode.Model, "/nowhere/p.csv");

    [Theory]
    [InlineData("--capacity", "-1")]
    [InlineData("--seconds", "-1")]
    [InlineData("--seconds", "NaN")]
    public void A_limit_below_zero_is_wrong_usage(string option, string value) => CommandRun.Of("plan-memory", Example, option, value).Refused(ExitCode.Usage, option);
}
