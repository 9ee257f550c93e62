using Lucid.Runtime;

namespace Lucid.Pictures.Profiles;

/// <summary>The ceiling that a kernel would meet first, and how near it is.</summary>
/// <param name="Name"><c>arithmetic</c>, <c>bandwidth</c> or <c>dispatch</c>.</param>
/// <param name="Milliseconds">The least time that this ceiling allows.</param>
/// <param name="Share">That time by the time taken; above 1 for a kernel whose data stayed in caches.</param>
public sealed record KernelBound(string Name, double Milliseconds, double Share)
{
    /// <summary>The largest of the three least times.</summary>
    public static KernelBound Of(KernelProfile kernel, ProfileCeilings ceilings)
    {
        double arithmetic = kernel.Flops / Math.Max(ceilings.Gflops, 1e-9) * 1e-6;
        double bandwidth = kernel.BytesMoved / Math.Max(ceilings.Gigabytes, 1e-9) * 1e-6;
        double dispatch = kernel.Dispatches * ceilings.DispatchMicroseconds * 1e-3;
        double least = Math.Max(arithmetic, Math.Max(bandwidth, dispatch));
        string name = least == arithmetic ? "arithmetic" : least == bandwidth ? "bandwidth" : "dispatch";
        return new KernelBound(name, least, least / Math.Max(kernel.DeviceMilliseconds, 1e-9));
    }
}
