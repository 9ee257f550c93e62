using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Packaging;

namespace Lucid.Runtime.Dispatching;

/// <summary>
/// Turns a kernel into dispatches that a device takes: cut along the package's splits until every binding is within the device's
/// ranges, then along the grid until every dispatch is within its workgroup counts. Pure arithmetic over places and limits.
/// </summary>
internal static class DispatchPlanner
{
    /// <summary>More parts than this are a sign of limits that nobody has; they would take seconds to record.</summary>
    public const int MostParts = 1 << 18;

    /// <summary>The push constants have words for the shifts of bindings 1..4; what is bound beyond them must start where its range starts.</summary>
    public const int ShiftedBindings = 4;

    /// <summary>The dispatches in order; none where an axis has no workgroups.</summary>
    /// <exception cref="DeviceLimitException">The splits do not get a binding below its limit.</exception>
    public static ImmutableArray<DispatchPart> Plan(EvaluatedKernel kernel, IReadOnlyList<BufferPlace> places, DeviceLimits limits)
    {
        if (kernel.Groups.Any(count => count == 0)) return [];
        Cutter cutter = new(kernel, places, limits);
        cutter.Cut(0, Part.Whole(kernel));
        return cutter.Parts.ToImmutable();
    }

    /// <summary>A box of the grid, a depth range, and for each binding where the part's first step lies and what it touches, from the buffer's start.</summary>
    private sealed record Part(ImmutableArray<(long Begin, long End)> Axes, ImmutableArray<long> Origins, ImmutableArray<ByteRange> Touched)
    {
        public static Part Whole(EvaluatedKernel kernel) => new(
            [(0, kernel.Groups[0]), (0, kernel.Groups[1]), (0, kernel.Groups[2]), (0, 0)],
            [.. kernel.Bindings.Select(binding => binding.Range.Start)],
            [.. kernel.Bindings.Select(binding => binding.Range)]);

        /// <summary>Steps [s0, s1) of a split: bytes [s0·stride - lead, s1·stride + overlap) from each origin, within what this part touches.</summary>
        public Part Steps(EvaluatedSplit split, long s0, long s1)
        {
            long[] origins = [.. Origins];
            ByteRange[] touched = [.. Touched];
            for (int i = 0; i < touched.Length; i++)
            {
                long stride = split.Strides[i];
                if (stride == 0) continue;
                origins[i] = checked(Origins[i] + (s0 * stride));
                long end = checked(Origins[i] + (s1 * stride) + split.Overlaps[i]);
                touched[i] = Touched[i].Intersect(new ByteRange(origins[i] - split.Leads[i], end));
            }

            return new(
                Axes.SetItem((int)split.Axis, (s0, s1)),
                ImmutableCollectionsMarshal.AsImmutableArray(origins),
                ImmutableCollectionsMarshal.AsImmutableArray(touched));
        }
    }

    private sealed class Cutter(EvaluatedKernel kernel, IReadOnlyList<BufferPlace> places, DeviceLimits limits)
    {
        private (long Begin, long End) _depth;

        public ImmutableArray<DispatchPart>.Builder Parts { get; } = ImmutableArray.CreateBuilder<DispatchPart>();

        /// <summary>Emits the part if it fits, else cuts it into the longest runs of steps that fit; a step that does not fit alone is cut by the next split.</summary>
        public void Cut(int level, Part part)
        {
            if (FirstMisfit(part) is not int misfit)
            {
                Emit(part);
                return;
            }

            if (level == kernel.Splits.Length) throw TooLarge(part, misfit);
            EvaluatedSplit split = kernel.Splits[level];
            for (long begin = 0; begin < split.Steps;)
            {
                long end = LongestRun(split, part, begin);
                Cut(level + 1, part.Steps(split, begin, Math.Max(end, begin + 1)));
                begin = Math.Max(end, begin + 1);
            }
        }

        /// <summary>The largest end for which [begin, end) fits; begin where not even one step does. A longer run touches no less, so halving finds it.</summary>
        private long LongestRun(EvaluatedSplit split, Part part, long begin)
        {
            long fits = begin, tooFar = split.Steps + 1;
            while (tooFar - fits > 1)
            {
                long middle = fits + ((tooFar - fits) / 2);
                if (FirstMisfit(part.Steps(split, begin, middle)) is null) fits = middle;
                else tooFar = middle;
            }

            return fits;
        }

