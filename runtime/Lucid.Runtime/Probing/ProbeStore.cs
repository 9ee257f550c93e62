using System.Security.Cryptography;
using System.Text;

using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;
using Lucid.Tensors;

namespace Lucid.Runtime.Probing;

/// <summary>
/// The probe's result, asked for once in a device's life and kept on disk for each device and driver. A file is for one probe: its first line is the package's
/// SHA-256, the others are the failures. What cannot be read or written costs a probe, never a run.
/// </summary>
internal sealed class ProbeStore
{
    private const int LargestFile = 1 << 16;

    private readonly string? _path;
    private readonly Lazy<ArithmeticReport> _report;

    public ProbeStore(VulkanDevice device, DeviceFacts facts, string? directory)
    {
        _path = directory is null ? null : Path.Combine(directory, "arithmetic", DeviceStamp.FileName(facts, "txt"));
        _report = new(() => Read() ?? Kept(ArithmeticProbe.Run(device)));
    }

    public ArithmeticReport Report => _report.Value;

    private static string Version => Convert.ToHexStringLower(SHA256.HashData(ArithmeticProbe.Package.Span));

    private ArithmeticReport? Read()
    {
        if (_path is null) return null;
        try
        {
            if (!File.Exists(_path) || new FileInfo(_path).Length > LargestFile) return null;
            string[] lines = File.ReadAllLines(_path);
            return lines.Length > 1 && lines[0] == Version && lines[^1] == "end" ? new ArithmeticReport(lines[1..^1].ToValueList()) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private ArithmeticReport Kept(ArithmeticReport report)
    {
        // Where it is not written, the next process probes again.
        if (_path is not null) CacheFile.Write(_path, Encoding.UTF8.GetBytes(string.Join('\n', [Version, .. report.Failures, "end", ""])));
        return report;
    }
}
