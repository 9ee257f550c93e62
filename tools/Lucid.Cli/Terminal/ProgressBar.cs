using System.Diagnostics;
using System.Globalization;

namespace Lucid.Cli.Terminal;

/// <summary>
/// One line on standard error that says how far a long step is; gone when it is disposed, and never there where standard error is no terminal.
/// Steps shorter than a moment show nothing. May be told from any thread.
/// </summary>
/// <param name="error">Standard error.</param>
/// <param name="what">The step.</param>
/// <param name="width">Columns of the terminal; null for no bar.</param>
internal sealed class ProgressBar(TextWriter error, string what, int? width) : IDisposable
{
    private const int BarCells = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _shownAt;
    private bool _isShown;

    /// <summary>Says that <paramref name="done"/> of <paramref name="total"/> parts are done; total 0 is unknown.</summary>
    public void Report(long done, long total, string detail = "")
    {
        if (width is not { } columns) return;
        lock (_lock)
        {
            TimeSpan now = Stopwatch.GetElapsedTime(_start);
            if (now < Patience || (_isShown && now - _shownAt < Interval)) return;
            (_shownAt, _isShown) = (now, true);
            error.Write("\r\u001b[2K" + Line(what, done, total, now, detail, columns - 1));
            error.Flush();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isShown) error.Write("\r\u001b[2K");
            _isShown = false;
        }
    }

    /// <summary>As <c>verify ━━━━━━────── 12/40  3 s  dcgan64</c>, cut to the width.</summary>
    internal static string Line(string what, long done, long total, TimeSpan elapsed, string detail, int columns)
    {
        int full = total == 0 ? 0 : (int)Math.Clamp(done * BarCells / total, 0, BarCells);
        string bar = total == 0 ? "" : " " + new string('━', full) + new string('─', BarCells - full);
        string count = total == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {done}/{total}");
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}{bar}{count}  {elapsed.TotalSeconds:0} s  {detail}");
        return line.Length <= columns ? line : line[..Math.Max(0, columns - 1)] + "…";
    }
}