        private int? FirstMisfit(Part part)
        {
            for (int i = 0; i < kernel.Bindings.Length; i++)
            {
                BoundRange bound = Bind(part, i);
                if (bound.Size > LargestRange(bound.Kind)) return i;
            }

            return null;
        }

        private long LargestRange(BindingKind kind) => kind switch
        {
            BindingKind.Storage => limits.StorageRange,
            BindingKind.TexelF32X4 => checked(limits.TexelElements * 16),
        };

        private BoundRange Bind(Part part, int index)
        {
            KernelBinding binding = kernel.Bindings[index].Binding;
            BufferPlace place = places[binding.Buffer];
            bool isTexel = binding.Kind == BindingKind.TexelF32X4;
            ByteRange touched = part.Touched[index].Moved(place.Offset);
            long alignment = Math.Max(isTexel ? limits.TexelAlignment : limits.StorageAlignment, 16);
            // Vulkan binds no empty range: of one at the buffer's end, the byte before it.
            long first = Math.Min(touched.Start, place.Range.End - 1);
            long start = first / alignment * alignment;
            long size = BlockPacking.RoundUp(Math.Max(touched.End, first + 1) - start, isTexel ? 16 : 4);
            long logicalStart = place.Offset + kernel.Bindings[index].Range.Start;
            return new(binding.Binding, binding.Kind, place.Block, start, size, unchecked((uint)((start - logicalStart) / binding.ElementBytes)));
        }

        private void Emit(Part part)
        {
            ImmutableArray<BoundRange> bindings = [.. kernel.Bindings.Select((_, index) => Bind(part, index))];
            foreach (BoundRange bound in bindings)
            {
                if (bound.Binding > ShiftedBindings && bound.Shift != 0)
                {
                    throw new ProgramException(
                        $"kernel {kernel.Name}: binding {bound.Binding} starts at byte {bound.Offset} of its memory, {(int)bound.Shift} elements from its range, and only bindings 1 to {ShiftedBindings} can be shifted");
                }
            }

            (long Begin, long End) depth = part.Axes[(int)SplitAxis.Depth];
            bool continues = depth.Begin > 0 && depth != _depth;
            _depth = depth;
            uint word = (uint)(depth.Begin | (depth.End << 16));
            foreach ((long z, long zCount) in Runs(part, SplitAxis.Z))
            {
                foreach ((long y, long yCount) in Runs(part, SplitAxis.Y))
                {
                    foreach ((long x, long xCount) in Runs(part, SplitAxis.X))
                    {
                        if (Parts.Count == MostParts)
                            throw new DeviceLimitException($"kernel {kernel.Name} would be cut into more than {MostParts} dispatches on this device");
                        Parts.Add(new(
                            new Grid((uint)x, (uint)y, (uint)z), new Grid((uint)xCount, (uint)yCount, (uint)zCount), word, continues, bindings));
                        continues = false;
                    }
                }
            }
        }

        private IEnumerable<(long First, long Count)> Runs(Part part, SplitAxis axis)
        {
            (long begin, long end) = part.Axes[(int)axis];
            long most = limits.GroupCount((int)axis);
            for (long first = begin; first < end; first += most) yield return (first, Math.Min(most, end - first));
        }

        private DeviceLimitException TooLarge(Part part, int index)
        {
            BoundRange bound = Bind(part, index);
            string buffer = $"binding {bound.Binding} of kernel {kernel.Name} ({kernel.Candidate.Variant})";
            string cut = kernel.Splits.IsEmpty ? "the package offers no way to cut it" : "cut as far as the package allows";
            return new(bound.Kind == BindingKind.TexelF32X4
                ? $"{buffer} needs a texel view of {bound.Size / 16} elements; the device allows {limits.TexelElements}, and {cut}"
                : $"{buffer} needs a range of {bound.Size} bytes; the device allows {limits.StorageRange}, and {cut}");
        }
    }
}
