using System.Collections.Immutable;

using Lucid.Runtime;

namespace Lucid.Pictures.Profiles;

/// <summary>What was measured of a model on a device.</summary>
/// <param name="Model">The model.</param>
/// <param name="Device">The device and its driver.</param>
/// <param name="Inputs">Names and shapes of the inputs, as text.</param>
/// <param name="Iterations">How many runs were measured.</param>
/// <param name="Run">One of them, that of median duration, so that its parts add up.</param>
/// <param name="Kernels">Each kernel's median time, in order; measured in other runs, which keep kernels apart that could overlap.</param>
/// <param name="PeakGflops">The most arithmetic that the device was seen to do; null where it was not measured.</param>
/// <param name="PeakGigabytes">The most transfer.</param>
public sealed record ProfilePicture(
    string Model, string Device, string Inputs, int Iterations, RunProfile Run, ImmutableArray<KernelProfile> Kernels, double? PeakGflops, double? PeakGigabytes)
{
    /// <summary>The kernels' times together.</summary>
    public double KernelMilliseconds => Kernels.Sum(kernel => kernel.DeviceMilliseconds);

    /// <summary>The run's parts in order; they add up to it.</summary>
    public ImmutableArray<(string Name, double Milliseconds)> Parts =>
    [
        ("upload", Run.UploadMilliseconds), ("submit", Run.SubmitMilliseconds), ("device", Run.DeviceMilliseconds ?? 0),
        ("download", Run.DownloadMilliseconds), ("unaccounted", Run.UnaccountedMilliseconds),
    ];

    /// <summary>Share of the device's arithmetic that a kernel reaches; null where that is not known.</summary>
    public double? ArithmeticShare(KernelProfile kernel) => PeakGflops is > 0 ? kernel.GflopsPerSecond / PeakGflops : null;

    /// <summary>Share of the device's transfer that a kernel reaches; null where that is not known.</summary>
    public double? TransferShare(KernelProfile kernel) => PeakGigabytes is > 0 ? kernel.GigabytesPerSecond / PeakGigabytes : null;
}
