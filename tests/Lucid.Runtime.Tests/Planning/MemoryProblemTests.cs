using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

public sealed class MemoryProblemTests
{
    [Fact]
    public void The_lower_bound_is_the_largest_sum_alive_at_once()
    {
        var problem = new MemoryProblem([new("a", 0, 3, 5), new("b", 2, 5, 7), new("c", 3, 4, 4), new("d", 4, 9, 1)]);
        Assert.Equal(12, problem.LowerBound);
    }

    [Fact]
    public void Half_open_lifetimes_that_touch_are_not_alive_together() =>
        Assert.Equal(8, new MemoryProblem([new("a", 0, 3, 8), new("b", 3, 5, 8)]).LowerBound);

    [Fact]
    public void With_one_alignment_all_but_the_topmost_buffer_are_rounded_up()
    {
        // 16 + 16 + 3 when the one with the most padding lies on top.
        var problem = new MemoryProblem([new("a", 0, 1, 10, 16), new("b", 0, 1, 3, 16), new("c", 0, 1, 16, 16)]);
        Assert.Equal(35, problem.LowerBound);
        Assert.Equal(35, GreedyBestFit.Plan(problem).Peak);
    }

    [Fact]
    public void The_bound_with_alignment_is_never_above_the_smallest_peak()
    {
        int met = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            MemoryProblem problem = RandomProblem.Make(new Random(seed), 6, mostTime: 6, mostSize: 20, aligned: true);
            if (problem.Buffers.IsEmpty)
                continue;
            long smallest = RandomProblem.SmallestPeak(problem);
            Assert.True(problem.LowerBound <= smallest, $"seed {seed}: bound {problem.LowerBound}, smallest peak {smallest}");
            met += problem.LowerBound == smallest ? 1 : 0;
        }

        Assert.True(met > 100, $"the bound was met {met} times only");
    }

    [Theory]
    [InlineData(3, 3, 1, 1, "buffer 1: x [3, 3) size 1 alignment 1: upper must be greater than lower (the interval is half-open)")]
    [InlineData(0, 1, -1, 1, "buffer 1: x [0, 1) size -1 alignment 1: the size must not be negative")]
    [InlineData(0, 1, 1, 0, "buffer 1: x [0, 1) size 1 alignment 0: the alignment must be at least 1")]
    public void A_buffer_that_makes_no_sense_is_refused(long lower, long upper, long size, long alignment, string message)
    {
        BufferLifetime[] buffers = [new("fine", 0, 1, 1), new("x", lower, upper, size, alignment)];
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new MemoryProblem(buffers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_whose_sum_overflows_are_refused()
    {
        BufferLifetime[] buffers = [new("a", 0, 1, MemoryProblem.MaxTotal - 2), new("b", 5, 6, 2)];
        Assert.Contains("add up to more than", Assert.Throws<ArgumentException>(() => new MemoryProblem(buffers)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MemoryProblem([new("a", 0, 1, 1, long.MaxValue)]));
    }

    [Fact]
    public void Problems_and_plans_compare_by_value()
    {
        BufferLifetime[] buffers = [new("a", 0, 1, 5)];
        Assert.Equal(new MemoryProblem(buffers), new MemoryProblem(buffers));
        Assert.NotEqual(new MemoryProblem(buffers), new MemoryProblem(buffers, capacity: 5));
        Assert.Equal(GreedyBestFit.Plan(new MemoryProblem(buffers)), GreedyBestFit.Plan(new MemoryProblem(buffers)));
    }

    [Fact]
    public void Uses_are_inclusive() => Assert.Equal(new BufferLifetime("v", 3, 6, 8, 4), BufferLifetime.FromUses("v", 3, 5, 8, 4));
}
