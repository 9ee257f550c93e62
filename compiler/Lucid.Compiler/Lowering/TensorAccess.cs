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
    public IntExpr Block => Storage.SpatialCount(Storage.Shape) * 4;

    /// <summary>The whole tensor under an output shape that it broadcasts to.</summary>
    public static TensorAccess Broadcast(Storage storage, SymbolicShape output)
    {
        int shift = output.Rank - storage.Shape.Rank;
        IntExpr[] own = AxisStrides(storage);
        IntExpr[] strides = new IntExpr[output.Rank];
        for (int axis = 0; axis < output.Rank; axis++)
        {
            bool moves = axis >= shift && storage.Shape[axis - shift] != IntExpr.One;
            strides[axis] = moves ? own[axis - shift] : IntExpr.Zero;
        }

        bool blockedMoves = storage.Layout == StorageLayout.Blocked && storage.Shape[1] != IntExpr.One;
        return new(storage, IntExpr.Zero, ValueList.Create<IntExpr>(strides), blockedMoves ? 1 + shift : -1, IntExpr.Zero);
    }

    /// <summary>Elements from an index to the next along each of the tensor's own axes; 0 on the channel axis of a blocked tensor.</summary>
    public static IntExpr[] AxisStrides(Storage storage)
    {
        SymbolicShape shape = storage.Shape;
        IntExpr[] strides = new IntExpr[shape.Rank];
        if (storage.Layout == StorageLayout.Plain)
        {
            IntExpr stride = IntExpr.One;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                strides[axis] = stride;
                stride *= shape[axis];
            }

            return strides;
        }

        IntExpr inner = 4;
        for (int axis = shape.Rank - 1; axis >= 2; axis--)
        {
            strides[axis] = inner;
            inner *= shape[axis];
        }

        strides[1] = IntExpr.Zero;
        strides[0] = inner * IntExpr.CeilDiv(shape[1], 4);
        return strides;
    }
}
