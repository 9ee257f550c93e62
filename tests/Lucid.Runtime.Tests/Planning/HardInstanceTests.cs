using System.Globalization;
using System.Runtime.CompilerServices;
using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

/// <summary>
/// The public instances in <c>tests/golden/memory</c>, which greedy planners miss by a quarter and more. A few hundred steps are enough
/// today; the budget is generous, so that only a search that has lost its way fails.
/// </summary>
public sealed class HardInstanceTests
{
    private const long Steps = 2_000_000;

    [Theory]
    [InlineData("A.1048576.csv")]
    [InlineData("D.1048576.csv")]
    [InlineData("G.1048576.csv")]
    [InlineData("K.1048576.csv")]
    [InlineData("example.12.csv")]
    public void A_public_instance_is_solved_at_its_capacity(string file)
    {
        MemoryProblem problem = Read(file);
        MemoryPlan plan = MemoryPlanner.Plan(problem, new PlanBudget(Steps));
        Assert.True(plan.FitsCapacity, $"peak {plan.Peak} after {plan.Steps} steps");
        Assert.Empty(PlanChecker.Check(problem.Buffers, plan.Offsets, problem.Capacity));
    }

    [Theory]
    [InlineData("A.1048576.csv")]
    [InlineData("G.1048576.csv")]
    [InlineData("K.1048576.csv")]
    public void An_instance_as_full_as_its_capacity_is_planned_at_its_lower_bound(string file)
    {
        MemoryPlan plan = MemoryPlanner.Plan(Read(file) with { Capacity = null }, new PlanBudget(Steps));
        Assert.Equal(1048576, plan.Peak);
        Assert.True(plan.IsOptimal);
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Fact]
    public void A_byte_less_than_the_lower_bound_is_refused_at_once()
    {
        MemoryPlan plan = MemoryPlanner.Plan(Read("A.1048576.csv") with { Capacity = 1048575 }, PlanBudget.None);
        Assert.False(plan.FitsCapacity);
        Assert.True(plan.ProvenBound > 1048575);
    }

    // The name of an instance ends with its capacity.
    private static MemoryProblem Read(string file, [CallerFilePath] string here = "")
    {
        string folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../golden/memory"));
        using StreamReader reader = File.OpenText(Path.Combine(folder, file));
        long capacity = long.Parse(file.Split('.')[1], CultureInfo.InvariantCulture);
        return ProblemReader.Read(reader, file).Problem with { Capacity = capacity };
    }
}
