using System.Collections.Immutable;
using Lucid.Planning;
using Xunit;

namespace Lucid.Runtime.Tests.Planning;

public sealed class PlanCheckerTests
{
    private static readonly BufferLifetime[] Buffers = [new("a", 0, 4, 8, 4), new("b", 2, 6, 8), new("c", 4, 6, 8)];

    private static PlanRule[] Rules(IReadOnlyList<BufferLifetime> buffers, IReadOnlyList<long> offsets, long? capacity = null) =>
        [.. PlanChecker.Check(buffers, offsets, capacity).Select(fault => fault.Rule)];

    [Fact]
    public void A_right_plan_has_no_fault() => Assert.Empty(Rules(Buffers, [0, 8, 0], 16));

    [Fact]
    public void Sharing_one_byte_while_both_are_alive_is_an_overlap()
    {
        PlanFault fault = Assert.Single(PlanChecker.Check(Buffers, [0, 7, 15]));
        Assert.Equal(PlanRule.Overlap, fault.Rule);
        Assert.Equal("b [2, 6) size 8 alignment 1 at 7 and a [0, 4) size 8 alignment 4 at 0 overlap while both are alive", fault.Message);
    }

    [Fact]
    public void Every_overlapping_pair_is_found() =>
        Assert.Equal([PlanRule.Overlap, PlanRule.Overlap], Rules(Buffers, [0, 0, 0]));

    [Fact]
    public void An_offset_off_its_alignment_is_a_fault() => Assert.Equal([PlanRule.Alignment], Rules(Buffers, [2, 16, 0]));

    [Fact]
    public void A_negative_offset_is_out_of_range() => Assert.Equal([PlanRule.Range], Rules(Buffers, [-8, 8, 0]));

    [Fact]
    public void An_end_beyond_64_bits_is_out_of_range() => Assert.Equal([PlanRule.Range], Rules(Buffers, [0, long.MaxValue - 7, 0]));

    [Fact]
    public void An_end_beyond_the_capacity_is_a_fault() => Assert.Equal([PlanRule.Capacity], Rules(Buffers, [0, 8, 0], 15));

    [Theory]
    [InlineData(0, 1, -1, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(0, 1, 1, 0)]
    public void Buffers_are_not_trusted(long lower, long upper, long size, long alignment) =>
        Assert.Equal([PlanRule.Buffer], Rules([new("x", lower, upper, size, alignment)], [0]));

    [Fact]
    public void Missing_offsets_are_a_fault() => Assert.Equal([PlanRule.Count], Rules(Buffers, [0, 8]));

    [Fact]
    public void A_wrong_plan_of_thousands_is_cut_short()
    {
        BufferLifetime[] many = [.. Enumerable.Range(0, 2000).Select(i => new BufferLifetime($"b{i}", 0, 1, 1))];
        Assert.Equal(PlanChecker.MostFaults, PlanChecker.Check(many, new long[2000]).Length);
    }

    // Takes a right plan, moves one buffer to where the definition says it may not be, and asks for the verdict.
    [Fact]
    public void Moving_any_buffer_into_another_is_noticed()
    {
        int planted = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            MemoryProblem problem = RandomProblem.Make(random, 12, mostSize: 30);
            if (problem.Buffers.IsEmpty)
                continue;
            ImmutableArray<long> offsets = GreedyBestFit.Plan(problem).Offsets;
            int moved = random.Next(offsets.Length);
            long[] wrong = [.. offsets];
            wrong[moved] = random.Next(60);
            BufferLifetime buffer = problem.Buffers[moved];
            bool overlaps = Enumerable.Range(0, wrong.Length).Any(i => i != moved
                && problem.Buffers[i].Lower < buffer.Upper && buffer.Lower < problem.Buffers[i].Upper
                && Math.Max(wrong[i], wrong[moved]) < Math.Min(wrong[i] + problem.Buffers[i].Size, wrong[moved] + buffer.Size));
            Assert.True(overlaps == Rules(problem.Buffers, wrong).Contains(PlanRule.Overlap), $"seed {seed}");
            planted += overlaps ? 1 : 0;
        }

        Assert.True(planted > 100, $"only {planted} faults were planted");
    }
}
