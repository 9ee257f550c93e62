namespace Lucid.Runtime;

/// <summary>A kernel's part of a run.</summary>
/// <param name="Name">The kernel.</param>
/// <param name="Variant">The schedule chosen.</param>
/// <param name="Dispatches">Dispatches it was cut into.</param>
/// <param name="DeviceMilliseconds">The device's time for all of them.</param>
/// <param name="Flops">Arithmetic of its definition; a multiply-add counts 2.</param>
/// <param name="BytesMoved">Bytes that must cross the memory at least once.</param>
public sealed record KernelProfile(string Name, string Variant, int Dispatches, double DeviceMilliseconds, long Flops, long BytesMoved)
{
    /// <summary>Achieved arithmetic.</summary>
    public double GflopsPerSecond => DeviceMilliseconds > 0 ? Flops / DeviceMilliseconds * 1e-6 : 0;

    /// <summary>Achieved transfer, by <see cref="BytesMoved"/>.</summary>
    public double GigabytesPerSecond => DeviceMilliseconds > 0 ? BytesMoved / DeviceMilliseconds * 1e-6 : 0;
}
