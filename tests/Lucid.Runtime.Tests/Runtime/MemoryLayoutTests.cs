using Lucid.Packaging;
using Lucid.Planning;
using Lucid.Runtime.Dispatching;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class MemoryLayoutTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public void Packing_starts_a_block_where_the_largest_allocation_ends()
    {
        BlockPacking packing = BlockPacking.Of([100, -1, 300, 600], i => Names[i], DeviceLimits.Baseline with { AllocationBytes = 1024 }, firstBlock: 2);
        Assert.Equal([new BufferPlace(2, 0, 100), BufferPlace.None, new BufferPlace(2, 256, 300), new BufferPlace(3, 0, 600)], packing.Places.ToArray());
        Assert.Equal([768, 768], packing.BlockBytes.ToArray());
    }

    [Fact]
    public void A_buffer_beyond_the_largest_allocation_is_refused_by_name()
    {
        string message = Assert.Throws<DeviceLimitException>(() =>
            BlockPacking.Of([100, 5000], i => Names[i], DeviceLimits.Baseline with { AllocationBytes = 4096 })).Message;
        Assert.Equal("buffer b needs 5,000 bytes; the device allocates at most 4,096 bytes at once", message);
    }

    [Fact]
    public void A_right_plan_of_the_package_is_taken()
    {
        ArenaPlan plan = Arena([512, 512, 512], [(0, 1), (1, 2), (2, 3)], new ProgramPlan([512, 0, 512, -1], 1024, 1024));
        Assert.Equal("package", plan.Method);
        Assert.Equal([512, 0, 512], plan.Places.Take(3).Select(place => place.Offset));
        Assert.Equal(1024, plan.PeakBytes);
    }

    [Theory]
    [InlineData(0, 256, 512, 2048)] // a and b overlap while both are alive
    [InlineData(512, 8, 512, 2048)] // not at the device's alignment
    [InlineData(512, 0, 768, 1024)] // c ends beyond the peak
    [InlineData(-1, 0, 512, 1024)] // a has no place
    public void A_wrong_plan_of_the_package_is_replaced(long a, long b, long c, long peak)
    {
        ArenaPlan plan = Arena([512, 512, 512], [(0, 1), (1, 2), (2, 3)], new ProgramPlan([a, b, c, -1], peak, 1024));
        Assert.StartsWith("greedy", plan.Method, StringComparison.Ordinal);
        Assert.Equal(1024, plan.PeakBytes);
    }

    [Fact]
    public void An_arena_beyond_the_largest_allocation_is_laid_out_in_several_blocks()
    {
        const long largest = 4096;
        Random random = new(7);
        for (int round = 0; round < 50; round++)
        {
            int count = random.Next(2, 20);
            long[] sizes = [.. Enumerable.Range(0, count).Select(_ => 4L * random.Next(1, 900))];
            (int First, int Last)[] lives = [.. sizes.Select(_ => random.Next(10)).Select(first => (first, first + random.Next(5)))];
            ArenaPlan plan = ArenaPlan.Of(
                [.. sizes.Select((_, i) => $"b{i}")], sizes, [.. lives.Select(life => ((int, int)?)life)], null,
                DeviceLimits.Baseline with { AllocationBytes = largest }, firstBlock: 3);
            Assert.All(plan.BlockBytes, bytes => Assert.InRange(bytes, 1, largest));
            for (int block = 0; block < plan.BlockBytes.Length; block++)
            {
                int[] members = [.. Enumerable.Range(0, count).Where(i => plan.Places[i].Block == block + 3)];
                var problem = members.Select(i => BufferLifetime.FromUses($"b{i}", lives[i].First, lives[i].Last, sizes[i], 256)).ToArray();
                Assert.Empty(PlanChecker.Check(problem, [.. members.Select(i => plan.Places[i].Offset)], plan.BlockBytes[block]));
            }

            Assert.DoesNotContain(plan.Places, place => place.Block < 3);
        }
    }

    [Fact]
    public void Only_real_dependencies_want_a_barrier()
    {
        BufferPlace[] places = [new(0, 0, 64), new(0, 64, 64), new(0, 128, 64), new(1, 0, 64), new(0, 0, 32)];
        HazardTracker hazards = new();
        Assert.False(hazards.Enter(Access(reads: 0, writes: 1), places));
        Assert.False(hazards.Enter(Access(reads: 0, writes: 2), places)); // reads beside reads
        Assert.False(hazards.Enter(Access(reads: 0, writes: 3), places)); // the same offset of another block
        Assert.True(hazards.Enter(Access(reads: 1, writes: 3), places)); // after a write (two of them)
        Assert.False(hazards.Enter(Access(reads: 2, writes: 0), places)); // 2 was written before the barrier
        Assert.True(hazards.Enter(Access(reads: 2, writes: 4), places)); // 4 lies in the bytes of 0
        Assert.True(hazards.Enter(Access(reads: 3, writes: 2), places)); // 2 is being read
    }

    private static EvaluatedKernel Access(int reads, int writes)
    {
        EvaluatedBinding[] bindings =
        [
            new(new KernelBinding(1, BindingKind.Storage, BindingAccess.Read, reads, 0, 32, 4), new ByteRange(0, 32)),
            new(new KernelBinding(2, BindingKind.Storage, BindingAccess.Write, writes, 0, 32, 4), new ByteRange(0, 32)),
        ];
        return new("k", new("v", "m", [], [], [], "o", [], [], [1, 1, 1], []), [1, 1, 1], [.. bindings], [], []);
    }

    private static ArenaPlan Arena(long[] sizes, (int First, int Last)[] lives, ProgramPlan? plan) => ArenaPlan.Of(
        Names, [.. sizes, 64], [.. lives.Select(life => ((int, int)?)life), null], plan, DeviceLimits.Baseline, firstBlock: 0);
}
