using System.Collections.Immutable;
using System.Text;

using Lucid.Files;
using Lucid.Verification.Models;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>What has been found of a case so far, and what a blessing is going to write of it.</summary>
internal sealed class GoldenBook(GoldenCase test)
{
    private readonly List<CaseCheck> _checks = [];
    private readonly List<(GoldenChange Change, Action<CancellationToken> Write)> _changes = [];

    public GoldenCase Case => test;

    public ImmutableArray<CaseCheck> Checks => [.. _checks];

    /// <summary>Whether nothing of the case has failed.</summary>
    public bool HasPassed => _checks.TrueForAll(check => check.Status is CheckStatus.Pass or CheckStatus.Skip);

    public void Add(CaseCheck check) => _checks.Add(check);

    public void Fail(GoldenKind? kind, string message, string difference = "") =>
        Add(new CaseCheck(kind, null, CheckStatus.Fail, message) { Difference = difference });

    /// <summary>Compares a text with its golden file; no file stands for no text.</summary>
    public void Compare(GoldenKind kind, string text, bool bless)
    {
        string file = test.FileOf(kind), golden = File.Exists(file) ? SourceModel.ReadText(file) : "";
        if (TextDifference.Unified(golden, text) is not { Length: > 0 } difference)
        {
            Add(new CaseCheck(kind, null, CheckStatus.Pass));
            return;
        }

        if (bless) Change(kind, File.Exists(file) ? TextDifference.Summary(golden, text) : "new", text);
        if (bless) Add(new CaseCheck(kind, null, CheckStatus.Pass));
        else Fail(kind, (golden.Length == 0 ? $"there is no {Path.GetFileName(file)}" : text.Length == 0 ? "there are none any more" : "differs from the golden file") + " (- golden, + now)", difference);
    }

    /// <summary>Notes a text to be written; an empty one removes the file.</summary>
    public void Change(GoldenKind kind, string what, string text)
    {
        string file = test.FileOf(kind);
        if (text.Length == 0) Change(kind, "removed", _ => File.Delete(file));
        else Change(kind, what, cancellation => WholeFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text.TrimEnd('\n') + "\n")), cancellation));
    }

    public void Change(GoldenKind kind, string what, Action<CancellationToken> write) => _changes.Add((new GoldenChange(test.FileOf(kind), what), write));

    /// <summary>Writes the files that differ; each appears whole or not at all.</summary>
    public ImmutableArray<GoldenChange> Write(CancellationToken cancellation)
    {
        foreach ((_, Action<CancellationToken> write) in _changes) write(cancellation);
        return [.. _changes.Select(change => change.Change)];
    }
}
