using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Planning;

namespace Lucid.Runtime.Dispatching;

/// <summary>Places of the activations: offsets in one arena, or in several blocks where one would exceed the device's largest allocation.</summary>
/// <param name="BlockBytes">Sizes of the blocks.</param>
/// <param name="Places">For each of the program's buffers; <see cref="BufferPlace.None"/> for those outside the arena.</param>
/// <param name="LowerBoundBytes">Largest sum of sizes alive at once.</param>
/// <param name="Method">What found the offsets, for reports.</param>
internal sealed record ArenaPlan(ImmutableArray<long> BlockBytes, ImmutableArray<BufferPlace> Places, long LowerBoundBytes, string Method)
{
    public long PeakBytes => BlockBytes.Sum();

    /// <summary>Takes the package's plan where it is right for this device, else plans greedily over the lifetimes.</summary>
    /// <param name="names">The program's buffers' names.</param>
    /// <param name="sizes">Bytes of each buffer of the program.</param>
    /// <param name="lifetimes">First and last kernel that uses each buffer; null for buffers outside the arena.</param>
    /// <param name="fromPackage">The package's plan, trusted in nothing.</param>
    /// <param name="limits">The device's.</param>
    /// <param name="firstBlock">Number of the first block.</param>
    public static ArenaPlan Of(
        IReadOnlyList<string> names, IReadOnlyList<long> sizes, IReadOnlyList<(int First, int Last)?> lifetimes, ProgramPlan? fromPackage,
        DeviceLimits limits, int firstBlock)
    {
        int[] members = [.. Enumerable.Range(0, sizes.Count).Where(i => lifetimes[i] is not null)];
        foreach (int i in members) BlockPacking.CheckAllocation(sizes[i], names[i], limits);
        MemoryProblem greedyProblem = Problem(BlockPacking.AlignmentOf(limits));
        if (fromPackage is not null && FromPackage(fromPackage) is { } taken) return taken;

        MemoryPlan plan = GreedyBestFit.Plan(greedyProblem);
        return plan.Peak <= limits.AllocationBytes
            ? OneBlock(plan.Offsets, plan.Peak, plan.Method)
            : Chunks(greedyProblem);

        // 16 bytes more than the exact size never touch the next buffer, whose offset is a multiple of 16 at least (see BufferPlace).
        MemoryProblem Problem(long alignment) => new(members.Select(i => BufferLifetime.FromUses(
            names[i], lifetimes[i]!.Value.First, lifetimes[i]!.Value.Last, BlockPacking.RoundUp(sizes[i], 16), alignment)));

        ArenaPlan? FromPackage(ProgramPlan given)
        {
            if (given.Offsets.Count != sizes.Count || given.PeakBytes > limits.AllocationBytes) return null;
            MemoryProblem problem = Problem(Math.Max(16, Math.Max(limits.StorageAlignment, limits.TexelAlignment)));
            ImmutableArray<long> offsets = [.. members.Select(i => given.Offsets[i])];
            if (!PlanChecker.Check(problem.Buffers, offsets, BlockPacking.RoundUp(given.PeakBytes, 16)).IsEmpty) return null;
            return OneBlock(offsets, given.PeakBytes, "package");
        }

        ArenaPlan OneBlock(ImmutableArray<long> offsets, long peak, string method)
        {
            BufferPlace[] places = new BufferPlace[sizes.Count];
            Array.Fill(places, BufferPlace.None);
            for (int i = 0; i < members.Length; i++) places[members[i]] = new(firstBlock, offsets[i], sizes[members[i]]);
            return new(members.Length == 0 ? [] : [BlockPacking.RoundUp(peak, 16)], [.. places], greedyProblem.LowerBound, method);
        }

        // Largest first, each into the first chunk whose own best plan with it stays within an allocation.
        ArenaPlan Chunks(MemoryProblem problem)
        {
            List<List<int>> chunks = [];
            foreach (int i in Enumerable.Range(0, members.Length).OrderByDescending(i => problem.Buffers[i].Size).ThenBy(i => i))
            {
                List<int>? chunk = chunks.FirstOrDefault(chunk => PlanOf([.. chunk, i]).Peak <= limits.AllocationBytes);
                if (chunk is null) chunks.Add([i]);
                else chunk.Add(i);
            }

            BufferPlace[] places = new BufferPlace[sizes.Count];
            Array.Fill(places, BufferPlace.None);
            List<long> blocks = [];
            foreach (List<int> chunk in chunks)
            {
                MemoryPlan part = PlanOf(chunk);
                for (int i = 0; i < chunk.Count; i++)
                    places[members[chunk[i]]] = new(firstBlock + blocks.Count, part.Offsets[i], sizes[members[chunk[i]]]);
                blocks.Add(part.Peak);
            }

            return new([.. blocks], [.. places], problem.LowerBound, $"greedy in {blocks.Count} blocks");

            MemoryPlan PlanOf(IReadOnlyList<int> chunk) => GreedyBestFit.Plan(new MemoryProblem(chunk.Select(i => problem.Buffers[i])));
        }
    }
}
