using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Lucid.Packaging.Goldens;

namespace Lucid.Runtime.Verifying;

/// <summary>Sessions of one model on one device that differ in what is refused.</summary>
internal sealed class CandidateTrials(CompiledModel model, VulkanDevice device, SessionOptions options, CancellationToken cancellation)
{
    public CompiledModel Model => model;

    /// <summary>What the goldens say without these candidates; null where a kernel has none left.</summary>
    public GoldenReport? Report(IReadOnlyCollection<RefusedCandidate> refused)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using Session session = Session(refused);
            return session.Verify(cancellation);
        }
        catch (DeviceLimitException)
        {
            return null;
        }
    }

    public Session Session(IReadOnlyCollection<RefusedCandidate> refused) => model.CreateSession(device, options with { Refused = [.. options.Refused, .. refused] });

    /// <summary>Which candidates a session runs for the package's data sets, as a digest.</summary>
    public static string ChoiceOf(Session session)
    {
        StringBuilder text = new();
        foreach (GoldenSet set in session.Model.Proof?.Sets ?? [])
        {
            (int[][] candidates, _) = session.Runnable([.. set.Inputs.Select(input => input.Shape)]);
            foreach (int[] able in candidates) text.Append(CultureInfo.InvariantCulture, $"{able.FirstOrDefault(-1)} ");
            text.Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
    }

    public GoldenMismatchException Mismatch(GoldenReport report, string why) =>
        new($"{model.Name} does not give on {device.Info} what its goldens say, and {why}. Another device, or a newer driver, may run it.\n{report}", report);
}
