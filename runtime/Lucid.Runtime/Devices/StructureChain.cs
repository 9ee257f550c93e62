using Lucid.Vulkan;

namespace Lucid.Runtime.Devices;

/// <summary>Vulkan's lists of extending structures, linked through PNext.</summary>
internal static unsafe class StructureChain
{
    /// <summary>Puts a structure before a chain; returns the new chain.</summary>
    public static void* Before(void* structure, void* chain)
    {
        ((BaseOutStructure*)structure)->PNext = (BaseOutStructure*)chain;
        return structure;
    }
}
