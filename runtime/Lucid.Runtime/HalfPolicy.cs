namespace Lucid.Runtime;

/// <summary>What a device without 16-bit storage (the feature <c>storageBuffer16BitAccess</c>) does with a package that stores halves.</summary>
public enum HalfPolicy
{
    /// <summary>Reads halves by two from 32-bit words, with an instruction that every device has: the same values at half the memory, a little slower.</summary>
    Unpack,

    /// <summary>Refuses the package, naming the device and the feature.</summary>
    Refuse,

    /// <summary>Runs the float32 variant that the package was compiled with; a package without one is refused.</summary>
    Float32,
}
