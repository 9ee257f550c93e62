using System.Globalization;

using Lucid.Import.Onnx.Proto;

namespace Lucid.Import.Onnx;

/// <summary>
/// Tensor data in files beside the model. A model names the file, so the file must lie in the model's folder or below it, links resolved:
/// a model from elsewhere reads nothing else of this machine. Ranges of one file must not overlap, except where tensors share one.
/// </summary>
internal sealed class ExternalData(string folder, string source)
{
    private readonly Dictionary<(string File, long Offset, long Length), ReadOnlyMemory<byte>> _ranges = [];
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);

    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="OnnxFormatException">The entry is malformed, the file is missing, outside the folder or too short.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto tensor, int size, string place)
    {
        (string location, long offset, long length) = Entry(tensor, size, place);
        if (length != size) throw Bad(place, $"external data of {Text(length)} bytes announced, the dims take {Text(size)}");
        if (_ranges.TryGetValue((location, offset, length), out ReadOnlyMemory<byte> known)) return known;

        string path = Resolve(location, place);
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (offset > file.Length - length)
                throw Bad(place, $"bytes {Text(offset)} to {Text(offset + length)} announced, '{location}' has {Text(file.Length)}");
            _taken[location] = _taken.GetValueOrDefault(location) + length;
            if (_taken[location] > file.Length) throw Bad(place, $"ranges of '{location}' overlap: its tensors announce more bytes than its {Text(file.Length)}");
            byte[] bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            _ranges.Add((location, offset, length), bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Bad(place, $"external data file '{location}' cannot be read: {error.Message}");
        }
    }

    private (string Location, long Offset, long Length) Entry(TensorProto tensor, int size, string place)
    {
        string location = string.Empty;
        (long offset, long length) = (0, size);
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (entry.Key == "location") location = entry.Value;
            else if (entry.Key == "offset") offset = Number(entry);
            else if (entry.Key == "length") length = Number(entry);
        }

        return location.Length > 0 ? (location, offset, length) : throw Bad(place, "external data without a location");

        long Number(StringStringEntryProto entry) =>
            long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw Bad(place, $"external data {entry.Key} '{entry.Value}' is no number of bytes");
    }

    private string Resolve(string location, string place)
    {
        string[] parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || location.Contains(':', StringComparison.Ordinal) || location.Contains('\0', StringComparison.Ordinal) || parts.Contains(".."))
            throw Outside(location, place);

        string current = folder;
        foreach (string part in parts)
        {
            if (part is "" or ".") continue;
            current = Path.Combine(current, part);
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (!entry.Exists) throw Bad(place, $"external data file '{location}' does not exist beside the model");
            if (entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && !IsInside(target.FullName)) throw Outside(location, place);
        }

        return current;
    }

    private bool IsInside(string path)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        return Path.GetFullPath(path).StartsWith(root, StringComparison.Ordinal);
    }

    private OnnxFormatException Outside(string location, string place) =>
        Bad(place, $"external data file '{location}' lies outside the model's folder; copy it beside the model");

    private OnnxFormatException Bad(string place, string problem) => new(source, place, problem);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
