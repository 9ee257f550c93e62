using Xunit;

namespace Lucid.Testing;

/// <summary>A fact that is skipped, counted and printed with its reason where this machine lacks what it needs.</summary>
/// <example><c>[FactNeeding(Resource.SwiftShader, Resource.SpirvTools)]</c></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactNeedingAttribute : FactAttribute
{
    /// <summary>Skips where any of <paramref name="resources"/> is absent.</summary>
    public FactNeedingAttribute(params Resource[] resources)
    {
        Needed = resources;
        Skip = Needs.FirstAbsence(resources)!;
    }

    /// <summary>What the fact needs.</summary>
    public IReadOnlyList<Resource> Needed { get; }
}
