using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;

namespace Lucid.Verification.Tests;

/// <summary>
/// Data sets that are known to fail, each with its reason. A file has one entry a line, <c>PATTERN  reason</c>; the pattern is compared
/// with <c>test/data set</c>, where * stands for any characters; lines that begin with # are remarks. A failure that an entry names becomes a
/// skip with its reason; a pass says that the entry is out of date.
/// </summary>
public sealed class ExpectedFailures
{
    private readonly ImmutableArray<Entry> _entries;

    private ExpectedFailures(ImmutableArray<Entry> entries) => _entries = entries;

    /// <summary>No failure is expected.</summary>
    public static ExpectedFailures None { get; } = new([]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="TestFormatException">A line has a pattern but no reason.</exception>
    public static ExpectedFailures Read(string path)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line.StartsWith('#')) continue;
            string[] parts = line.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string place = string.Create(CultureInfo.InvariantCulture, $"{path}:{i + 1}");
            if (parts.Length < 2) throw new TestFormatException(place, $"'{line}' has no reason; expected a pattern, a space and a reason");
            entries.Add(new Entry(parts[0], parts[1], place));
        }

        return new ExpectedFailures(entries.ToImmutable());
    }

    /// <summary>The record as the entries make it.</summary>
    public VerificationRecord Apply(VerificationRecord record)
    {
        string subject = $"{record.Test}/{record.DataSet}".Replace('\\', '/');
        Entry? entry = _entries.FirstOrDefault(entry => FileSystemName.MatchesSimpleExpression(entry.Pattern, subject, ignoreCase: false));
        CheckResult result = record.Result;
        return entry is null ? record : record with
        {
            Result = result.Status switch
            {
                CheckStatus.Fail or CheckStatus.Error => result with { Status = CheckStatus.Skip, Message = $"expected failure ({entry.Reason}): {result.Message}" },
                CheckStatus.Pass => result with { Message = $"{entry.Place} expects a failure ({entry.Reason}), but it passes; remove the entry" },
                CheckStatus.Skip => result,
            },
            IsUnexpectedPass = result.Status == CheckStatus.Pass,
        };
    }

    private sealed record Entry(string Pattern, string Reason, string Place);
}
