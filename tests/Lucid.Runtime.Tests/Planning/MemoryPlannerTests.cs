using System.Collections.Immutable;
using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

public sealed class MemoryPlannerTests
{
    // Small enough to try all orders, in kinds that make different parts of the search work: many alive at once, long chains that
    // fall apart in time, few different sizes (ties and identical buffers), alignments that differ.
    [Theory]
    [InlineData(8, 6, 9, false)]
    [InlineData(8, 12, 9, false)]
    [InlineData(8, 5, 3, false)]
    [InlineData(8, 16, 4, false)]
    [InlineData(8, 6, 20, true)]
    [InlineData(8, 10, 6, true)]
    public void The_peak_found_is_the_smallest_there_is(int mostBuffers, int mostTime, int mostSize, bool aligned)
    {
        int beyondBound = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            MemoryProblem problem = RandomProblem.Make(new Random(seed), mostBuffers, mostTime, mostSize, aligned);
            if (problem.Buffers.IsEmpty)
                continue;
            MemoryPlan plan = MemoryPlanner.Plan(problem, new PlanBudget(1_000_000));
            long smallest = RandomProblem.SmallestPeak(problem);
            Assert.True(PlanChecker.Check(plan).IsEmpty, $"seed {seed}: {string.Join('\n', PlanChecker.Check(plan))}");
            Assert.True(smallest == plan.Peak, $"seed {seed}: found {plan.Peak}, smallest {smallest}, bound {plan.LowerBound}");
            Assert.True(plan.IsOptimal, $"seed {seed}: not known to be optimal");
            beyondBound += smallest > plan.LowerBound ? 1 : 0;
        }

