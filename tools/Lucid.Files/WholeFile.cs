using System.Globalization;

namespace Lucid.Files;

/// <summary>Files that are read at once, and that appear whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>The most bytes of a file that are read into memory at once.</summary>
    public static int MostBytes => Array.MaxLength;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="TensorFileException">The file is absent, cannot be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new TensorFileException(path, null, "this is a folder, expected a file");
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > MostBytes)
            {
                throw new TensorFileException(path, null,
                    string.Create(CultureInfo.InvariantCulture, $"the file has {stream.Length} bytes; at most {MostBytes} are read"));
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TensorFileException(path, null, "there is no such file", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TensorFileException(path, null, $"the file cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Writes a temporary file beside <paramref name="path"/> and renames it; where anything fails, nothing is left behind.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellation">Asked once more before the file appears.</param>
    /// <exception cref="TensorFileException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellation = default)
    {
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full)) throw new TensorFileException(path, null, "this is a folder, expected a file");
            temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
            }

            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, full, overwrite: true);
            temporary = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TensorFileException(path, null, $"the file cannot be written: {fault.Message}", fault);
        }
        finally
        {
            if (temporary is not null && File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
