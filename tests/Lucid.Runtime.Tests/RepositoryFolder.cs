namespace Lucid.Runtime.Tests;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class RepositoryFolder
{
    public static string At(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Lucid.sln"))) return Path.Combine([folder.FullName, .. parts]);
        }

        throw new DirectoryNotFoundException($"no Lucid.sln above {AppContext.BaseDirectory}");
    }
}
