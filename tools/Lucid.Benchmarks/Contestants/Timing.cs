namespace Lucid.Benchmarks.Contestants;

/// <summary>One run.</summary>
/// <param name="Milliseconds">From inputs in host memory to outputs in host memory.</param>
/// <param name="DeviceMilliseconds">The device's part, where it can be told.</param>
internal readonly record struct Timing(double Milliseconds, double? DeviceMilliseconds);
