using System.Diagnostics;
using System.Globalization;

namespace Lucid.Cli.Terminal;

/// <summary>
/// One line on standard error that says how far a long step is and how long it has taken; gone when it is disposed, and never there where
/// standard error is no terminal. Steps shorter than a moment show nothing. May be told from any thread.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int BarCells = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _error;
    private readonly string _what;
    private readonly int? _width;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Timer? _timer;
    private (long Done, long Total, string Detail) _state = (0, 0, "");
    private bool _isShown;
    private bool _isDone;

    /// <param name="error">Standard error.</param>
    /// <param name="what">The step.</param>
    /// <param name="width">Columns of the terminal; null for no bar.</param>
    public ProgressBar(TextWriter error, string what, int? width)
    {
        (_error, _what, _width) = (error, what, width);
        // The clock goes on where nothing is reported for a while.
        if (width is not null) _timer = new Timer(_ => Show(), null, Patience, Interval);
    }

    /// <summary>Says that <paramref name="done"/> of <paramref name="total"/> parts are done; total 0 is unknown.</summary>
    public void Report(long done, long total, string detail = "")
    {
        lock (_lock) _state = (done, total, detail);
    }

    /// <summary>Makes room for a line that goes to the same terminal; the bar comes again below it.</summary>
    public void Hide()
    {
        lock (_lock)
        {
            if (!_isShown) return;
            _isShown = false;
            _error.Write("\r\u001b[2K");
            _error.Flush();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Hide();
        lock (_lock) _isDone = true;
    }

    /// <summary>As <c>verify ━━━━━━────── 12/40  3 s  dcgan64</c>, cut to the width.</summary>
    internal static string Line(string what, long done, long total, TimeSpan elapsed, string detail, int columns)
    {
        int full = total == 0 ? 0 : (int)Math.Clamp(done * BarCells / total, 0, BarCells);
        string bar = total == 0 ? "" : " " + new string('━', full) + new string('─', BarCells - full);
        string count = total == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {done}/{total}");
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}{bar}{count}  {elapsed.TotalSeconds:0} s  {detail}").TrimEnd();
        return line.Length <= columns ? line : line[..Math.Max(0, columns - 1)] + "…";
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isDone) return;
            _isShown = true;
            _error.Write("\r\u001b[2K" + Line(_what, _state.Done, _state.Total, Stopwatch.GetElapsedTime(_start), _state.Detail, _width!.Value - 1));
            _error.Flush();
        }
    }
}