        Assert.True(!aligned || beyondBound > 10, $"only {beyondBound} problems lie beyond their bound");
    }

    // Puzzles cut from a full rectangle have a solution without waste, and no other; a unit less has none.
    [Fact]
    public void Full_rectangles_cut_at_random_are_put_together_again()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            MemoryProblem problem = CutRectangle(new Random(seed), pieces: 40, time: 30, height: 64) with { Capacity = 64 };
            MemoryPlan plan = MemoryPlanner.Plan(problem, new PlanBudget(500_000));
            Assert.True(plan.FitsCapacity, $"seed {seed}: peak {plan.Peak} of 64 after {plan.Steps} steps, bound {plan.ProvenBound}");
            Assert.Empty(PlanChecker.Check(plan.Problem.Buffers, plan.Offsets, 64));
        }
    }

    [Fact]
    public void A_puzzle_where_no_plan_meets_the_lower_bound_is_solved_and_proven()
    {
        // Never more than 6 bytes are alive at once, but no way of piling them stays below 7: one of two in two million random problems.
        MemoryProblem problem = new(
        [
            new("a", 6, 7, 3), new("b", 2, 3, 2), new("c", 2, 5, 1), new("d", 3, 6, 2),
            new("e", 1, 4, 3), new("f", 0, 2, 3), new("g", 5, 7, 2), new("h", 4, 6, 2),
        ]);
        Assert.Equal(6, problem.LowerBound);
        Assert.Equal(7, RandomProblem.SmallestPeak(problem));

        MemoryPlan plan = MemoryPlanner.Plan(problem, PlanBudget.Default);
        Assert.Equal(7, plan.Peak);
        Assert.Equal(7, plan.ProvenBound);

        MemoryPlan tooSmall = MemoryPlanner.Plan(problem with { Capacity = problem.LowerBound }, PlanBudget.Default);
        Assert.False(tooSmall.FitsCapacity);
        Assert.True(tooSmall.ProvenBound > 6, "it is proven that nothing fits");
    }

    [Fact]
    public void A_capacity_that_the_greedy_plan_fits_costs_no_search()
    {
        MemoryProblem problem = RandomProblem.Decoder(new Random(5), 100);
        long roomy = GreedyBestFit.Plan(problem).Peak;
        MemoryPlan plan = MemoryPlanner.Plan(problem with { Capacity = roomy }, PlanBudget.Default);
        Assert.True(plan.FitsCapacity);
        Assert.Equal(0, plan.Steps);
    }

    [Fact]
    public void Graphs_of_decoders_are_planned_at_their_bound_or_close()
    {
        int atBound = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            MemoryPlan plan = MemoryPlanner.Plan(RandomProblem.Decoder(new Random(seed), 60), PlanBudget.Default);
            Assert.True(PlanChecker.Check(plan).IsEmpty, $"seed {seed}");
            Assert.True(plan.Peak <= 1.05 * plan.LowerBound, $"seed {seed}: peak {plan.Peak}, bound {plan.LowerBound}");
            atBound += plan.IsOptimal ? 1 : 0;
        }

        Assert.True(atBound >= 36, $"{atBound} of 40 are known to be optimal");
    }

    [Fact]
    public void Steps_alone_decide_so_the_same_problem_gets_the_same_plan()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            MemoryProblem problem = CutRectangle(new Random(seed), pieces: 150, time: 60, height: 256);
            MemoryPlan first = MemoryPlanner.Plan(problem, new PlanBudget(5000));
            MemoryPlan second = MemoryPlanner.Plan(new MemoryProblem(problem.Buffers.ToArray()), new PlanBudget(5000));
            Assert.True(first.Equals(second), $"seed {seed}");
            Assert.True(first.Steps <= 5000, $"seed {seed}: {first.Steps} steps");
        }
    }

    [Fact]
    public void More_steps_never_make_a_worse_plan_than_greedy()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            MemoryProblem problem = CutRectangle(new Random(seed), pieces: 120, time: 40, height: 500);
            Assert.True(MemoryPlanner.Plan(problem, new PlanBudget(300)).Peak <= GreedyBestFit.Plan(problem).Peak, $"seed {seed}");
        }
    }

    [Fact]
    public void No_budget_means_the_greedy_plan()
    {
        MemoryProblem problem = CutRectangle(new Random(1), pieces: 100, time: 40, height: 500);
        MemoryPlan plan = MemoryPlanner.Plan(problem, PlanBudget.None);
        Assert.Equal(0, plan.Steps);
        Assert.Equal("greedy", plan.Method);
    }

    [Fact]
    public void A_time_limit_ends_a_search_that_finds_nothing()
    {
        MemoryProblem hard = CutRectangle(new Random(2), pieces: 600, time: 200, height: 5000);
        MemoryPlan plan = MemoryPlanner.Plan(hard, PlanBudget.For(TimeSpan.FromSeconds(0.2))); // without the limit it would go on for hours
        Assert.False(plan.IsOptimal);
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Fact]
    public void A_cancelled_search_throws()
    {
        MemoryProblem hard = CutRectangle(new Random(2), pieces: 600, time: 200, height: 5000);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(0.1));
        Assert.ThrowsAny<OperationCanceledException>(() => MemoryPlanner.Plan(hard, new PlanBudget(long.MaxValue), soon.Token));
    }

    [Fact]
    public void Thousands_of_buffers_are_planned_without_a_search()
    {
        var random = new Random(9);
        MemoryProblem problem = new(Enumerable.Range(0, 20_000).Select(i => new BufferLifetime(
            $"b{i}", i, i + 1 + random.Next(30), random.Next(1, 1000), 16)));
        MemoryPlan plan = MemoryPlanner.Plan(problem, PlanBudget.Default);
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Fact]
    public void No_buffers_make_an_empty_plan()
    {
        MemoryPlan plan = MemoryPlanner.Plan(new MemoryProblem([]), PlanBudget.Default);
        Assert.Equal(0, plan.Peak);
        Assert.True(plan.IsOptimal);
        Assert.Empty(plan.Offsets);
    }

    // Every cut halves some piece in time or in space; what was one arena without waste is many buffers in a random order.
    private static MemoryProblem CutRectangle(Random random, int pieces, int time, int height)
    {
        var boxes = new List<(int Lower, int Upper, int Size)> { (0, time, height) };
        while (boxes.Count < pieces)
        {
            int i = Enumerable.Range(0, 4).Select(_ => random.Next(boxes.Count)).MaxBy(k => (boxes[k].Upper - boxes[k].Lower) * boxes[k].Size);
            (int lower, int upper, int size) = boxes[i];
            if (random.Next(2) == 0 && upper - lower > 1)
            {
                int cut = random.Next(lower + 1, upper);
                boxes[i] = (lower, cut, size);
                boxes.Add((cut, upper, size));
            }
            else if (size > 1)
            {
                int cut = random.Next(1, size);
                boxes[i] = (lower, upper, cut);
                boxes.Add((lower, upper, size - cut));
            }
        }

        (int Lower, int Upper, int Size)[] shuffled = [.. boxes];
        random.Shuffle(shuffled);
        return new MemoryProblem(shuffled.Select((box, i) => new BufferLifetime($"b{i}", box.Lower, box.Upper, box.Size)).ToImmutableArray());
    }
}
