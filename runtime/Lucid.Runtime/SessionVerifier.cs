using Lucid.Packaging;
using Lucid.Runtime.Verifying;

namespace Lucid.Runtime;

/// <summary>
/// Makes sessions that have proved themselves: at every start of an application, of which the first on a device takes the time. Where the package's goldens do not hold, the kernel that is wrong
/// takes its next candidate, until they hold; candidates of another order class are taken too, so that of a strict package only those remain that give its bits. What was found is remembered for the
/// package, the device and its driver where compiled pipelines are kept, and the goldens are run again only when other candidates would run.
/// </summary>
public static class SessionVerifier
{
    /// <summary>A session in which every golden of the package holds. A package without goldens gives the session that it would give anyway.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">The device.</param>
    /// <param name="options">How the session is made; what is refused in them stays refused.</param>
    /// <param name="cancellation">Looked at between runs.</param>
    /// <exception cref="HalfStorageException">The model stores halves, and <see cref="VulkanDeviceOptions.Without16BitStorage"/> refuses them on the device.</exception>
    /// <exception cref="GoldenMismatchException">The goldens hold with none of the package's candidates.</exception>
    /// <exception cref="DeviceException">The device cannot run the model at all, or failed.</exception>
    /// <exception cref="PackageFormatException">A golden of the file is damaged.</exception>
    public static VerifiedSession Create(CompiledModel model, VulkanDevice device, SessionOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SessionOptions();
        model = model.On(device);
        if (options.UsesFindings && Known(model, device, options) is { } known) return known;
        // What was found earlier is found anew, whatever it was.
        SessionOptions afresh = options with { UsesFindings = false };
        CandidateTrials trials = new(model, device, afresh, cancellation);
        Session session = model.CreateSession(device, afresh);
        GoldenReport first;
        try
        {
            first = session.Verify(cancellation);
            if (first.Passes)
            {
                if (first.HasGoldens) device.Findings.Remember(model, CandidateTrials.ChoiceOf(session), []);
                return new VerifiedSession(session, first, options.Refused);
            }
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
            Session right = trials.Session(refused);
            device.Findings.Remember(model, CandidateTrials.ChoiceOf(right), refused);
            return new VerifiedSession(right, first, [.. options.Refused, .. refused]);
        }
    }

    // The session that what was found earlier gives, where its choice of candidates is one with which the goldens held.
    private static VerifiedSession? Known(CompiledModel model, VulkanDevice device, SessionOptions options)
    {
        if (!device.Findings.HasAny(model)) return null;
        Session? session = null;
        try
        {
            session = model.CreateSession(device, options);
            if (device.Findings.IsVerified(model, CandidateTrials.ChoiceOf(session))) return new VerifiedSession(session, null, [.. options.Refused, .. device.Findings.Refused(model)]);
        }
        catch (DeviceLimitException)
        {
            // Nothing is left for a kernel: perhaps the package's first choice is right by now.
        }

        session?.Dispose();
        return null;
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
