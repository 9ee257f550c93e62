using Xunit;

namespace Lucid.Testing;

/// <summary>A theory that is skipped as a whole, counted and printed with its reason where this machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryNeedingAttribute : TheoryAttribute
{
    /// <summary>Skips where any of <paramref name="resources"/> is absent.</summary>
    public TheoryNeedingAttribute(params Resource[] resources)
    {
        Needed = resources;
        Skip = Needs.FirstAbsence(resources)!;
    }

    /// <summary>What the theory needs.</summary>
    public IReadOnlyList<Resource> Needed { get; }
}
