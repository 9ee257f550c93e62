using System.Globalization;
using System.Runtime.InteropServices;

namespace Lucid.Benchmarks.Reports;

/// <summary>The machine that a report is of.</summary>
internal static class Machine
{
    /// <summary>As <c>2 processors (Intel Xeon …, 2.50 GHz), Debian GNU/Linux 12, .NET 10.0.0</c>.</summary>
    public static string Description => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} processors ({Field("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString()}), {Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>Processes that wanted a processor in the last minute, our own included; null where the system does not tell.</summary>
    public static double? Load => Line("/proc/loadavg") is { } line && double.TryParse(line.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : null;

    /// <summary>The commit that was built, where <c>./bench</c> told it.</summary>
    public static string? Commit => Environment.GetEnvironmentVariable("LUCID_COMMIT") is { Length: > 0 } commit ? commit : null;

    private static string? Field(string file, string name, char separator) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim()
        : null;

    private static string? Line(string file) => File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : null;
}
