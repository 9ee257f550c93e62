using System.Collections.Immutable;

namespace Lucid.Runtime.Dispatching;

/// <summary>Constants and prepared buffers of a session: what stays, what only the prepare kernels need, and those kernels.</summary>
/// <param name="Kept">Places of the buffers that runs read; blocks 0 and up.</param>
/// <param name="Temporary">Places of the buffers that are freed once all is prepared; blocks follow those kept.</param>
/// <param name="Prepare">The prepare kernels that this device needs.</param>
/// <param name="Uniforms">Their parameters.</param>
internal sealed record PersistentPlan(
    BlockPacking Kept, BlockPacking Temporary, ImmutableArray<KernelPlan> Prepare, ImmutableArray<byte> Uniforms)
{
    /// <summary>The place of a buffer while preparing.</summary>
    public BufferPlace PlaceOf(int buffer) => Kept.Places[buffer].Block >= 0 ? Kept.Places[buffer] : Temporary.Places[buffer];
}
