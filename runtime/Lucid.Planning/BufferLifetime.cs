using System.Globalization;

namespace Lucid.Planning;

/// <summary>
/// One buffer that wants memory: alive in the half-open interval [<see cref="Lower"/>, <see cref="Upper"/>) of an abstract
/// time (steps of a program), <see cref="Size"/> bytes long, at an offset that is a multiple of <see cref="Alignment"/>.
/// Plain data: nothing is checked before a <see cref="MemoryProblem"/> is made of it.
/// </summary>
public sealed record BufferLifetime(string Id, long Lower, long Upper, long Size, long Alignment = 1)
{
    /// <summary>A buffer written first at step <paramref name="firstUse"/> and read last at step <paramref name="lastUse"/>, both included.</summary>
    public static BufferLifetime FromUses(string id, long firstUse, long lastUse, long size, long alignment = 1) =>
        new(id, firstUse, checked(lastUse + 1), size, alignment);

    /// <summary>True when both are alive at some common time, so that they may not share bytes.</summary>
    public bool IsAliveWith(BufferLifetime other) => Lower < other.Upper && other.Lower < Upper;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Id} [{Lower}, {Upper}) size {Size} alignment {Alignment}");
}
