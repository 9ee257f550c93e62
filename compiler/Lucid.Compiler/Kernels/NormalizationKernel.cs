using Lucid.Compiler.Fusion;
using Lucid.Compiler.Lowering;
using Lucid.Model;
using Lucid.Model.Ops;
using Lucid.Packaging;
using Lucid.Tensors;

namespace Lucid.Compiler.Kernels;

/// <summary>Statistics of groups of channels (shaders/normalization/moments, factors), and normalisation of rows of memory (layer).</summary>
internal static class NormalizationKernel
{
    private const long ShortestSegment = 2048;
    private const long MostSegments = 512;

    public static void LowerFactors(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var factors = (NormalizationFactors)node.Op;
        Storage source = context.ReadWhole(node.Inputs[0]);
        Storage affine = context.Read(node.Inputs[1], StorageLayout.Plain);
        IntExpr channels = source.Shape[1];
        IntExpr size = channels == factors.Groups ? IntExpr.One : IntExpr.FloorDiv(channels, factors.Groups);
        ReductionSpace space = GroupSpace(source, factors.Groups, size, context.IsStrict);
        ReductionSegments segments = ReductionSegments.Of(space.Length, ShortestSegment, MostSegments);
        if (segments.Count == IntExpr.One)
        {
            LowerWhole(context, group, space, segments, source, affine, size);
            return;
        }

        Storage moments = context.Scratch($"{node.Name}.moments", new SymbolicShape(space.Items, segments.Count, 2), StorageLayout.Plain, source.IsStatic);
        context.Emit(
            new ProgramKernel($"{group.Name}.moments", [node.Name],
                ReductionCandidates.Make(space, segments, context.Modules.Plain("normalization/moments"), context.Modules.Plain("normalization/moments_lanes"), new FourForm(suffix => context.Modules.Plain("normalization/moments" + suffix)),
                    [ReductionCandidates.Bind(1, BindingAccess.Read, source), ReductionCandidates.Bind(3, BindingAccess.Write, moments)],
                    [segments.Count * 8], [], [], "reduce-16", halves: source.IsHalf),
                space.Items * space.Length * 6, (source.Elements + moments.Elements) * 4),
            moments);

        (Storage factor, Storage shift, ValueList<KernelBinding> bindings) = Results(context, node, moments, affine, source.IsStatic && affine.IsStatic);
        context.Emit(
            new ProgramKernel(group.Name, [node.Name],
                ReductionCandidates.Flat(context.Modules.Plain("normalization/factors"), source.Shape[0] * channels, bindings, [],
                    [channels, size, segments.Count, segments.Length, space.Length, DeviceScalar.Bits(factors.Epsilon, ElementType.F32)], []),
                source.Shape[0] * channels * segments.Count * 8, (moments.Elements + affine.Elements + factor.Elements + shift.Elements) * 4),
            factor);
    }

    /// <summary>What a kernel of factors writes, and its bindings; <paramref name="read"/>: the moments, or the values themselves.</summary>
    private static (Storage Factor, Storage Shift, ValueList<KernelBinding> Bindings) Results(LoweringContext context, Node node, Storage read, Storage affine, bool isStatic)
    {
        Storage factor = context.Define(node.Outputs[0], StorageLayout.Plain, isStatic);
        Storage shift = context.Define(node.Outputs[1], StorageLayout.Plain, isStatic);
        return (factor, shift,
        [
            ReductionCandidates.Bind(1, BindingAccess.Read, read), ReductionCandidates.Bind(2, BindingAccess.Read, affine),
            ReductionCandidates.Bind(3, BindingAccess.Write, factor), ReductionCandidates.Bind(4, BindingAccess.Write, shift),
        ]);
    }

    /// <summary>Groups of one segment: whoever has walked a group knows its factors.</summary>
    private static void LowerWhole(LoweringContext context, KernelGroup group, ReductionSpace space, ReductionSegments segments, Storage source, Storage affine, IntExpr size)
    {
        Node node = group.Root;
        (Storage factor, Storage shift, ValueList<KernelBinding> bindings) = Results(context, node, source, affine, source.IsStatic && affine.IsStatic);
        context.Emit(
            new ProgramKernel(group.Name, [node.Name],
                ReductionCandidates.Make(space, segments, context.Modules.Plain("normalization/factors_whole"), context.Modules.Plain("normalization/factors_whole_lanes"), new FourForm(suffix => context.Modules.Plain("normalization/factors_whole" + suffix)),
                    bindings, [IntExpr.Zero, size * 4, size * 4], [],
                    [source.Shape[1], size, DeviceScalar.Bits(((NormalizationFactors)node.Op).Epsilon, ElementType.F32)], "reduce-16", halves: source.IsHalf),
                (space.Items * space.Length * 6) + (factor.Elements * 8), (source.Elements + affine.Elements + factor.Elements + shift.Elements) * 4),
            factor);
    }

