using System.Collections.Immutable;
using System.Globalization;

namespace Lucid.Planning;

/// <summary>
/// Writes the CSV form that <see cref="ProblemReader"/> reads, lines ended by \n. The column <c>alignment</c>, unknown to other
/// allocators, is written only when some buffer needs it.
/// </summary>
public static class ProblemWriter
{
    /// <summary><c>id,lower,upper,size</c></summary>
    public static void Write(TextWriter writer, MemoryProblem problem) => Write(writer, problem.Buffers, null);

    /// <summary><c>id,lower,upper,size,offset</c></summary>
    public static void Write(TextWriter writer, MemoryPlan plan) => Write(writer, plan.Problem.Buffers, plan.Offsets);

    private static void Write(TextWriter writer, ImmutableArray<BufferLifetime> buffers, ImmutableArray<long>? offsets)
    {
        bool hasAlignment = buffers.Any(buffer => buffer.Alignment != 1);
        writer.Write("id,lower,upper,size");
        writer.Write(offsets is null ? "" : ",offset");
        writer.Write(hasAlignment ? ",alignment\n" : "\n");
        for (int i = 0; i < buffers.Length; i++)
        {
            BufferLifetime buffer = buffers[i];
            if (buffer.Id.AsSpan().IndexOfAny(",\r\n") >= 0 || buffer.Id.Length == 0)
                throw new ArgumentException($"the id '{buffer.Id}' cannot be written: it is empty or holds a comma or a line end", nameof(buffers));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{buffer.Id},{buffer.Lower},{buffer.Upper},{buffer.Size}"));
            if (offsets is { } placed)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{placed[i]}"));
            if (hasAlignment)
                writer.Write(string.Create(CultureInfo.InvariantCulture, $",{buffer.Alignment}"));
            writer.Write('\n');
        }
    }
}
