namespace Lucid.Runtime.Caching;

/// <summary>Where files may be kept between processes.</summary>
internal static class CacheDirectory
{
    /// <summary>The directory; null where the user wants none.</summary>
    public static string? Resolve(string? option)
    {
        string? chosen = option ?? Environment.GetEnvironmentVariable("LUCID_CACHE_DIR") ?? OfUser();
        return string.IsNullOrEmpty(chosen) ? null : Path.GetFullPath(chosen);
    }

    private static string? OfUser()
    {
        if (OperatingSystem.IsWindows()) return Under(Environment.SpecialFolder.LocalApplicationData, "lucid", "cache");
        if (OperatingSystem.IsMacOS()) return Under(Environment.SpecialFolder.UserProfile, "Library", "Caches", "lucid");
        // XDG: a relative path is to be ignored.
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? Path.Combine(xdg, "lucid")
            : Under(Environment.SpecialFolder.UserProfile, ".cache", "lucid");
    }

    private static string? Under(Environment.SpecialFolder folder, params string[] parts) =>
        Environment.GetFolderPath(folder) is { Length: > 0 } root ? Path.Combine([root, .. parts]) : null;
}
