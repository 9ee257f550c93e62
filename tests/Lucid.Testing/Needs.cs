namespace Lucid.Testing;

internal static class Needs
{
    /// <summary>Xunit reads null as "run it".</summary>
    public static string? FirstAbsence(Resource[] resources) =>
        resources.Select(Resources.WhyAbsent).FirstOrDefault(reason => reason is not null);
}
