using Lucid.Tensors;

namespace Lucid.Compiler.Lowering;

/// <summary>
/// How a kernel that walks an output's elements finds those of one tensor: element index =
/// Offset + Σ over logical axes of the output x·Stride + channel term, where the channel term is
/// ((c + ChannelOffset) >> 2)·Block + ((c + ChannelOffset) &amp; 3)·Lane for c = x[ChannelAxis] if the tensor is blocked.
/// </summary>
/// <param name="Storage">The tensor.</param>
/// <param name="Offset">Elements before the first one.</param>
/// <param name="Strides">Elements from one output index to the next, for each axis of the output; 0 where broadcast, and on the channel axis of a blocked tensor.</param>
/// <param name="ChannelAxis">Output axis that walks the tensor's channels if it is blocked; else -1.</param>
/// <param name="ChannelOffset">First channel.</param>
internal sealed record TensorAccess(Storage Storage, IntExpr Offset, ValueList<IntExpr> Strides, int ChannelAxis, IntExpr ChannelOffset)
{
    /// <summary>Whether elements far from the address are read too, so that every part of a dispatch must bind the whole tensor.</summary>
    public bool ReachesAnywhere { get; init; }

    public bool IsBlocked => Storage.Layout == StorageLayout.Blocked;

    /// <summary>Elements from a block of four channels to the next.</summary>
    public IntExpr Block => Storage.Block;

    /// <summary>The whole tensor under an output shape that it broadcasts to.</summary>
    public static TensorAccess Broadcast(Storage storage, SymbolicShape output)
    {
        int shift = output.Rank - storage.Shape.Rank;
        IntExpr[] own = storage.AxisStrides();
        IntExpr[] strides = new IntExpr[output.Rank];
        for (int axis = 0; axis < output.Rank; axis++)
        {
            bool moves = axis >= shift && storage.Shape[axis - shift] != IntExpr.One;
            strides[axis] = moves ? own[axis - shift] : IntExpr.Zero;
        }

        // One channel under one channel is walked too: where the output is blocked, its other lanes are written as zeros.
        bool blockedMoves = storage.Layout == StorageLayout.Blocked && (storage.Shape[1] != IntExpr.One || output[1 + shift] == IntExpr.One);
        return new(storage, IntExpr.Zero, ValueList.Create<IntExpr>(strides), blockedMoves ? 1 + shift : -1, IntExpr.Zero);
    }

    /// <inheritdoc cref="Storage.AxisStrides"/>
    public static IntExpr[] AxisStrides(Storage storage) => storage.AxisStrides();
}
