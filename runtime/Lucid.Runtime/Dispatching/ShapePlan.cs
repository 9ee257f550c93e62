using System.Collections.Immutable;

using Lucid.Tensors;

namespace Lucid.Runtime.Dispatching;

/// <summary>All that is decided for one set of input shapes, before any handle is touched.</summary>
/// <param name="Symbols">Values of the model's symbols and of the device's limits.</param>
/// <param name="InputShapes">Shapes of the inputs.</param>
/// <param name="OutputShapes">Shapes of the outputs.</param>
/// <param name="Sizes">Bytes of each buffer.</param>
/// <param name="Places">Place of each buffer; <see cref="BufferPlace.None"/> where none is needed.</param>
/// <param name="TransferBlocks">Blocks of inputs and outputs.</param>
/// <param name="Arena">Blocks of the activations.</param>
/// <param name="Kernels">What is recorded.</param>
/// <param name="Uniforms">Its parameters.</param>
internal sealed record ShapePlan(
    IReadOnlyDictionary<string, long> Symbols,
    ImmutableArray<Shape> InputShapes,
    ImmutableArray<Shape> OutputShapes,
    ImmutableArray<long> Sizes,
    ImmutableArray<BufferPlace> Places,
    BlockPacking TransferBlocks,
    ArenaPlan Arena,
    ImmutableArray<KernelPlan> Kernels,
    ImmutableArray<byte> Uniforms)
{
    public int DispatchCount => Kernels.Sum(kernel => kernel.Parts.Length);

    public int BarrierCount => Kernels.Sum(kernel => (kernel.BarrierBefore ? 1 : 0) + kernel.Parts.Count(part => part.ContinuesSums));
}
