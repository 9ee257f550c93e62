using Lucid.Vulkan;
using Xunit;
using Buffer = Lucid.Vulkan.Buffer;

namespace Lucid.Runtime.Tests.Vulkan;

/// <summary>
/// One pipeline with everything that Lucid uses: storage and texel buffers, specialisation and push constants, fills, barriers,
/// dispatches from a base, timestamps, a timeline semaphore. The result and the validation layer's silence (up to the last
/// destruction) say that every struct on the way is right.
/// </summary>
public sealed unsafe class DispatchTests : IDisposable
{
    private const int Count = 64;
    private const uint WorkgroupSize = 16;
    private const uint Factor = 3;
    private const uint Offset = 1000;
    private const uint Filler = 0xDEADBEEF;

    private readonly ValidationLog _log = new();
    private readonly VulkanFixture _vulkan;
    private readonly Stack<Action> _cleanup = new();

    public DispatchTests()
    {
        var messenger = _log.MessengerInfo();
        _vulkan = new VulkanFixture(validation: true, &messenger);
    }

    private Vk Vk => _vulkan.Vk;

    private Device Device => _vulkan.Device;

    public void Dispose()
    {
        while (_cleanup.TryPop(out var destroy))
            destroy();
        _vulkan.Dispose();
        _log.Dispose();
        Assert.Empty(_log.Messages);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    public void A_dispatch_from_a_base_group_writes_that_part_alone(uint baseGroup)
    {
        var output = MappedBuffer(Count * sizeof(uint), BufferUsageFlags.StorageBufferBit | BufferUsageFlags.TransferDstBit, out var outputData);
        var addend = MappedBuffer(4 * sizeof(uint), BufferUsageFlags.UniformTexelBufferBit, out var addendData);
        new uint[] { 10, 20, 30, 40 }.CopyTo(new Span<uint>(addendData, 4));
        var setLayout = SetLayout();
        var layout = PipelineLayout(setLayout);
        var set = Set(setLayout, output, addend);
        var pipeline = Pipeline(layout);
        var queries = Timestamps();

        var commands = Record(recorded =>
        {
            Vk.CmdResetQueryPool(recorded, queries, 0, 2);
            Vk.CmdWriteTimestamp(recorded, PipelineStageFlags.TopOfPipeBit, queries, 0);
            Vk.CmdFillBuffer(recorded, output, 0, Vk.WholeSize, Filler);
            var barrier = new MemoryBarrier { SType = StructureType.MemoryBarrier, SrcAccessMask = AccessFlags.TransferWriteBit, DstAccessMask = AccessFlags.ShaderWriteBit };
            Vk.CmdPipelineBarrier(recorded, PipelineStageFlags.TransferBit, PipelineStageFlags.ComputeShaderBit, 0, 1, in barrier, 0, null, 0, null);
            Vk.CmdBindPipeline(recorded, PipelineBindPoint.Compute, pipeline);
            Vk.CmdBindDescriptorSets(recorded, PipelineBindPoint.Compute, layout, 0, 1, in set, 0, null);
            var offset = Offset;
            Vk.CmdPushConstants(recorded, layout, ShaderStageFlags.ComputeBit, 0, sizeof(uint), &offset);
            Vk.CmdDispatchBase(recorded, baseGroup, 0, 0, Count / WorkgroupSize - baseGroup, 1, 1);
            var toHost = new BufferMemoryBarrier
            {
                SType = StructureType.BufferMemoryBarrier,
                SrcAccessMask = AccessFlags.ShaderWriteBit,
                DstAccessMask = AccessFlags.HostReadBit,
                SrcQueueFamilyIndex = Vk.QueueFamilyIgnored,
                DstQueueFamilyIndex = Vk.QueueFamilyIgnored,
                Buffer = output,
                Size = Vk.WholeSize,
            };
            Vk.CmdPipelineBarrier(recorded, PipelineStageFlags.ComputeShaderBit, PipelineStageFlags.HostBit, 0, 0, null, 1, &toHost, 0, null);
            Vk.CmdWriteTimestamp(recorded, PipelineStageFlags.BottomOfPipeBit, queries, 1);
        });
        SubmitAndWait(commands);

        var addends = new uint[] { 10, 20, 30, 40 };
        var expected = Enumerable.Range(0, Count).Select(i => i < baseGroup * WorkgroupSize ? Filler : Factor * (uint)i + Offset + addends[i & 3]);
        Assert.Equal(expected, new Span<uint>(outputData, Count).ToArray());

        var times = stackalloc ulong[2];
        Assert.Equal(Result.Success, Vk.GetQueryPoolResults(Device, queries, 0, 2, 2 * sizeof(ulong), times, sizeof(ulong), QueryResultFlags.Result64Bit | QueryResultFlags.WaitBit));
        Assert.True(times[1] >= times[0]);
    }

    private void OnDispose<T>(T handle, Action<T> destroy) => _cleanup.Push(() => destroy(handle));

    private Buffer MappedBuffer(ulong size, BufferUsageFlags usage, out void* data)
    {
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = size, Usage = usage };
        Assert.Equal(Result.Success, Vk.CreateBuffer(Device, in info, null, out var buffer));
        OnDispose(buffer, handle => Vk.DestroyBuffer(Device, handle, null));
        Vk.GetBufferMemoryRequirements(Device, buffer, out var requirements);
        var allocate = new MemoryAllocateInfo { SType = StructureType.MemoryAllocateInfo, AllocationSize = requirements.Size, MemoryTypeIndex = HostMemoryType(requirements.MemoryTypeBits) };
        Assert.Equal(Result.Success, Vk.AllocateMemory(Device, in allocate, null, out var memory));
        OnDispose(memory, handle => Vk.FreeMemory(Device, handle, null));
        Assert.Equal(Result.Success, Vk.BindBufferMemory(Device, buffer, memory, 0));
        data = null;
        Assert.Equal(Result.Success, Vk.MapMemory(Device, memory, 0, Vk.WholeSize, 0, ref data));
        return buffer;
    }

