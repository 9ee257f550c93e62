using Lucid.Tensors;

namespace Lucid.Runtime;

/// <summary>Where the time of one run went.</summary>
/// <param name="WallMilliseconds">The whole run, from the caller's tensors to the caller's tensors.</param>
/// <param name="UploadMilliseconds">Converting and writing the inputs on the host.</param>
/// <param name="SubmitMilliseconds">Handing the recorded commands to the driver, as far as the device was not yet at work.</param>
/// <param name="DeviceMilliseconds">The device's time for the kernels; null where its queue has no timestamps.</param>
/// <param name="DownloadMilliseconds">Reading and converting the outputs on the host.</param>
/// <param name="Kernels">Each kernel; empty where that was not asked for or the queue has no timestamps.</param>
public sealed record RunProfile(
    double WallMilliseconds,
    double UploadMilliseconds,
    double SubmitMilliseconds,
    double? DeviceMilliseconds,
    double DownloadMilliseconds,
    ValueList<KernelProfile> Kernels)
{
    /// <summary>What the parts above do not explain: waiting for the device to start, its copies, waking up.</summary>
    public double UnaccountedMilliseconds =>
        WallMilliseconds - UploadMilliseconds - SubmitMilliseconds - (DeviceMilliseconds ?? 0) - DownloadMilliseconds;
}
