namespace Lucid.Runtime.Caching;

/// <summary>Files that spare work and are never missed: what cannot be written is said, not thrown.</summary>
internal static class CacheFile
{
    /// <summary>Writes a file whole: to a temporary file that then takes the name, so that no process ever reads half of one.</summary>
    /// <returns>Null, or why it was not written.</returns>
    public static string? Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Forget(temporary);
            return exception.Message;
        }
    }

    private static void Forget(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What could not be written can often not be deleted either; the message about writing says enough.
        }
    }
}
