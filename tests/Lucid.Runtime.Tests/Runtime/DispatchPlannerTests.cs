using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Runtime.Dispatching;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class DispatchPlannerTests
{
    private static readonly DeviceLimits Roomy = DeviceLimits.Baseline with { StorageAlignment = 16, TexelAlignment = 16 };

    [Fact]
    public void What_fits_is_one_dispatch()
    {
        DispatchPart part = Assert.Single(DispatchPlanner.Plan(Kernel([7, 3, 2], [Storage(0, 4096)]), Places(8192), Roomy));
        Assert.Equal(new Grid(7, 3, 2), part.Count);
        Assert.Equal(0u, part.Depth);
        Assert.False(part.ContinuesSums);
        Assert.Equal(new BoundRange(1, BindingKind.Storage, 0, 0, 4096, 0), Assert.Single(part.Bindings));
    }

    [Fact]
    public void No_workgroups_on_an_axis_is_no_dispatch() =>
        Assert.Empty(DispatchPlanner.Plan(Kernel([7, 0, 2], [Storage(0, 4096)]), Places(4096), Roomy));

    [Fact]
    public void An_offset_is_bound_aligned_down_and_the_rest_is_shifted()
    {
        EvaluatedKernel kernel = Kernel([1, 1, 1], [Storage(260, 100), Texel(272, 32)]);
        DispatchPart part = Assert.Single(DispatchPlanner.Plan(kernel, Places(1024), DeviceLimits.Baseline));
        Assert.Equal(new BoundRange(1, BindingKind.Storage, 0, 256, 104, unchecked((uint)-1)), part.Bindings[0]);
        Assert.Equal(new BoundRange(2, BindingKind.TexelF32X4, 0, 256, 48, unchecked((uint)-1)), part.Bindings[1]);
    }

    [Fact]
    public void Grids_beyond_the_workgroup_counts_are_cut_with_first_workgroups_and_the_same_bindings()
    {
        ImmutableArray<DispatchPart> parts = DispatchPlanner.Plan(
            Kernel([5, 2, 1], [Storage(0, 64)]), Places(64), Roomy with { GroupCountX = 2, GroupCountY = 1 });
        Assert.Equal(
            [(0, 0, 2), (2, 0, 2), (4, 0, 1), (0, 1, 2), (2, 1, 2), (4, 1, 1)],
            parts.Select(part => ((int)part.First.X, (int)part.First.Y, (int)part.Count.X)));
        Assert.All(parts, part => Assert.True(part.Bindings == parts[0].Bindings));
    }

    [Fact]
    public void Depth_is_cut_in_ascending_parts_that_wait_for_each_other()
    {
        EvaluatedKernel kernel = Kernel([4, 1, 1], [Storage(0, 6 * 64), Storage(0, 64)], new Cut(SplitAxis.Depth, 6, [64, 0], [0, 0], [0, 0]));
        ImmutableArray<DispatchPart> parts = DispatchPlanner.Plan(kernel, Places(1024), Roomy with { StorageRange = 128 });
        Assert.Equal([0 | (2 << 16), 2 | (4 << 16), 4 | (6 << 16)], parts.Select(part => (int)part.Depth));
        Assert.Equal([false, true, true], parts.Select(part => part.ContinuesSums));
        Assert.Equal([0, 32, 64], parts.Select(part => (int)part.Bindings[0].Shift));
    }

    [Fact]
    public void A_step_that_does_not_fit_is_cut_by_the_next_split()
    {
        // Two images of four rows of 64 bytes; a binding holds one row and a half.
        EvaluatedKernel kernel = Kernel(
            [1, 4, 2], [Storage(0, 512)], new Cut(SplitAxis.Z, 2, [256], [0], [0]), new Cut(SplitAxis.Y, 4, [64], [0], [0]));
        ImmutableArray<DispatchPart> parts = DispatchPlanner.Plan(kernel, Places(512), Roomy with { StorageRange = 96 });
        Assert.Equal([(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (2, 1), (3, 1)], parts.Select(part => ((int)part.First.Y, (int)part.First.Z)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => 64L * i), parts.Select(part => part.Bindings[0].Offset));
    }

    [Fact]
    public void What_no_split_gets_below_the_limit_is_refused_naming_kernel_binding_need_and_limit()
    {
        EvaluatedKernel storage = Kernel([4, 1, 1], [Storage(0, 512)], new Cut(SplitAxis.X, 4, [128], [0], [0]));
        string message = Assert.Throws<DeviceLimitException>(() => DispatchPlanner.Plan(storage, Places(512), Roomy with { StorageRange = 64 })).Message;
        Assert.Equal("binding 1 of kernel k (v) needs a range of 128 bytes; the device allows 64, and cut as far as the package allows", message);

        message = Assert.Throws<DeviceLimitException>(() =>
            DispatchPlanner.Plan(Kernel([4, 1, 1], [Texel(0, 512)]), Places(512), Roomy with { TexelElements = 16 })).Message;
        Assert.Equal("binding 1 of kernel k (v) needs a texel view of 32 elements; the device allows 16, and the package offers no way to cut it", message);
    }

    [Fact]
    public void A_binding_without_a_shift_word_must_start_where_its_range_starts()
    {
        EvaluatedBinding fifth = new(Storage(256, 64).Binding with { Binding = 5 }, new ByteRange(256, 320));
        Assert.Equal(0u, Assert.Single(DispatchPlanner.Plan(Kernel([1, 1, 1], [fifth]), Places(1024), Roomy)).Bindings[0].Shift);
        fifth = fifth with { Range = new ByteRange(260, 320) };
        Assert.Throws<ProgramException>(() => DispatchPlanner.Plan(Kernel([1, 1, 1], [fifth]), Places(1024), Roomy));
    }

    [Fact]
    public void An_empty_range_binds_something_within_its_buffer()
    {
        BoundRange bound = Assert.Single(DispatchPlanner.Plan(Kernel([1, 1, 1], [Storage(1024, 0)]), Places(1024), DeviceLimits.Baseline)).Bindings[0];
        Assert.True(bound.Size > 0 && bound.Offset + bound.Size <= 1024);
    }

    [Fact]
    public void Parts_cover_every_workgroup_once_and_bind_all_it_touches_within_the_limits()
    {
        int cut = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            Random random = new(seed);
            DeviceLimits limits = RandomLimits(random);
            EvaluatedKernel kernel = RandomKernel(random);
            BufferPlace[] places = [.. kernel.Bindings.Select((binding, i) => new BufferPlace(i, 256 * random.Next(4), binding.Range.End))];
            ImmutableArray<DispatchPart> parts;
            try
            {
                parts = DispatchPlanner.Plan(kernel, places, limits);
            }
            catch (DeviceLimitException)
            {
                continue;
            }

            if (parts.Length > 1) cut++;
            Check(kernel, parts, places, limits, $"seed {seed}");
        }

        Assert.True(cut > 500, $"only {cut} kernels were cut");
    }

    private static void Check(EvaluatedKernel kernel, ImmutableArray<DispatchPart> parts, BufferPlace[] places, DeviceLimits limits, string seed)
    {
        long depthSteps = kernel.Splits.FirstOrDefault(split => split.Axis == SplitAxis.Depth)?.Steps ?? 1;
        Dictionary<(long X, long Y, long Z), List<(long Begin, long End, int Part)>> done = [];
        for (int i = 0; i < parts.Length; i++)
        {
            DispatchPart part = parts[i];
            Assert.True(part.Count.X <= limits.GroupCountX && part.Count.Y <= limits.GroupCountY && part.Count.Z <= limits.GroupCountZ, seed);
            (long Begin, long End) depth = part.Depth == 0 ? (0, depthSteps) : (part.Depth & 0xFFFF, part.Depth >> 16);
            foreach (BoundRange bound in part.Bindings)
            {
                bool isTexel = bound.Kind == BindingKind.TexelF32X4;
                Assert.True(bound.Size > 0 && bound.Offset % (isTexel ? limits.TexelAlignment : limits.StorageAlignment) == 0, seed);
                Assert.True(isTexel ? bound.Size % 16 == 0 && bound.Size / 16 <= limits.TexelElements : bound.Size % 4 == 0 && bound.Size <= limits.StorageRange, seed);
            }

            for (long x = part.First.X; x < part.First.X + part.Count.X; x++)
            {
                for (long y = part.First.Y; y < part.First.Y + part.Count.Y; y++)
                {
                    for (long z = part.First.Z; z < part.First.Z + part.Count.Z; z++)
                    {
                        if (!done.TryGetValue((x, y, z), out var ranges)) done.Add((x, y, z), ranges = []);
                        ranges.Add((depth.Begin, depth.End, i));
                        for (long d = depth.Begin; d < depth.End; d++) CheckTouched(kernel, part, places, [x, y, z, d], seed);
                    }
                }
            }
        }

        Assert.Equal(kernel.Groups[0] * kernel.Groups[1] * kernel.Groups[2], done.Count);
        foreach (List<(long Begin, long End, int Part)> ranges in done.Values)
        {
            // Ascending, without gap or overlap, and with a barrier between each two.
            Assert.Equal(0, ranges[0].Begin);
            Assert.Equal(depthSteps, ranges[^1].End);
            for (int i = 1; i < ranges.Count; i++)
            {
                Assert.Equal(ranges[i - 1].End, ranges[i].Begin);
                Assert.True(parts[(ranges[i - 1].Part + 1)..(ranges[i].Part + 1)].Any(part => part.ContinuesSums), seed);
            }
        }
    }

    /// <summary>What one workgroup at one depth step touches, from the definition of <see cref="KernelSplit"/>, must be bound where the shift says.</summary>
    private static void CheckTouched(EvaluatedKernel kernel, DispatchPart part, BufferPlace[] places, long[] steps, string seed)
    {
        for (int b = 0; b < kernel.Bindings.Length; b++)
        {
            EvaluatedBinding binding = kernel.Bindings[b];
            long origin = binding.Range.Start, start = binding.Range.Start, end = binding.Range.End;
            foreach (EvaluatedSplit split in kernel.Splits)
            {
                if (split.Strides[b] == 0) continue;
                origin += steps[(int)split.Axis] * split.Strides[b];
                start = Math.Max(start, origin - split.Leads[b]);
                end = Math.Min(end, origin + split.Strides[b] + split.Overlaps[b]);
            }

            int element = binding.Binding.ElementBytes;
            for (long at = start / element * element; at < end; at += element)
            {
                uint index = unchecked((uint)((at - binding.Range.Start) / element) - part.Bindings[b].Shift);
                long found = part.Bindings[b].Offset + ((long)index * element);
                Assert.True(found == places[b].Offset + at, $"{seed}: byte {at} of binding {b} is looked for at {found}");
                Assert.True(Math.Min(found + element, places[b].Offset + end) <= part.Bindings[b].Offset + part.Bindings[b].Size, $"{seed}: byte {at} of binding {b} is not bound");
            }
        }
    }

    private static DeviceLimits RandomLimits(Random random) => DeviceLimits.Baseline with
    {
        StorageRange = 64 * random.Next(1, 40),
        TexelElements = 4 * random.Next(1, 40),
        GroupCountX = random.Next(1, 6),
        GroupCountY = random.Next(1, 6),
        GroupCountZ = random.Next(1, 6),
        StorageAlignment = 1L << random.Next(4, 9),
        TexelAlignment = 1L << random.Next(4, 9),
    };

    private static EvaluatedKernel RandomKernel(Random random)
    {
        long[] groups = [random.Next(1, 6), random.Next(1, 6), random.Next(1, 4)];
        SplitAxis[] axes = [.. Enum.GetValues<SplitAxis>().OrderBy(_ => random.Next()).Take(random.Next(0, 4))];
        long[] steps = [.. axes.Select(axis => axis == SplitAxis.Depth ? random.Next(1, 6) : groups[(int)axis])];
        int bindings = random.Next(1, 4);
        long[][] strides = [.. axes.Select(_ => new long[bindings])], leads = [.. axes.Select(_ => new long[bindings])], overlaps = [.. axes.Select(_ => new long[bindings])];
        var bound = ImmutableArray.CreateBuilder<EvaluatedBinding>();
        for (int b = 0; b < bindings; b++)
        {
            // Innermost first: an inner step is a piece of an outer one, with leads and overlaps that stick out of it.
            int element = random.Next(2) == 0 ? 4 : 16;
            long size = element * random.Next(1, 12);
            for (int level = axes.Length - 1; level >= 0; level--)
            {
                if (random.Next(4) == 0) continue;
                strides[level][b] = size;
                leads[level][b] = element * random.Next(3);
                overlaps[level][b] = element * random.Next(3);
                size *= steps[level];
            }

            long offset = element * random.Next(20);
            bool isTexel = element == 16 && random.Next(2) == 0;
            EvaluatedBinding made = isTexel ? Texel(offset, size) : Storage(offset, size);
            bound.Add(made with { Binding = made.Binding with { Binding = b + 1, Buffer = b, ElementBytes = element } });
        }

        return Kernel(groups, bound.ToImmutable(), [.. axes.Select((axis, i) => new Cut(axis, steps[i], strides[i], leads[i], overlaps[i]))]);
    }

    private sealed record Cut(SplitAxis Axis, long Steps, long[] Strides, long[] Leads, long[] Overlaps);

    private static BufferPlace[] Places(long size) => [new(0, 0, size)];

    private static EvaluatedBinding Storage(long offset, long size) =>
        new(new KernelBinding(1, BindingKind.Storage, BindingAccess.Read, 0, 0, 0, 4), new ByteRange(offset, offset + size));

    private static EvaluatedBinding Texel(long offset, long size) =>
        new(new KernelBinding(1, BindingKind.TexelF32X4, BindingAccess.Read, 0, 0, 0, 16), new ByteRange(offset, offset + size));

    private static EvaluatedKernel Kernel(long[] groups, IReadOnlyList<EvaluatedBinding> bindings, params Cut[] cuts)
    {
        EvaluatedBinding[] numbered = [.. bindings.Select((binding, i) =>
            binding.Binding.Binding == 1 ? binding with { Binding = binding.Binding with { Binding = i + 1 } } : binding)];
        KernelCandidate candidate = new("v", "m", [], [], [], "o", numbered.Select(binding => binding.Binding).ToValueList(), [], [1, 1, 1], []);
        return new(
            "k", candidate, [.. groups], [.. numbered],
            [.. cuts.Select(cut => new EvaluatedSplit(cut.Axis, cut.Steps, [.. cut.Strides], [.. cut.Leads], [.. cut.Overlaps]))], []);
    }
}
