using Lucid.Planning;

namespace Lucid.Runtime.Tests.Planning;

/// <summary>Random problems of a few kinds, and the smallest peak by exhaustive search.</summary>
internal static class RandomProblem
{
    public static MemoryProblem Make(Random random, int mostBuffers, int mostTime = 12, int mostSize = 9, bool aligned = false)
    {
        int n = random.Next(0, mostBuffers + 1);
        var buffers = new List<BufferLifetime>(n);
        for (int i = 0; i < n; i++)
        {
            int lower = random.Next(mostTime);
            int upper = random.Next(lower + 1, mostTime + 1);
            int alignment = aligned ? 1 << random.Next(4) : 1;
            buffers.Add(new BufferLifetime($"b{i}", lower, upper, random.Next(random.Next(8) == 0 ? 0 : 1, mostSize + 1), alignment));
        }

        return new MemoryProblem(buffers);
    }

    /// <summary>What a decoder makes: a chain of values read by the next step, some of them again much later, and scratch space.</summary>
    public static MemoryProblem Decoder(Random random, int steps, long alignment = 256)
    {
        var buffers = new List<BufferLifetime>();
        for (int step = 0; step < steps; step++)
        {
            long size = 1024L * random.Next(1, 2000);
            int lastUse = step + 1 + (random.Next(6) == 0 ? random.Next(1, 30) : 0);
            buffers.Add(BufferLifetime.FromUses($"v{step}", step, Math.Min(lastUse, steps), size, alignment));
            if (random.Next(4) == 0)
                buffers.Add(BufferLifetime.FromUses($"scratch{step}", step, step, 1024L * random.Next(1, 200), alignment));
        }

        return new MemoryProblem(buffers);
    }

    /// <summary>
    /// The smallest peak there is. Any plan can be pushed down, lowest buffer first, until each buffer rests on the floor or, up to
    /// alignment, on one alive with it; dropping the buffers in every order therefore meets a best plan.
    /// </summary>
    public static long SmallestPeak(MemoryProblem problem)
    {
        int n = problem.Buffers.Length;
        long[] offsets = new long[n];
        bool[] placed = new bool[n];
        long best = long.MaxValue;
        Drop(0, 0);
        return best;

        void Drop(int count, long peak)
        {
            if (peak >= best)
                return;
            if (count == n)
            {
                best = peak;
                return;
            }

            for (int i = 0; i < n; i++)
            {
                if (placed[i])
                    continue;
                BufferLifetime buffer = problem.Buffers[i];
                long offset = 0;
                for (int j = 0; j < n; j++)
                {
                    if (placed[j] && buffer.Lower < problem.Buffers[j].Upper && problem.Buffers[j].Lower < buffer.Upper)
                        offset = Math.Max(offset, offsets[j] + problem.Buffers[j].Size);
                }

                offset = (offset + buffer.Alignment - 1) / buffer.Alignment * buffer.Alignment;
                (offsets[i], placed[i]) = (offset, true);
                Drop(count + 1, Math.Max(peak, offset + buffer.Size));
                placed[i] = false;
            }
        }
    }
}
