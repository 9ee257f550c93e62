using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Planning;

/// <summary>
/// Buffers that are to share one arena. Checked when made: every lifetime is non-empty, sizes are not negative, alignments
/// are positive, and all buffers end to end with their alignment gaps stay below <see cref="MaxTotal"/> bytes. Whatever is
/// computed from a problem (offsets, sums, peaks) therefore fits 64 bits, and the planners need no overflow checks of their own.
/// </summary>
public sealed record MemoryProblem
{
    /// <summary>Far from the 64-bit limit, so that sums and differences of two such numbers cannot overflow either.</summary>
    public const long MaxTotal = long.MaxValue / 4;

    public MemoryProblem(IEnumerable<BufferLifetime> buffers, long? capacity = null)
    {
        Buffers = [.. buffers];
        Capacity = capacity;
        long total = 0;
        for (int i = 0; i < Buffers.Length; i++)
        {
            BufferLifetime buffer = Buffers[i];
            if (FaultOf(buffer) is string fault)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"buffer {i}: {fault}"), nameof(buffers));
            if (buffer.Size > MaxTotal - total || buffer.Alignment > MaxTotal - total - buffer.Size)
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"buffer {i} ({buffer}): the sizes and alignments add up to more than {MaxTotal}"), nameof(buffers));
            total += buffer.Size + buffer.Alignment;
        }

        LowerBound = LiveSizes.LowerBound(Buffers.AsSpan());
    }

    public ImmutableArray<BufferLifetime> Buffers { get; }

    /// <summary>The arena's size where one is given: a plan that fits is good enough. Without it the smallest peak is wanted.</summary>
    public long? Capacity { get; init; }

    /// <summary>
    /// No plan has a smaller peak: the largest sum of sizes alive at once. All offsets are multiples of the greatest common divisor
    /// g of the alignments, so each buffer but the topmost takes its size rounded up to g (which says it exactly when all are equal).
    /// </summary>
    public long LowerBound { get; }

    public bool Equals(MemoryProblem? other) =>
        other is not null && Capacity == other.Capacity && Buffers.AsSpan().SequenceEqual(other.Buffers.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Capacity);
        foreach (BufferLifetime buffer in Buffers)
            hash.Add(buffer);
        return hash.ToHashCode();
    }

    /// <summary>What is wrong with a buffer on its own, or null.</summary>
    internal static string? FaultOf(BufferLifetime buffer)
    {
        if (buffer.Upper <= buffer.Lower)
            return string.Create(CultureInfo.InvariantCulture, $"{buffer}: upper must be greater than lower (the interval is half-open)");
        if (buffer.Size < 0)
            return string.Create(CultureInfo.InvariantCulture, $"{buffer}: the size must not be negative");
        return buffer.Alignment < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{buffer}: the alignment must be at least 1")
            : null;
    }
}
