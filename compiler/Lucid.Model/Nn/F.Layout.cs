using System.Runtime.CompilerServices;

using Lucid.Model.Ops;
using Lucid.Tensors;

namespace Lucid.Model.Nn;

/// <content>Shapes: joining, cutting, ordering and repeating.</content>
public static partial class F
{
    /// <summary>torch.cat: values one after another along an axis.</summary>
    public static Var Cat(IReadOnlyList<Var> tensors, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tensors.Count);
        Var first = tensors[0].At(file, line);
        return first.Apply(new Concat(first.Axis(dim)), [.. tensors.Skip(1)]);
    }

    /// <summary>
    /// torch.nn.functional.pad: pairs of numbers from the last axis backwards, (left, right, top, bottom, …); a negative number crops.
    /// Modes: constant, reflect, replicate, circular.
    /// </summary>
    public static Var Pad(Var input, ValueList<IntExpr> pad, string mode = "constant", double value = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Pad(input, pad, mode, value, NnModel.Caller(file, line), null);

    /// <summary>torch.reshape: the same elements under another shape; one extent may be -1 and takes what is left.</summary>
    public static Var Reshape(Var input, ValueList<IntExpr> shape, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int open = shape.ToList().FindIndex(extent => extent.Equals(-1));
        if (open < 0) return here.Apply(new Reshape(new SymbolicShape(shape.AsSpan())));
        IntExpr rest = shape.Where((_, axis) => axis != open).Aggregate(IntExpr.One, (product, extent) => product * extent);
        IntExpr[] extents = [.. shape];
        extents[open] = IntExpr.FloorDiv(here.Shape.ElementCount, rest);
        return here.Apply(new Reshape(new SymbolicShape(extents)));
    }

    /// <summary>torch.flatten: the axes from one to another become a single one.</summary>
    public static Var Flatten(Var input, int startDim = 0, int endDim = -1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        if (here.Rank == 0) return here.Apply(new Reshape(new SymbolicShape(1)));
        (int first, int last) = (here.Axis(startDim), here.Axis(endDim));
        if (first > last) throw here.Error(DiagnosticDescriptors.AxisRefused, endDim, here.Type);
        IntExpr flat = here.Shape.Extents.Skip(first).Take(last - first + 1).Aggregate(IntExpr.One, (product, extent) => product * extent);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Take(first), flat, .. here.Shape.Extents.Skip(last + 1)])));
    }

    /// <summary>torch.unsqueeze: a new axis of extent 1.</summary>
    public static Var Unsqueeze(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = dim < 0 ? dim + here.Rank + 1 : dim;
        if (axis < 0 || axis > here.Rank) throw here.Error(DiagnosticDescriptors.AxisRefused, dim, here.Type);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Take(axis), IntExpr.One, .. here.Shape.Extents.Skip(axis)])));
    }

    /// <summary>torch.squeeze: an axis of extent 1 removed.</summary>
    public static Var Squeeze(Var input, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = here.Axis(dim);
        return here.Apply(new Reshape(new SymbolicShape([.. here.Shape.Extents.Where((_, at) => at != axis)])));
    }

    /// <summary>torch.permute: axes in another order.</summary>
    public static Var Permute(Var input, ValueList<long> dims, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Transpose(dims.Select(dim => (long)here.Axis((int)dim)).ToValueList()));
    }

    /// <summary>torch.transpose: two axes exchanged.</summary>
    public static Var Transpose(Var input, int dim0, int dim1, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        long[] order = [.. Enumerable.Range(0, here.Rank).Select(axis => (long)axis)];
        (order[here.Axis(dim0)], order[here.Axis(dim1)]) = (order[here.Axis(dim1)], order[here.Axis(dim0)]);
        return here.Apply(new Transpose([.. order]));
    }

    /// <summary>torch.Tensor.expand: axes of extent 1 repeated; -1 keeps an extent.</summary>
    public static Var Expand(Var input, ValueList<IntExpr> sizes, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int added = sizes.Count - here.Rank;
        IntExpr[] target = [.. sizes.Select((extent, axis) => extent.Equals(-1) && axis >= added ? here.Shape[axis - added] : extent)];
        return here.Apply(new Expand(new SymbolicShape(target)));
    }

    /// <summary>torch.narrow: <paramref name="length"/> positions of an axis from <paramref name="start"/> on.</summary>
    public static Var Narrow(Var input, int dim, IntExpr start, IntExpr length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = here.Axis(dim);
        IntExpr[] starts = [.. Enumerable.Repeat(IntExpr.Zero, here.Rank)];
        IntExpr[] lengths = [.. here.Shape.Extents];
        (starts[axis], lengths[axis]) = (start, length);
        return here.Apply(new Slice([.. starts], [.. lengths], OpCatalogue.Ones(here.Rank)));
    }

    /// <summary>torch.split with a list of sizes: parts of an axis one after another.</summary>
    public static IReadOnlyList<Var> Split(Var input, ValueList<IntExpr> sizes, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        List<Var> parts = [];
        IntExpr start = 0;
        foreach (IntExpr size in sizes)
        {
            parts.Add(Narrow(input, dim, start, size, file, line));
            start += size;
        }

        return parts;
    }

    /// <summary>torch.nn.functional.pixel_shuffle: (N, C·r², H, W) becomes (N, C, H·r, W·r).</summary>
    public static Var PixelShuffle(Var input, long upscaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        input.At(file, line).Apply(new DepthToSpace(upscaleFactor, ColumnRowDepth: true));

    /// <summary>torch.stack: values along a new axis.</summary>
    public static Var Stack(IReadOnlyList<Var> tensors, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Cat([.. tensors.Select(tensor => Unsqueeze(tensor, dim, file, line))], dim, file, line);

    /// <summary>torch.unbind: the positions of an axis whose extent is known, without the axis.</summary>
    public static IReadOnlyList<Var> Unbind(Var input, int dim = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        if (!here.Size(dim).TryGetConstant(out long extent)) throw here.Error(DiagnosticDescriptors.ExtentOpen, "unbind", here.Axis(dim), here.Size(dim));
        return [.. Enumerable.Range(0, checked((int)extent)).Select(i => Select(here, dim, i, file, line))];
    }

    /// <summary>torch.select: one position of an axis, without the axis; a negative one counts from the end.</summary>
    public static Var Select(Var input, int dim, IntExpr index, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        bool fromEnd = index.TryGetConstant(out long known) && known < 0;
        return Squeeze(Narrow(here, dim, fromEnd ? here.Size(dim) + index : index, 1, file, line), here.Axis(dim), file, line);
    }

    /// <summary>torch.index_select: the positions of an axis that a vector of integers names, as often as it names them.</summary>
    public static Var IndexSelect(Var input, int dim, Var index, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new Gather(here.Axis(dim)), index);
    }

    /// <summary>torch.gather: out[i][j][k] = input[index[i][j][k]][j][k] for axis 0, likewise for the others.</summary>
    public static Var Gather(Var input, int dim, Var index, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        return here.Apply(new GatherElements(here.Axis(dim)), index);
    }

    /// <summary>torch.flip: axes read backwards.</summary>
    public static Var Flip(Var input, IntTuple dims, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        HashSet<int> axes = [.. dims.Items.Select(dim => here.Axis(checked((int)dim)))];
        return here.Apply(new Slice(
            Enumerable.Range(0, here.Rank).Select(axis => axes.Contains(axis) ? here.Shape[axis] - 1 : IntExpr.Zero).ToValueList(), [.. here.Shape.Extents],
            Enumerable.Range(0, here.Rank).Select(axis => axes.Contains(axis) ? -1L : 1L).ToValueList()));
    }

    /// <summary>torch.roll: positions moved towards the end of an axis, and what leaves it brought in at the beginning.</summary>
    /// <param name="input">The input.</param>
    /// <param name="shifts">How far, one entry an axis of <paramref name="dims"/>; negative towards the beginning.</param>
    /// <param name="dims">The axes, whose extents are known.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Var Roll(Var input, IntTuple shifts, IntTuple dims, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var rolled = input.At(file, line);
        if (shifts.Items.Count != dims.Items.Count) throw rolled.Error(DiagnosticDescriptors.TupleLength, "roll: shifts", shifts.Items.Count, dims.Items.Count);
        for (int i = 0; i < dims.Items.Count; i++)
        {
            int axis = rolled.Axis(checked((int)dims.Items[i]));
            if (!rolled.Shape[axis].TryGetConstant(out long extent)) throw rolled.Error(DiagnosticDescriptors.ExtentOpen, "roll", axis, rolled.Shape[axis]);
            long shift = extent == 0 ? 0 : ((shifts.Items[i] % extent) + extent) % extent;
            if (shift > 0) rolled = Cat([Narrow(rolled, axis, extent - shift, shift, file, line), Narrow(rolled, axis, 0, extent - shift, file, line)], axis, file, line);
        }

        return rolled;
    }

    /// <summary>torch.Tensor.repeat, torch.tile: copies one after another along the axes; surplus entries are new axes in front.</summary>
    public static Var Repeat(Var input, ValueList<IntExpr> sizes, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int added = sizes.Count - here.Rank;
        if (added < 0) throw here.Error(DiagnosticDescriptors.TupleLength, "repeat: sizes", sizes.Count, $"{here.Rank} or more");
        IntExpr[] extents = [.. Enumerable.Repeat(IntExpr.One, added), .. here.Shape.Extents];
        // [n] → [1,n] → [r,n] → [r·n], all axes at once; an axis that is not repeated needs none of it.
        List<IntExpr> apart = [], copied = [];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (!sizes[axis].Equals(IntExpr.One))
            {
                apart.Add(IntExpr.One);
                copied.Add(sizes[axis]);
            }

            apart.Add(extents[axis]);
            copied.Add(extents[axis]);
        }

        Var copies = Expand(here.Apply(new Reshape(new SymbolicShape([.. apart]))), [.. copied], file, line);
        return copies.Apply(new Reshape(new SymbolicShape([.. extents.Select((extent, axis) => extent * sizes[axis])])));
    }

    /// <summary>torch.repeat_interleave: every position of an axis several times, one copy beside the other.</summary>
    public static Var RepeatInterleave(Var input, long repeats, int dim, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Var here = input.At(file, line);
        int axis = here.Axis(dim);
        IntExpr[] extents = [.. here.Shape.Extents];
        Var copies = Expand(Unsqueeze(here, axis + 1, file, line), [.. extents[..(axis + 1)], repeats, .. extents[(axis + 1)..]], file, line);
        extents[axis] *= repeats;
        return copies.Apply(new Reshape(new SymbolicShape(extents)));
    }

    /// <summary>torch.nn.functional.pixel_unshuffle: (N, C, H·r, W·r) becomes (N, C·r², H, W), the inverse of <see cref="PixelShuffle"/>.</summary>
    public static Var PixelUnshuffle(Var input, long downscaleFactor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => PixelUnshuffle(input, downscaleFactor, NnModel.Caller(file, line), null);

    /// <summary>torch.nn.functional.channel_shuffle: channels c = g·n + i of (N, C, *) go to i·groups + g.</summary>
    public static Var ChannelShuffle(Var input, long groups, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => ChannelShuffle(input, groups, NnModel.Caller(file, line), null);

    internal static Var Pad(Var input, ValueList<IntExpr> pad, string mode, double value, SourceSpan span, string? nodeName)
    {
        PadMode? known = mode switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "replicate" => PadMode.Edge,
            "circular" => PadMode.Wrap,
            _ => null,
        };
        if (known is not { } padMode) throw input.Error(DiagnosticDescriptors.WordRefused, "pad", "mode", mode, "constant, reflect, replicate, circular");
        if (pad.Count % 2 != 0 || pad.Count > 2 * input.Rank) throw input.Error(DiagnosticDescriptors.TupleLength, "pad", pad.Count, $"an even number up to {2 * input.Rank}");
        IntExpr[] begin = [.. Enumerable.Repeat(IntExpr.Zero, input.Rank)];
        IntExpr[] end = [.. begin];
        for (int i = 0; i < pad.Count / 2; i++) (begin[^(i + 1)], end[^(i + 1)]) = (pad[2 * i], pad[(2 * i) + 1]);
        return input.Model.Apply(new Pad(padMode, [.. begin], [.. end], value), span, nodeName, input);
    }

    internal static Var PixelUnshuffle(Var input, long factor, SourceSpan span, string? nodeName)
    {
        if (factor < 1) throw input.Error(DiagnosticDescriptors.ArgumentTooSmall, "pixel_unshuffle", "downscale_factor", factor, 1);
        if (input.Rank != 4) throw input.Error(DiagnosticDescriptors.RankRefused, "pixel_unshuffle: input", input.Type, 4);
        (NnModel model, SymbolicShape shape) = (input.Model, input.Shape);
        (IntExpr height, IntExpr width) = (IntExpr.FloorDiv(shape[2], factor), IntExpr.FloorDiv(shape[3], factor));
        Var blocks = model.Apply(new Reshape(new SymbolicShape(shape[0], shape[1], height, factor, width, factor)), span, null, input);
        Var ordered = model.Apply(new Transpose([0, 1, 3, 5, 2, 4]), span, null, blocks);
        return model.Apply(new Reshape(new SymbolicShape(shape[0], shape[1] * (factor * factor), height, width)), span, nodeName, ordered);
    }

    internal static Var ChannelShuffle(Var input, long groups, SourceSpan span, string? nodeName)
    {
        if (groups < 1) throw input.Error(DiagnosticDescriptors.ArgumentTooSmall, "channel_shuffle", "groups", groups, 1);
        if (input.Rank < 3) throw input.Error(DiagnosticDescriptors.RankRefused, "channel_shuffle: input", input.Type, "3 or more");
        (NnModel model, IntExpr[] extents) = (input.Model, [.. input.Shape.Extents]);
        Var grouped = model.Apply(new Reshape(new SymbolicShape([extents[0], groups, IntExpr.FloorDiv(extents[1], groups), .. extents[2..]])), span, null, input);
        Var ordered = model.Apply(new Transpose([0, 2, 1, .. Enumerable.Range(3, extents.Length - 2).Select(axis => (long)axis)]), span, null, grouped);
        return model.Apply(new Reshape(new SymbolicShape(extents)), span, nodeName, ordered);
    }
}
