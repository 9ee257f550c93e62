namespace Lucid.Runtime.Devices;

/// <summary>What drivers do that no property of Vulkan tells; each entry with its reason.</summary>
internal static class DriverWorkarounds
{
    /// <summary>
    /// llvmpipe counts the rounds of all loops of an invocation, nested ones too, and ends every loop at 65,535 (Mesa 22.3.6: a sum of
    /// 70,000 terms lacks the last 4,465). Results would be wrong in silence.
    /// </summary>
    public static long LoopRounds(string driver) => driver == "llvmpipe" ? 65_535 : int.MaxValue;

    /// <summary>
    /// SwiftShader optimises as though specialisation constants could still change: both sides of a branch on one stay, and both run. A pipeline
    /// of the storage tile took 75 s to create and half the speed; with ordinary constants 2 s. (Its search for the entries of a loop takes
    /// time exponential in the branches of the body.)
    /// </summary>
    public static bool NeedsFrozenConstants(string driver) => driver == "SwiftShader driver";
}
