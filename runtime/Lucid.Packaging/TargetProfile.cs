using Lucid.Tensors;

namespace Lucid.Packaging;

/// <summary>What is known of the devices a package is meant for, as plain data: the compiler opens no device.</summary>
/// <param name="Name">For people: the device's name.</param>
/// <param name="Limits">Known limits by name (<see cref="DeviceLimitNames"/>); a limit that is not named is unknown and stays a condition of the package.</param>
/// <param name="Features">Features known to be there; null where unknown.</param>
public sealed record TargetProfile(string Name, ValueList<TargetLimit> Limits, ValueList<string>? Features);

/// <summary>A known limit of a target.</summary>
public sealed record TargetLimit(string Name, long Value);
