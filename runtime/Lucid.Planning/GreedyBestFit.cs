using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lucid.Planning;

/// <summary>
/// The fast planner: takes the buffers in a fixed order and puts each into the smallest gap that holds it between the buffers
/// already placed and alive with it. A few orders are tried until one meets the lower bound; where very many buffers are alive at
/// once, fewer, so that sessions need not wait. Deterministic: all orders are total, and work is counted, not timed.
/// </summary>
public static class GreedyBestFit
{
    // Placed buffers looked at, some ten nanoseconds each. Five hundred buffers of a decoder meet a tenth of it in all orders.
    private const long LooksBeforeLastOrder = 20_000;

    // Largest first is best for most graphs. A buffer that lives long is in everybody's way and wants an end of the arena.
    // Taking them as they come is optimal for chains, and cheap.
    private static readonly (string Name, Func<BufferLifetime, Int128> Key)[] Orders =
    [
        ("size", buffer => -buffer.Size),
        ("area", buffer => -Duration(buffer) * buffer.Size),
        ("lifetime", buffer => -Duration(buffer)),
        ("start", buffer => buffer.Lower),
    ];

    public static MemoryPlan Plan(MemoryProblem problem)
    {
        MemoryPlan? best = null;
        long looks = 0;
        var placed = new PlacedBuffers(problem.Buffers);
        foreach ((string name, Func<BufferLifetime, Int128> key) in Orders)
        {
            var plan = new MemoryPlan(problem, Place(problem.Buffers, Sort(problem.Buffers, key), placed, ref looks), $"greedy by {name}");
            if (best is null || plan.Peak < best.Peak)
                best = plan;
            if (best.IsOptimal || best.FitsCapacity || looks > LooksBeforeLastOrder)
                break;
        }

        CheckInDebug(best!);
        return best!;
    }

    /// <summary>Best fit in the order given; <paramref name="order"/> is a permutation of the buffers' indices.</summary>
    internal static ImmutableArray<long> Place(ImmutableArray<BufferLifetime> buffers, ReadOnlySpan<int> order, PlacedBuffers placed, ref long looks)
    {
        long[] offsets = new long[buffers.Length];
        placed.Clear();
        foreach (int i in order)
        {
            BufferLifetime buffer = buffers[i];
            if (buffer.Size == 0)
                continue;
            long free = 0, best = -1, bestGap = long.MaxValue;
            ReadOnlySpan<PlacedBuffer> neighbours = placed.AliveWith(i);
            looks += neighbours.Length;
            foreach (ref readonly PlacedBuffer other in neighbours)
            {
                // [free, other) is a gap if it is one at all: neighbours alive at different times may overlap.
                if (other.Offset - free >= buffer.Size)
                {
                    long start = LiveSizes.RoundUp(free, buffer.Alignment);
                    long gap = other.Offset - start;
                    if (gap >= buffer.Size && gap < bestGap)
                        (best, bestGap) = (start, gap);
                }

                free = Math.Max(free, other.End);
            }

            offsets[i] = best >= 0 ? best : LiveSizes.RoundUp(free, buffer.Alignment);
            placed.Add(i, offsets[i]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(offsets);
    }

    // Ascending keys; among equals larger sizes first, then the problem's order.
    private static int[] Sort(ImmutableArray<BufferLifetime> buffers, Func<BufferLifetime, Int128> key)
    {
        var ranks = new Rank[buffers.Length];
        for (int i = 0; i < ranks.Length; i++)
            ranks[i] = new Rank(key(buffers[i]), buffers[i].Size, i);
        // Comparable by themselves: a comparer of its own would be called through a delegate.
        ranks.AsSpan().Sort();
        int[] order = new int[ranks.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = ranks[i].Buffer;
        return order;
    }

    private static Int128 Duration(BufferLifetime buffer) => (Int128)buffer.Upper - buffer.Lower;

    [Conditional("DEBUG")]
    private static void CheckInDebug(MemoryPlan plan) => PlanChecker.ThrowIfWrong(plan);

    private readonly record struct Rank(Int128 Key, long Size, int Buffer) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int byKey = Key.CompareTo(other.Key);
            if (byKey != 0)
                return byKey;
            int bySize = other.Size.CompareTo(Size);
            return bySize != 0 ? bySize : Buffer.CompareTo(other.Buffer);
        }
    }
}
