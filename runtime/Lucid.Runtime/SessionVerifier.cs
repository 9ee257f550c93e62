using Lucid.Packaging;
using Lucid.Runtime.Verifying;

namespace Lucid.Runtime;

/// <summary>
/// Makes sessions that have proved themselves: for the first start on a device that nobody has tried. Where the package's goldens do not hold, the kernel that is wrong takes its next candidate,
/// until they hold; candidates of another order class are taken too, so that of a strict package only those remain that give its bits.
/// </summary>
public static class SessionVerifier
{
    /// <summary>A session in which every golden of the package holds. A package without goldens gives the session that it would give anyway.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="options">How the session is made; what is refused in them stays refused.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    /// <exception cref="GoldenMismatchException">The goldens hold with none of the package's candidates.</exception>
    /// <exception cref="DeviceException">The device cannot run the model at all, or failed.</exception>
    /// <exception cref="PackageFormatException">A golden of the file is damaged.</exception>
    public static VerifiedSession Create(CompiledModel model, VulkanDevice device, SessionOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SessionOptions();
        CandidateTrials trials = new(model, device, options, cancellation);
        Session session = model.CreateSession(device, options);
        GoldenReport first;
        try
        {
            first = session.Verify(cancellation);
            if (first.Passes) return new VerifiedSession(session, first, options.Refused);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        using (session)
        {
            RefusedCandidate[] refused = [.. first.FirstWrongKernel is null ? CandidateSearch.Run(trials, session, first) : ByKernels(trials, first)];
            device.Logger.CandidatesRefused(model.Name, string.Join(", ", refused.Select(one => $"{one.Kernel} ({one.Variant})")));
            return new VerifiedSession(trials.Session(refused), first, [.. options.Refused, .. refused]);
        }
    }

    /// <summary>The package knows what its kernels must store: the first that is wrong loses the candidate that ran, until none is wrong.</summary>
    private static List<RefusedCandidate> ByKernels(CandidateTrials trials, GoldenReport first)
    {
        List<RefusedCandidate> refused = [];
        for (GoldenReport report = first; !report.Passes;)
        {
            GoldenFinding? wrong = report.Findings.FirstOrDefault(finding => !finding.Passes && finding.Kernel is not null);
            if (wrong?.Kernel is not { } kernel) throw trials.Mismatch(report, "its kernels are right one by one, and yet an output is wrong");
            refused.Add(new RefusedCandidate(kernel.Name, kernel.Variant, $"{wrong} on {report.Device}"));
            report = trials.Report(refused) ?? throw trials.Mismatch(report, $"kernel {kernel.Name} has no other candidate");
        }

        return refused;
    }
}
