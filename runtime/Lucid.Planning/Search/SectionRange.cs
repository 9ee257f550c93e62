namespace Lucid.Planning.Search;

/// <summary>Sections <see cref="First"/> … <see cref="End"/> - 1. Ranges without a section are not used.</summary>
internal readonly record struct SectionRange(int First, int End)
{
    public bool Contains(SectionRange other) => First <= other.First && other.End <= End;

    public bool Touches(SectionRange other) => First < other.End && other.First < End;

    /// <summary>The smallest range that holds both, whatever lies between them included.</summary>
    public SectionRange Union(SectionRange other) => new(Math.Min(First, other.First), Math.Max(End, other.End));
}
