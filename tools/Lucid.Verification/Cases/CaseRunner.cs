using System.Collections.Immutable;

using Lucid.Verification.Models;
using Lucid.Verification.Tests;

namespace Lucid.Verification.Cases;

/// <summary>
/// Compares a case with its golden files, or rewrites those that differ. A blessing computes what is expected without a device, on the reference
/// interpreter and the strict evaluator, and writes nothing of a case that then fails on one.
/// </summary>
public sealed class CaseRunner(CaseRunOptions options)
{
    /// <summary>What a case that has no golden file gets.</summary>
    private static readonly ImmutableArray<GoldenKind> Usual = [GoldenKind.Output, GoldenKind.Hashes];

    /// <summary>Runs a case; whatever goes wrong in it stands in its result.</summary>
    /// <param name="test">The case.</param>
    /// <param name="settings">Reads what its source says of the run.</param>
    /// <param name="cancellation">Ends it.</param>
    public CaseResult Run(GoldenCase test, Func<GoldenCase, CaseSettings> settings, CancellationToken cancellation = default)
    {
        GoldenBook book = new(test);
        try
        {
            CaseSettings said = settings(test);
            if (said.Skip is { } reason) return new CaseResult(test.Name, [new CaseCheck(null, null, CheckStatus.Skip, reason)], []);
            Check(test, said, book, cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException) // whatever it is: the other cases go on
        {
            book.Add(new CaseCheck(null, null, CheckStatus.Error, Faults.OwnerOf(fault) == FaultOwner.Lucid ? $"internal error, {fault.GetType().Name}: {fault.Message}" : fault.Message));
        }

        return new CaseResult(test.Name, book.Checks, options.Bless && book.HasPassed ? book.Write(cancellation) : []);
    }

    private void Check(GoldenCase test, CaseSettings settings, GoldenBook book, CancellationToken cancellation)
    {
        if (test.Goldens.IsEmpty && !options.Bless)
        {
            book.Fail(null, "no golden file is beside it; --bless writes its outputs and their hashes, or of a source with errors what the compiler says");
            return;
        }

        using LoadedCase loaded = LoadedCase.Of(test, settings);
        ImmutableArray<GoldenKind> computed = test.Goldens.Remove(GoldenKind.Diagnostics);
        if (loaded.Source is null)
        {
            if (computed.IsEmpty) CheckDiagnostics(loaded, book);
            else book.Fail(null, $"compiles no more, and has {string.Join(", ", computed.Select(kind => kind.Word()))} of when it did; where it shall be refused, remove {(computed.Length == 1 ? "that file" : "those files")}", loaded.Diagnostics);
            return;
        }

        CheckDiagnostics(loaded, book);
        ImmutableArray<GoldenKind> kinds = [.. GoldenKinds.All.Where(kind => computed.Contains(kind) || (options.Bless && options.Keep.Contains(kind)))];
        if (options.Bless && computed.IsEmpty) kinds = [.. kinds.Union(Usual).Order()];
        foreach (GoldenKind kind in kinds.Where(kind => kind is not (GoldenKind.Diagnostics or GoldenKind.Output or GoldenKind.Hashes)))
            book.Compare(kind, options.Text(kind, loaded.Source.Graph, loaded.Source.CompileOptions, loaded.Source.Package), options.Bless);
        if (!kinds.Contains(GoldenKind.Output) && !kinds.Contains(GoldenKind.Hashes)) return;

        var inputs = CaseInputs.Of(test, settings, loaded.Source);
        if (kinds.Contains(GoldenKind.Output)) OutputGolden.Check(book, loaded.Source, inputs, settings, options, cancellation);
        if (!kinds.Contains(GoldenKind.Hashes)) return;
        using ModelSource strict = loaded.Strict();
        HashGolden.Check(book, strict, inputs, options, cancellation);
    }

    private void CheckDiagnostics(LoadedCase loaded, GoldenBook book)
    {
        if (loaded.Diagnostics.Length > 0 || book.Case.Goldens.Contains(GoldenKind.Diagnostics)) book.Compare(GoldenKind.Diagnostics, loaded.Diagnostics, options.Bless);
    }
}
