using System.Collections.Immutable;
using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

public sealed class GreedyBestFitTests
{
    [Fact]
    public void A_buffer_goes_into_the_smallest_gap_that_holds_it()
    {
        // At time 1 "low" and "high" leave the gaps [0, 6) and [8, 11) below and between them.
        var problem = new MemoryProblem(
        [
            new("a", 0, 1, 6), new("low", 0, 2, 2), new("b", 0, 1, 3), new("high", 0, 2, 2), new("three", 1, 2, 3), new("two", 1, 2, 2),
        ]);
        Assert.Equal([0, 6, 8, 11, 8, 0], Place(problem.Buffers, [0, 1, 2, 3, 4, 5]).AsEnumerable());
    }

    [Fact]
    public void A_gap_that_holds_a_buffer_only_unaligned_is_not_taken()
    {
        var problem = new MemoryProblem(
        [
            new("low", 0, 2, 1), new("a", 0, 1, 6), new("high", 0, 2, 1), new("four", 1, 2, 4, 4), new("six", 1, 2, 6),
        ]);
        Assert.Equal([0, 1, 7, 8, 1], Place(problem.Buffers, [0, 1, 2, 4, 3]).AsEnumerable());
        Assert.Equal([0, 1, 7, 4, 8], Place(
            new MemoryProblem(problem.Buffers.SetItem(3, new("three", 1, 2, 3, 4))).Buffers, [0, 1, 2, 3, 4]).AsEnumerable());
        Assert.Equal([0, 1, 7, 8, 1], Place(problem.Buffers, [0, 1, 2, 3, 4]).AsEnumerable());
    }

    [Fact]
    public void Space_is_reused_when_a_lifetime_has_ended()
    {
        var problem = new MemoryProblem([new("a", 0, 2, 8), new("b", 2, 4, 8), new("c", 1, 3, 8)]);
        MemoryPlan plan = GreedyBestFit.Plan(problem);
        Assert.Equal(plan.Offsets[0], plan.Offsets[1]);
        Assert.Equal(16, plan.Peak);
    }

    [Fact]
    public void No_buffers_need_no_memory()
    {
        MemoryPlan plan = GreedyBestFit.Plan(new MemoryProblem([]));
        Assert.Equal(0, plan.Peak);
        Assert.True(plan.IsOptimal);
    }

    [Fact]
    public void An_empty_buffer_is_placed_and_takes_nothing()
    {
        MemoryPlan plan = GreedyBestFit.Plan(new MemoryProblem([new("a", 0, 2, 8, 4), new("none", 0, 2, 0, 4)]));
        Assert.Equal(8, plan.Peak);
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Fact]
    public void Random_plans_pass_the_checker_and_keep_to_the_bound()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            MemoryProblem problem = RandomProblem.Make(new Random(seed), 40, mostTime: 20, mostSize: 50, aligned: seed % 2 == 0);
            MemoryPlan plan = GreedyBestFit.Plan(problem);
            Assert.True(PlanChecker.Check(plan).IsEmpty, $"seed {seed}: {string.Join('\n', PlanChecker.Check(plan))}");
            Assert.True(plan.Peak >= plan.LowerBound, $"seed {seed}: {plan.Peak} is below the bound {plan.LowerBound}");
        }
    }

    [Fact]
    public void Placed_buffers_alive_with_another_are_found_by_ascending_offset()
    {
        // Few alive at once are sorted, many found by the walk over more than one block.
        var random = new Random(7);
        for (int round = 0; round < 10; round++)
        {
            MemoryProblem problem = round % 2 == 0 ? RandomProblem.Decoder(random, 400) : RandomProblem.Make(random, 600, mostTime: 40, mostSize: 999);
            var placed = new PlacedBuffers(problem.Buffers);
            MemoryPlan plan = GreedyBestFit.Plan(problem);
            // As a planner's next order does.
            placed.Add(0, 99);
            placed.Clear();
            for (int i = 0; i < problem.Buffers.Length; i++)
            {
                IEnumerable<PlacedBuffer> expected = Enumerable.Range(0, i)
                    .Where(j => problem.Buffers[j].IsAliveWith(problem.Buffers[i]))
                    .Select(j => new PlacedBuffer(
                        problem.Buffers[j].Lower, problem.Buffers[j].Upper, plan.Offsets[j], plan.Offsets[j] + problem.Buffers[j].Size));
                PlacedBuffer[] found = placed.AliveWith(i).ToArray();
                Assert.Equal(found.Select(buffer => buffer.Offset).Order(), found.Select(buffer => buffer.Offset));
                Assert.True(expected.ToHashSet().SetEquals(found) && expected.Count() == found.Length, $"round {round}, buffer {i}");
                placed.Add(i, plan.Offsets[i]);
            }
        }
    }

    [Fact]
    public void The_plan_does_not_depend_on_the_run()
    {
        MemoryProblem problem = RandomProblem.Decoder(new Random(3), 400);
        Assert.Equal(GreedyBestFit.Plan(problem), GreedyBestFit.Plan(new MemoryProblem(problem.Buffers)));
    }

    [Fact]
    public void Extreme_times_and_sizes_do_not_overflow()
    {
        var problem = new MemoryProblem(
        [
            new("always", long.MinValue, long.MaxValue, MemoryProblem.MaxTotal / 2), new("late", long.MaxValue - 1, long.MaxValue, 5),
        ]);
        MemoryPlan plan = GreedyBestFit.Plan(problem);
        Assert.Equal(MemoryProblem.MaxTotal / 2 + 5, plan.Peak);
        Assert.Empty(PlanChecker.Check(plan));
    }

    [Fact]
    public void Orders_after_the_first_are_left_out_where_very_many_buffers_are_alive_at_once()
    {
        // By size misses the bound in all of them; only for the smaller ones is there time for other orders.
        MemoryProblem large = RandomProblem.Make(new Random(3), 2000, mostTime: 10, mostSize: 99);
        Assert.True(GreedyBestFit.Plan(large).Peak > large.LowerBound);
        Assert.Equal("greedy by size", GreedyBestFit.Plan(large).Method);

        IEnumerable<string> methods = Enumerable.Range(0, 20).Select(seed => GreedyBestFit.Plan(RandomProblem.Decoder(new Random(seed), 200)).Method);
        Assert.Contains(methods, method => method != "greedy by size");
    }

    private static ImmutableArray<long> Place(ImmutableArray<BufferLifetime> buffers, ReadOnlySpan<int> order)
    {
        long looks = 0;
        return GreedyBestFit.Place(buffers, order, new PlacedBuffers(buffers), ref looks);
    }
}
