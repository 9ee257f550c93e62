namespace Lucid.Runtime;

/// <summary>
/// The device's arithmetic is not what a strict package needs: another device, or the model compiled with fast numerics, can be used.
/// </summary>
public sealed class StrictNumericsException : DeviceException
{
    internal StrictNumericsException(string message)
        : base(message)
    {
    }
}
