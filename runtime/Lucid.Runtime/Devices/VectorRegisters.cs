using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lucid.Runtime.Devices;

/// <summary>
/// The processor's vector registers as a driver's threads inherit them. A thread begins with its creator's registers, and
/// after managed code the upper halves of x86's are often in use. As long as they are, each SSE instruction that writes a
/// register waits for its last writer, to keep that half. A driver whose shaders are SSE code has nothing that would clear
/// them: SwiftShader's then take nearly twice the time, for as long as the device lives.
/// </summary>
internal static class VectorRegisters
{
    /// <summary>Clears the upper halves of the calling thread's registers; to be called right before a driver starts threads.</summary>
    public static void ClearUpperHalves()
    {
        if (Vector256.IsHardwareAccelerated) UseWholeRegisters(1);
    }

    // The just-in-time compiler ends every method that uses 256 bits with `vzeroupper`; inlined or at a low tier it might not.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float UseWholeRegisters(float value) => Vector256.Sum(Vector256.Create(value) + Vector256<float>.One);
}
