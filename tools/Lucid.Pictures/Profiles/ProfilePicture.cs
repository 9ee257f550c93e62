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
/// <param name="Measured">What the device reaches when it does one thing only; null where it was not measured.</param>
public sealed record ProfilePicture(
    string Model, string Device, string Inputs, int Iterations, RunProfile Run, ImmutableArray<KernelProfile> Kernels, ProfileCeilings? Measured)
{
    /// <summary>The kernels' times together.</summary>
    public double KernelMilliseconds => Kernels.Sum(kernel => kernel.DeviceMilliseconds);

    /// <summary>The run's parts in order; they add up to it.</summary>
    public ImmutableArray<(string Name, double Milliseconds)> Parts =>
    [
        ("upload", Run.UploadMilliseconds), ("submit", Run.SubmitMilliseconds), ("device", Run.DeviceMilliseconds ?? 0),
        ("download", Run.DownloadMilliseconds), ("unaccounted", Run.UnaccountedMilliseconds),
    ];

    /// <summary>The ceilings; where one of the kernels did more arithmetic than was measured, the device can do that.</summary>
    public ProfileCeilings? Ceilings => Measured is { } measured
        ? measured with { Gflops = Math.Max(measured.Gflops, Kernels.Select(kernel => kernel.GflopsPerSecond).DefaultIfEmpty(0).Max()) }
        : null;

    /// <summary>What a kernel cannot be faster than, and why; null where the ceilings were not measured.</summary>
    public KernelBound? BoundOf(KernelProfile kernel) => Ceilings is { } ceilings ? KernelBound.Of(kernel, ceilings) : null;
}
