using Lucid.Compiler.Lowering;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>
/// The iteration space of a kernel that walks an output's elements (shaders/pointwise/index_space.glsl): the output's storage in
/// order, with axes that lie alike in every tensor merged.
/// </summary>
/// <param name="Axes">Axes, outermost first; 1 to 6.</param>
/// <param name="Channel">0: no channel axis; 1: the axis <paramref name="ChannelAxis"/>; 2: blocks at that axis and lanes at the last one.</param>
/// <param name="ChannelAxis">Index into <paramref name="Axes"/>.</param>
/// <param name="Channels">Number of channels; 0 where there is no channel axis.</param>
/// <param name="Tensors">Addressing of the output and the operands, in this order.</param>
internal sealed record IndexSpace(
    ValueList<IndexAxis> Axes, int Channel, int ChannelAxis, IntExpr Channels, ValueList<IndexedTensor> Tensors)
{
    public const int MaxAxes = 6;
    private const int ViewWords = 10;
    private const int MaxTensors = 4;

    public IntExpr Count => Axes.Aggregate(IntExpr.One, (product, axis) => product * axis.Extent);

    /// <summary>Whether four elements in order always share all coordinates but the last.</summary>
    public bool IsAligned => IntExpr.Mod(Axes[^1].Extent, 4) == IntExpr.Zero;

    /// <summary>Elements of one index of the first axis.</summary>
    public IntExpr LayerCount => Axes.Skip(1).Aggregate(IntExpr.One, (product, axis) => product * axis.Extent);

    /// <summary>The space with as few axes as the tensors allow.</summary>
    public static IndexSpace Of(SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands)
    {
        if (IsFlat(shape, output, operands)) return Flat([output, .. operands]);
        IndexSpace space = Merged(shape, output, operands);
        CheckCount(space.Axes.Count);
        return space;
    }

    /// <summary>The space with as few axes as the tensors allow, however many.</summary>
    public static IndexSpace Merged(SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands)
    {
        IndexSpace space = OfAxes(shape, output, operands);
        List<IndexAxis> merged = Merge(space.Axes);
        return space with { Axes = merged.ToValueList(), ChannelAxis = space.Channel == 0 ? 0 : merged.FindIndex(axis => axis.IsChannel) };
    }

    /// <summary>The space with every axis of the output, for kernels that map coordinates; a blocked output has its lanes as one more axis.</summary>
    public static IndexSpace OfAxes(SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands)
    {
        TensorAccess[] tensors = [output, .. operands];
        bool byBlocks = output.IsBlocked && IntExpr.Mod(output.ChannelOffset, 4) == IntExpr.Zero;
        int channelAxis = tensors.Where(t => t.ChannelAxis >= 0).Select(t => t.ChannelAxis).DefaultIfEmpty(-1).First();
        if (tensors.Any(t => t.ChannelAxis >= 0 && t.ChannelAxis != channelAxis))
            throw new System.Diagnostics.UnreachableException("blocked operands of one kernel walk their channels along different axes");

        List<IndexAxis> axes = [];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            bool isChannel = axis == channelAxis;
            IntExpr extent = isChannel && byBlocks ? IntExpr.CeilDiv(shape[axis], 4) : shape[axis];
            axes.Add(new(extent, tensors.Select(t => isChannel ? IntExpr.Zero : t.Strides[axis]).ToValueList(), isChannel));
        }

        if (byBlocks) axes.Add(new(4, tensors.Select(_ => IntExpr.Zero).ToValueList(), true));
        ValueList<IndexedTensor> indexed = tensors.Select(t => IndexedTensor.Of(t, channelAxis)).ToValueList();
        if (axes.Count == 0) axes.Add(new(IntExpr.One, tensors.Select(_ => IntExpr.Zero).ToValueList(), false));
        int mode = channelAxis < 0 ? 0 : byBlocks ? 2 : 1;
        return new(axes.ToValueList(), mode, Math.Max(channelAxis, 0), mode == 0 ? IntExpr.Zero : shape[channelAxis], indexed);
    }

    /// <summary>Refuses more axes than the shaders have words for.</summary>
    public static void CheckCount(int axes)
    {
        if (axes > MaxAxes) throw new LoweringException($"a movement over {axes} axes that do not merge; kernels walk at most {MaxAxes}");
    }

    /// <summary>Words 0.. of the parameter block; <paramref name="layered"/> where workgroups along z walk the first axis.</summary>
    public IntExpr[] Parameters(bool layered)
    {
        List<IntExpr> words = [layered ? LayerCount : Count];
        for (int axis = 0; axis < MaxAxes; axis++) words.Add(axis < Axes.Count ? Axes[axis].Extent : IntExpr.One);
        words.Add(Channels);
        for (int tensor = 0; tensor < MaxTensors; tensor++)
        {
            if (tensor >= Tensors.Count)
            {
                words.AddRange(Enumerable.Repeat(IntExpr.Zero, ViewWords));
                continue;
            }

            IndexedTensor view = Tensors[tensor];
            words.Add(view.Offset);
            for (int axis = 0; axis < MaxAxes; axis++) words.Add(axis < Axes.Count ? Axes[axis].Strides[tensor] : IntExpr.Zero);
            words.AddRange([view.ChannelOffset, view.Block, view.Lane]);
        }

        return [.. words];
    }

    public ValueList<SpecializationValue> Specialization(uint localSize) =>
    [
        new(0, localSize), new(1, (uint)Axes.Count), new(2, (uint)Channel), new(3, (uint)ChannelAxis), new(4, IsAligned ? 1u : 0u),
    ];

    /// <summary>Whether every tensor is the output's size in the output's order, or one element: then layout does not matter.</summary>
    public static bool IsFlat(SymbolicShape shape, TensorAccess output, IReadOnlyList<TensorAccess> operands)
    {
        // Lanes beyond the channels would receive f(0) instead of 0.
        if (output.Storage.Layout == StorageLayout.Blocked && IntExpr.Mod(shape[1], 4) != IntExpr.Zero) return false;
        return IsWhole(output) && operands.All(t => (t.Storage.IsDense && t.Storage.Shape.ElementCount == IntExpr.One) || (IsWhole(t) && t.Storage.Layout == output.Storage.Layout));

        bool IsWhole(TensorAccess t) => t.Storage.IsDense && t.Storage.Shape == shape && t.Offset == IntExpr.Zero && t.ChannelOffset == IntExpr.Zero
            && t.Strides == TensorAccess.Broadcast(t.Storage, shape).Strides;
    }

    private static IndexSpace Flat(TensorAccess[] tensors)
    {
        IntExpr elements = tensors[0].Storage.Elements;
        ValueList<IntExpr> strides = tensors.Select((t, i) => i == 0 || t.Storage.Shape == tensors[0].Storage.Shape ? IntExpr.One : IntExpr.Zero).ToValueList();
        return new([new IndexAxis(elements, strides, false)], 0, 0, IntExpr.Zero,
            tensors.Select(t => new IndexedTensor(IntExpr.Zero, IntExpr.Zero, IntExpr.Zero, IntExpr.Zero)).ToValueList());
    }

    private static List<IndexAxis> Merge(ValueList<IndexAxis> axes)
    {
        List<IndexAxis> merged = [];
        foreach (IndexAxis axis in axes)
        {
            if (!axis.IsChannel && axis.Extent == IntExpr.One) continue;
            if (merged.Count > 0 && merged[^1] is { IsChannel: false } outer && !axis.IsChannel && LiesWithin(outer, axis))
                merged[^1] = axis with { Extent = outer.Extent * axis.Extent };
            else merged.Add(axis);
        }

        if (merged.Count == 0) merged.Add(axes[0]);
        return merged;
    }

    private static bool LiesWithin(IndexAxis outer, IndexAxis inner)
    {
        for (int tensor = 0; tensor < inner.Strides.Count; tensor++)
        {
            if (outer.Strides[tensor] != inner.Strides[tensor] * inner.Extent) return false;
        }

        return true;
    }
}

/// <summary>An axis of an iteration space with each tensor's stride along it, in elements.</summary>
internal sealed record IndexAxis(IntExpr Extent, ValueList<IntExpr> Strides, bool IsChannel);

/// <summary>A tensor's part of an address that is not linear in the axes.</summary>
internal sealed record IndexedTensor(IntExpr Offset, IntExpr ChannelOffset, IntExpr Block, IntExpr Lane)
{
    /// <summary>A plain tensor's channel stride s becomes a block stride 4·s and a lane stride s: the same number.</summary>
    public static IndexedTensor Of(TensorAccess access, int channelAxis)
    {
        if (access.ChannelAxis >= 0) return new(access.Offset, access.ChannelOffset, access.Block, IntExpr.One);
        IntExpr stride = channelAxis >= 0 ? access.Strides[channelAxis] : IntExpr.Zero;
        return new(access.Offset, IntExpr.Zero, stride * 4, stride);
    }
}