    public static void LowerLayer(LoweringContext context, KernelGroup group)
    {
        Node node = group.Root;
        var layer = (LayerNormalization)node.Op;
        // Rows may hold halves; ranges along another axis are not runs of memory.
        Storage source = layer.Count == 0 ? context.ReadRows(node.Inputs[0]) : context.Read(node.Inputs[0], StorageLayout.Plain);
        Storage scale = context.Read(node.Inputs[1], StorageLayout.Plain);
        Storage? bias = node.Inputs.Count > 2 ? context.Read(node.Inputs[2], StorageLayout.Plain) : null;
        Storage target = context.Define(node.Output, StorageLayout.Plain, source.IsStatic && scale.IsStatic && bias?.IsStatic != false);
        ReductionSpace space = LayerSpace(source, layer);
        IntExpr length = space.Length;
        ValueList<KernelBinding> bindings =
        [
            ReductionCandidates.Bind(1, BindingAccess.Read, source), ReductionCandidates.Bind(2, BindingAccess.Read, scale),
            ReductionCandidates.Bind(3, BindingAccess.Write, target), ReductionCandidates.Bind(4, BindingAccess.Read, bias ?? scale),
        ];
        ValueList<SpecializationValue> constants = [new(2, bias is null ? 0u : 1u), new(3, layer.Centred ? 1u : 0u), .. target.IsHalf ? new SpecializationValue[] { new(6, 1) } : []];
        FourForm? fours = target.IsHalf ? null : new FourForm(suffix => context.Modules.Plain("normalization/layer" + suffix))
        {
            // Exact quotients of every run one behind the other make a module that drivers take long to translate.
            HasColumns = !context.IsStrict,
            Fours = [2, 3, 4],
            HasRuns = true,
            Rounds = runs => (length * (runs + 1)) + runs,
        };
        ValueList<KernelCandidate> candidates = ReductionCandidates.Make(
            space, ReductionSegments.Whole(length), context.Modules.Plain("normalization/layer"), context.Modules.Plain("normalization/layer_lanes"), fours, bindings,
            [IntExpr.Zero, IntExpr.Zero, IntExpr.Zero], constants, [DeviceScalar.Bits(layer.Epsilon, ElementType.F32)], "reduce-16",
            IntExpr.CeilDiv(length, 4) * 2, source.IsHalf);
        // A layer of the output lies where that of the operand does. A range's output is one piece: segments of the range are no cut of it.
        IntExpr layerBytes = space.Kept[0].Stride * target.ElementBytes;
        candidates = candidates.Select(candidate => candidate with
        {
            Splits = candidate.Splits.Where(split => split.Axis == SplitAxis.Z).Select(split => split with { Strides = [split.Strides[0], IntExpr.Zero, layerBytes, IntExpr.Zero] }).ToValueList(),
        }).ToValueList();
        context.Emit(new ProgramKernel(group.Name, [node.Name], candidates, space.Items * length * 10, (source.Elements + target.Elements) * 4), target);
    }

    private static ReductionSpace LayerSpace(Storage source, LayerNormalization layer)
    {
        if (layer.Count != 0) return ReductionSpace.TryMake(source, layer.IsNormalized, ordered: true) ?? throw new LoweringException($"layer normalisation along axis {layer.Axis} of {source.Shape}");
        IntExpr rows = source.Shape.Extents.Take((int)layer.Axis).Aggregate(IntExpr.One, (product, extent) => product * extent);
        return ReductionSpace.Rows(rows, source.Shape.Extents.Skip((int)layer.Axis).Aggregate(IntExpr.One, (product, extent) => product * extent));
    }

    /// <summary>Items are the groups of each image; <paramref name="ordered"/> where elements must be walked channel by channel in every layout.</summary>
    private static ReductionSpace GroupSpace(Storage source, IntExpr groups, IntExpr size, bool ordered)
    {
        IntExpr plane = Storage.SpatialCount(source.Shape);
        IntExpr image = TensorAccess.AxisStrides(source)[0];
        (ReductionAxis, bool)[] axes;
        // Groups of whole blocks, like those of a plain tensor, are runs of memory.
        if (source.Layout == StorageLayout.Plain || (!ordered && IntExpr.Mod(size, 4) == IntExpr.Zero))
            axes = [(new(source.Shape[0], image, 0), false), (new(groups, size * plane, 0), false), (new(size * plane, 1, 0), true)];
        else axes = [(new(source.Shape[0], image, 0), false), (new(groups, 0, size), false), (new(size, 0, 1), true), (new(plane, 4, 0), true)];
        return ReductionSpace.Merged(axes, source.Layout == StorageLayout.Plain ? 0 : plane * 4)
            ?? throw new System.Diagnostics.UnreachableException("four axes merge to two of each kind");
    }
}
