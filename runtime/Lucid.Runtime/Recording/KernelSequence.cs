using System.Collections.Immutable;

using Lucid.Packaging;
using Lucid.Runtime.Allocation;
using Lucid.Runtime.Devices;
using Lucid.Runtime.Dispatching;
using Lucid.Vulkan;

using BufferView = Lucid.Vulkan.BufferView;

namespace Lucid.Runtime.Recording;

/// <summary>Owns what a planned sequence of kernels needs to be recorded: parameters, descriptor sets, texel views.</summary>
internal sealed unsafe class KernelSequence : IDisposable
{
    private readonly LogicalDevice _device;
    private readonly ImmutableArray<KernelPlan> _kernels;
    private readonly PipelineSet _pipelines;
    private readonly MemoryBlock? _uniforms;
    private readonly Dictionary<(int Block, long Offset, long Size), BufferView> _views = [];
    private readonly DescriptorSet[][] _sets;
    private DescriptorPool _pool;

    /// <param name="memory">Where the parameters are allocated.</param>
    /// <param name="device">The device.</param>
    /// <param name="pipelines">Holds the pipelines of all candidates planned.</param>
    /// <param name="kernels">The plan.</param>
    /// <param name="uniforms">Its parameters.</param>
    /// <param name="blocks">The memory blocks that the plan numbers; they outlive the sequence.</param>
    public KernelSequence(
        DeviceMemoryPool memory, LogicalDevice device, PipelineSet pipelines, ImmutableArray<KernelPlan> kernels, ImmutableArray<byte> uniforms,
        IReadOnlyList<MemoryBlock> blocks)
    {
        (_device, _kernels, _pipelines) = (device, kernels, pipelines);
        _sets = new DescriptorSet[kernels.Length][];
        try
        {
            if (uniforms.IsEmpty) return;
            _uniforms = memory.Allocate("parameters", uniforms.Length, MemoryUse.Upload);
            uniforms.AsSpan().CopyTo(_uniforms.Map(0, uniforms.Length));
            _uniforms.Flush(0, uniforms.Length);
            _pool = CreatePool();
            if (_pool == default) return;
            for (int i = 0; i < kernels.Length; i++) _sets[i] = CreateSets(kernels[i], blocks);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Records all kernels. Where <paramref name="marks"/> is given, every kernel is kept apart from the next and both its ends are stamped.</summary>
    /// <param name="commands">Where to.</param>
    /// <param name="marks">The stamps, or null.</param>
    /// <param name="after">Called behind each kernel with its position: what it records sees what the kernel wrote. Every kernel is then kept apart, too.</param>
    public void Record(CommandBuffer commands, TimestampMarks? marks, Action<CommandBuffer, int>? after = null)
    {
        ComputePipeline? bound = null;
        for (int i = 0; i < _kernels.Length; i++)
        {
            KernelPlan kernel = _kernels[i];
            if (kernel.Parts.IsEmpty)
            {
                marks?.Write(commands);
                after?.Invoke(commands, i);
                continue;
            }

            if (kernel.BarrierBefore || (marks is not null && i > 0)) Barrier(commands);
            ComputePipeline pipeline = _pipelines[kernel.Candidate];
            if (pipeline != bound) _device.Vk.CmdBindPipeline(commands, PipelineBindPoint.Compute, pipeline.Handle);
            bound = pipeline;
            RecordParts(commands, kernel, pipeline, _sets[i]);
            marks?.Write(commands);
            after?.Invoke(commands, i);
        }
    }

    public void Dispose()
    {
        if (_pool != default) _device.Vk.DestroyDescriptorPool(_device.Handle, _pool, null);
        _pool = default;
        foreach (BufferView view in _views.Values) _device.Vk.DestroyBufferView(_device.Handle, view, null);
        _views.Clear();
        _uniforms?.Dispose();
    }

    private void RecordParts(CommandBuffer commands, KernelPlan kernel, ComputePipeline pipeline, DescriptorSet[] sets)
    {
        Vk vk = _device.Vk;
        ImmutableArray<BoundRange> bound = default;
        int next = 0;
        uint* words = stackalloc uint[8];
        foreach (DispatchPart part in kernel.Parts)
        {
            if (part.ContinuesSums) Barrier(commands);
            if (part.Bindings != bound)
            {
                bound = part.Bindings;
                DescriptorSet set = sets[next++];
                vk.CmdBindDescriptorSets(commands, PipelineBindPoint.Compute, pipeline.Layout, 0, 1, &set, 0, (uint*)null);
            }

            (words[0], words[1], words[2], words[3]) = (part.First.X, part.First.Y, part.First.Z, part.Depth);
            new Span<uint>(words + 4, 4).Clear();
            foreach (BoundRange range in part.Bindings)
            {
                if (range.Binding <= DispatchPlanner.ShiftedBindings) words[3 + range.Binding] = range.Shift;
            }

            vk.CmdPushConstants(commands, pipeline.Layout, ShaderStageFlags.ComputeBit, 0, ComputePipeline.PushConstantBytes, words);
            vk.CmdDispatch(commands, part.Count.X, part.Count.Y, part.Count.Z);
        }
    }

    /// <summary>Whatever kernels wrote is visible to the kernels that follow, and these write only after those have read.</summary>
    private void Barrier(CommandBuffer commands)
    {
        MemoryBarrier barrier = new()
        {
            SType = StructureType.MemoryBarrier,
            SrcAccessMask = AccessFlags.ShaderWriteBit,
            DstAccessMask = AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit,
        };
        _device.Vk.CmdPipelineBarrier(
            commands, PipelineStageFlags.ComputeShaderBit, PipelineStageFlags.ComputeShaderBit, DependencyFlags.None, 1, &barrier, 0, null, 0, null);
    }

    /// <summary>Parts that bind alike follow one another and share the array (<see cref="DispatchPart.Bindings"/>): a set for each array.</summary>
    private static IEnumerable<ImmutableArray<BoundRange>> BindingsOf(KernelPlan kernel)
    {
        ImmutableArray<BoundRange> last = default;
        foreach (DispatchPart part in kernel.Parts)
        {
            if (part.Bindings == last) continue;
            last = part.Bindings;
            yield return last;
        }
    }

    private DescriptorPool CreatePool()
    {
        ImmutableArray<BoundRange>[] sets = [.. _kernels.SelectMany(BindingsOf)];
        uint storage = (uint)sets.Sum(set => set.Count(range => range.Kind == BindingKind.Storage));
        uint texel = (uint)sets.Sum(set => set.Count(range => range.Kind == BindingKind.TexelF32X4));
        if (sets.Length == 0) return default;
        DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[3];
        uint count = 0;
        sizes[count++] = new() { Type = DescriptorType.UniformBuffer, DescriptorCount = (uint)sets.Length };
        if (storage > 0) sizes[count++] = new() { Type = DescriptorType.StorageBuffer, DescriptorCount = storage };
        if (texel > 0) sizes[count++] = new() { Type = DescriptorType.UniformTexelBuffer, DescriptorCount = texel };
        DescriptorPoolCreateInfo info = new()
        {
            SType = StructureType.DescriptorPoolCreateInfo,
            MaxSets = (uint)sets.Length,
            PoolSizeCount = count,
            PPoolSizes = sizes,
        };
        _device.Vk.CreateDescriptorPool(_device.Handle, in info, null, out DescriptorPool pool).Check("vkCreateDescriptorPool");
        return pool;
    }

    private DescriptorSet[] CreateSets(KernelPlan kernel, IReadOnlyList<MemoryBlock> blocks)
    {
        ImmutableArray<BoundRange>[] bindings = [.. BindingsOf(kernel)];
        DescriptorSet[] sets = new DescriptorSet[bindings.Length];
        if (sets.Length == 0) return sets;
        DescriptorSetLayout layout = _pipelines[kernel.Candidate].SetLayout;
        for (int i = 0; i < sets.Length; i++)
        {
            DescriptorSetAllocateInfo info = new()
            {
                SType = StructureType.DescriptorSetAllocateInfo,
                DescriptorPool = _pool,
                DescriptorSetCount = 1,
                PSetLayouts = &layout,
            };
            DescriptorSet set;
            _device.Vk.AllocateDescriptorSets(_device.Handle, &info, &set).Check("vkAllocateDescriptorSets");
            sets[i] = set;
            WriteSet(set, kernel, bindings[i], blocks);
        }

        return sets;
    }

    private void WriteSet(DescriptorSet set, KernelPlan kernel, ImmutableArray<BoundRange> bindings, IReadOnlyList<MemoryBlock> blocks)
    {
        int count = bindings.Length + 1;
        WriteDescriptorSet* writes = stackalloc WriteDescriptorSet[count];
        DescriptorBufferInfo* buffers = stackalloc DescriptorBufferInfo[count];
        BufferView* views = stackalloc BufferView[count];
        buffers[0] = new() { Buffer = _uniforms!.Buffer, Offset = (ulong)kernel.ParameterOffset, Range = (ulong)kernel.ParameterBytes };
        writes[0] = Write(0, DescriptorType.UniformBuffer, 0);
        for (int i = 1; i < count; i++)
        {
            BoundRange range = bindings[i - 1];
            buffers[i] = new() { Buffer = blocks[range.Block].Buffer, Offset = (ulong)range.Offset, Range = (ulong)range.Size };
            if (range.Kind == BindingKind.TexelF32X4) views[i] = ViewOf(range, blocks[range.Block]);
            writes[i] = Write((uint)range.Binding, ComputePipeline.TypeOf(range.Kind), i);
        }

        _device.Vk.UpdateDescriptorSets(_device.Handle, (uint)count, writes, 0, (CopyDescriptorSet*)null);

        WriteDescriptorSet Write(uint binding, DescriptorType type, int index) => new()
        {
            SType = StructureType.WriteDescriptorSet,
            DstSet = set,
            DstBinding = binding,
            DescriptorCount = 1,
            DescriptorType = type,
            PBufferInfo = type == DescriptorType.UniformTexelBuffer ? null : buffers + index,
            PTexelBufferView = type == DescriptorType.UniformTexelBuffer ? views + index : null,
        };
    }

    private BufferView ViewOf(BoundRange range, MemoryBlock block)
    {
        if (_views.TryGetValue((range.Block, range.Offset, range.Size), out BufferView known)) return known;
        BufferViewCreateInfo info = new()
        {
            SType = StructureType.BufferViewCreateInfo,
            Buffer = block.Buffer,
            Format = Format.R32G32B32A32Sfloat,
            Offset = (ulong)range.Offset,
            Range = (ulong)range.Size,
        };
        _device.Vk.CreateBufferView(_device.Handle, in info, null, out BufferView view).Check("vkCreateBufferView");
        _views.Add((range.Block, range.Offset, range.Size), view);
        return view;
    }
}
