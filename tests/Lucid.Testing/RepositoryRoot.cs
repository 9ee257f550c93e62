namespace Lucid.Testing;

/// <summary>Where the sources stand, found from the test's own folder upwards.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds <c>Lucid.sln</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>A file or folder of the repository, by its path from the root with forward slashes.</summary>
    public static string Combine(string relative) => System.IO.Path.Combine(Path, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>The bytes of a file of the repository.</summary>
    public static byte[] ReadBytes(string relative) => File.ReadAllBytes(Combine(relative));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Lucid.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Lucid.sln");
    }
}
