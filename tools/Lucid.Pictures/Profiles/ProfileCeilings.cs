namespace Lucid.Pictures.Profiles;

/// <summary>What a device reaches when it does one thing only.</summary>
/// <param name="Gflops">Arithmetic, 10⁹ operations of float32 a second.</param>
/// <param name="Gigabytes">Reading and writing of memory, 10⁹ bytes a second.</param>
/// <param name="DispatchMicroseconds">A dispatch that does next to nothing.</param>
public sealed record ProfileCeilings(double Gflops, double Gigabytes, double DispatchMicroseconds);