    private uint HostMemoryType(uint allowed)
    {
        Vk.GetPhysicalDeviceMemoryProperties(_vulkan.PhysicalDevice, out var memory);
        const MemoryPropertyFlags Wanted = MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit;
        return (uint)Enumerable.Range(0, (int)memory.MemoryTypeCount)
            .First(i => (allowed >> i & 1) != 0 && memory.MemoryTypes[i].PropertyFlags.HasFlag(Wanted));
    }

    private DescriptorSetLayout SetLayout()
    {
        var bindings = stackalloc DescriptorSetLayoutBinding[2];
        bindings[0] = new() { Binding = 0, DescriptorType = DescriptorType.StorageBuffer, DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit };
        bindings[1] = new() { Binding = 1, DescriptorType = DescriptorType.UniformTexelBuffer, DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit };
        var info = new DescriptorSetLayoutCreateInfo { SType = StructureType.DescriptorSetLayoutCreateInfo, BindingCount = 2, PBindings = bindings };
        Assert.Equal(Result.Success, Vk.CreateDescriptorSetLayout(Device, in info, null, out var layout));
        OnDispose(layout, handle => Vk.DestroyDescriptorSetLayout(Device, handle, null));
        return layout;
    }

    private PipelineLayout PipelineLayout(DescriptorSetLayout setLayout)
    {
        var push = new PushConstantRange { StageFlags = ShaderStageFlags.ComputeBit, Size = sizeof(uint) };
        var info = new PipelineLayoutCreateInfo
        {
            SType = StructureType.PipelineLayoutCreateInfo,
            SetLayoutCount = 1,
            PSetLayouts = &setLayout,
            PushConstantRangeCount = 1,
            PPushConstantRanges = &push,
        };
        Assert.Equal(Result.Success, Vk.CreatePipelineLayout(Device, in info, null, out var layout));
        OnDispose(layout, handle => Vk.DestroyPipelineLayout(Device, handle, null));
        return layout;
    }

    private DescriptorSet Set(DescriptorSetLayout layout, Buffer output, Buffer addend)
    {
        var viewInfo = new BufferViewCreateInfo { SType = StructureType.BufferViewCreateInfo, Buffer = addend, Format = Format.R32Uint, Range = Vk.WholeSize };
        Assert.Equal(Result.Success, Vk.CreateBufferView(Device, in viewInfo, null, out var view));
        OnDispose(view, handle => Vk.DestroyBufferView(Device, handle, null));

        var sizes = stackalloc DescriptorPoolSize[2];
        sizes[0] = new() { Type = DescriptorType.StorageBuffer, DescriptorCount = 1 };
        sizes[1] = new() { Type = DescriptorType.UniformTexelBuffer, DescriptorCount = 1 };
        var poolInfo = new DescriptorPoolCreateInfo { SType = StructureType.DescriptorPoolCreateInfo, MaxSets = 1, PoolSizeCount = 2, PPoolSizes = sizes };
        Assert.Equal(Result.Success, Vk.CreateDescriptorPool(Device, in poolInfo, null, out var pool));
        OnDispose(pool, handle => Vk.DestroyDescriptorPool(Device, handle, null));
        var allocate = new DescriptorSetAllocateInfo { SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = pool, DescriptorSetCount = 1, PSetLayouts = &layout };
        Assert.Equal(Result.Success, Vk.AllocateDescriptorSets(Device, in allocate, out var set));

        var bufferInfo = new DescriptorBufferInfo { Buffer = output, Range = Vk.WholeSize };
        var writes = stackalloc WriteDescriptorSet[2];
        writes[0] = new() { SType = StructureType.WriteDescriptorSet, DstSet = set, DstBinding = 0, DescriptorCount = 1, DescriptorType = DescriptorType.StorageBuffer, PBufferInfo = &bufferInfo };
        writes[1] = new() { SType = StructureType.WriteDescriptorSet, DstSet = set, DstBinding = 1, DescriptorCount = 1, DescriptorType = DescriptorType.UniformTexelBuffer, PTexelBufferView = &view };
        Vk.UpdateDescriptorSets(Device, 2, writes, 0, null);
        return set;
    }

    private Pipeline Pipeline(PipelineLayout layout)
    {
        var values = stackalloc uint[] { WorkgroupSize, Factor };
        var entries = stackalloc SpecializationMapEntry[2];
        entries[0] = new() { ConstantID = 0, Offset = 0, Size = sizeof(uint) };
        entries[1] = new() { ConstantID = 1, Offset = sizeof(uint), Size = sizeof(uint) };
        var specialization = new SpecializationInfo { MapEntryCount = 2, PMapEntries = entries, DataSize = 2 * sizeof(uint), PData = values };
        var code = DispatchShader.Code;
        fixed (byte* pCode = code, entryPoint = "main"u8)
        {
            var moduleInfo = new ShaderModuleCreateInfo { SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = (uint*)pCode };
            Assert.Equal(Result.Success, Vk.CreateShaderModule(Device, in moduleInfo, null, out var module));
            var info = new ComputePipelineCreateInfo
            {
                SType = StructureType.ComputePipelineCreateInfo,
                Flags = PipelineCreateFlags.DispatchBaseBit,
                Stage = new()
                {
                    SType = StructureType.PipelineShaderStageCreateInfo,
                    Stage = ShaderStageFlags.ComputeBit,
                    Module = module,
                    PName = entryPoint,
                    PSpecializationInfo = &specialization,
                },
                Layout = layout,
            };
            Assert.Equal(Result.Success, Vk.CreateComputePipelines(Device, default, 1, in info, null, out var pipeline));
            Vk.DestroyShaderModule(Device, module, null);
            OnDispose(pipeline, handle => Vk.DestroyPipeline(Device, handle, null));
            return pipeline;
        }
    }

    private QueryPool Timestamps()
    {
        var info = new QueryPoolCreateInfo { SType = StructureType.QueryPoolCreateInfo, QueryType = QueryType.Timestamp, QueryCount = 2 };
        Assert.Equal(Result.Success, Vk.CreateQueryPool(Device, in info, null, out var pool));
        OnDispose(pool, handle => Vk.DestroyQueryPool(Device, handle, null));
        return pool;
    }

    private CommandBuffer Record(Action<CommandBuffer> record)
    {
        var poolInfo = new CommandPoolCreateInfo { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = _vulkan.QueueFamily };
        Assert.Equal(Result.Success, Vk.CreateCommandPool(Device, in poolInfo, null, out var pool));
        OnDispose(pool, handle => Vk.DestroyCommandPool(Device, handle, null));
        var allocate = new CommandBufferAllocateInfo { SType = StructureType.CommandBufferAllocateInfo, CommandPool = pool, Level = CommandBufferLevel.Primary, CommandBufferCount = 1 };
        Assert.Equal(Result.Success, Vk.AllocateCommandBuffers(Device, in allocate, out var commands));
        var begin = new CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo };
        Assert.Equal(Result.Success, Vk.BeginCommandBuffer(commands, in begin));
        record(commands);
        Assert.Equal(Result.Success, Vk.EndCommandBuffer(commands));
        return commands;
    }

    /// <summary>Waits on a timeline semaphore that the submission sets to 7.</summary>
    private void SubmitAndWait(CommandBuffer commands)
    {
        var typeInfo = new SemaphoreTypeCreateInfo { SType = StructureType.SemaphoreTypeCreateInfo, SemaphoreType = SemaphoreType.Timeline, InitialValue = 3 };
        var semaphoreInfo = new SemaphoreCreateInfo { SType = StructureType.SemaphoreCreateInfo, PNext = &typeInfo };
        Assert.Equal(Result.Success, Vk.CreateSemaphore(Device, in semaphoreInfo, null, out var semaphore));
        OnDispose(semaphore, handle => Vk.DestroySemaphore(Device, handle, null));

        var value = 7ul;
        var timeline = new TimelineSemaphoreSubmitInfo { SType = StructureType.TimelineSemaphoreSubmitInfo, SignalSemaphoreValueCount = 1, PSignalSemaphoreValues = &value };
        var submit = new SubmitInfo
        {
            SType = StructureType.SubmitInfo,
            PNext = &timeline,
            CommandBufferCount = 1,
            PCommandBuffers = &commands,
            SignalSemaphoreCount = 1,
            PSignalSemaphores = &semaphore,
        };
        Assert.Equal(Result.Success, Vk.QueueSubmit(_vulkan.Queue, 1, in submit, default));
        var wait = new SemaphoreWaitInfo { SType = StructureType.SemaphoreWaitInfo, SemaphoreCount = 1, PSemaphores = &semaphore, PValues = &value };
        Assert.Equal(Result.Success, Vk.WaitSemaphores(Device, in wait, 10_000_000_000));
        Assert.Equal(Result.Success, Vk.GetSemaphoreCounterValue(Device, semaphore, out var reached));
        Assert.Equal(7ul, reached);
    }
}
