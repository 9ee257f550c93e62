using Lucid.Packaging;
using Lucid.Runtime.Devices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Recording;

/// <summary>Owns a VkPipeline with its layouts: set 0 with the parameters at binding 0 and the candidate's bindings, and 32 bytes of push constants.</summary>
internal sealed unsafe class ComputePipeline : IDisposable
{
    public const uint PushConstantBytes = 32;

    private readonly LogicalDevice _device;
    private readonly DescriptorSetLayout _setLayout;
    private readonly PipelineLayout _layout;
    private readonly Pipeline _pipeline;

    public ComputePipeline(LogicalDevice device, PipelineCache cache, KernelCandidate candidate, ReadOnlySpan<byte> code)
    {
        _device = device;
        ShaderModule module = default;
        try
        {
            _setLayout = CreateSetLayout(candidate);
            _layout = CreateLayout();
            module = CreateModule(code);
            _pipeline = CreatePipeline(cache, module, candidate);
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            if (module != default) device.Vk.DestroyShaderModule(device.Handle, module, null);
        }
    }

    public Pipeline Handle => _pipeline;

    public PipelineLayout Layout => _layout;

    public DescriptorSetLayout SetLayout => _setLayout;

    public static DescriptorType TypeOf(BindingKind kind) => kind switch
    {
        BindingKind.Storage => DescriptorType.StorageBuffer,
        BindingKind.TexelF32X4 => DescriptorType.UniformTexelBuffer,
    };

    public void Dispose()
    {
        Vk vk = _device.Vk;
        if (_pipeline != default) vk.DestroyPipeline(_device.Handle, _pipeline, null);
        if (_layout != default) vk.DestroyPipelineLayout(_device.Handle, _layout, null);
        if (_setLayout != default) vk.DestroyDescriptorSetLayout(_device.Handle, _setLayout, null);
    }

    private DescriptorSetLayout CreateSetLayout(KernelCandidate candidate)
    {
        DescriptorSetLayoutBinding[] bindings =
        [
            Binding(0, DescriptorType.UniformBuffer),
            .. candidate.Bindings.Select(binding => Binding((uint)binding.Binding, TypeOf(binding.Kind))),
        ];
        fixed (DescriptorSetLayoutBinding* pointer = bindings)
        {
            DescriptorSetLayoutCreateInfo info = new()
            {
                SType = StructureType.DescriptorSetLayoutCreateInfo,
                BindingCount = (uint)bindings.Length,
                PBindings = pointer,
            };
            _device.Vk.CreateDescriptorSetLayout(_device.Handle, in info, null, out DescriptorSetLayout layout).Check("vkCreateDescriptorSetLayout");
            return layout;
        }

        static DescriptorSetLayoutBinding Binding(uint number, DescriptorType type) =>
            new() { Binding = number, DescriptorType = type, DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit };
    }

    private PipelineLayout CreateLayout()
    {
        PushConstantRange range = new() { StageFlags = ShaderStageFlags.ComputeBit, Size = PushConstantBytes };
        DescriptorSetLayout set = _setLayout;
        PipelineLayoutCreateInfo info = new()
        {
            SType = StructureType.PipelineLayoutCreateInfo,
            SetLayoutCount = 1,
            PSetLayouts = &set,
            PushConstantRangeCount = 1,
            PPushConstantRanges = &range,
        };
        _device.Vk.CreatePipelineLayout(_device.Handle, in info, null, out PipelineLayout layout).Check("vkCreatePipelineLayout");
        return layout;
    }

    private ShaderModule CreateModule(ReadOnlySpan<byte> code)
    {
        // A package's bytes need not lie at a multiple of 4 in memory.
        uint[] words = new uint[code.Length / 4];
        code.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan()));
        fixed (uint* pointer = words)
        {
            ShaderModuleCreateInfo info = new() { SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)code.Length, PCode = pointer };
            _device.Vk.CreateShaderModule(_device.Handle, in info, null, out ShaderModule module).Check("vkCreateShaderModule");
            return module;
        }
    }

    private Pipeline CreatePipeline(PipelineCache cache, ShaderModule module, KernelCandidate candidate)
    {
        SpecializationMapEntry[] entries =
            [.. candidate.Specialization.Select((value, i) => new SpecializationMapEntry { ConstantID = (uint)value.Id, Offset = (uint)(i * 4), Size = 4 })];
        uint[] values = [.. candidate.Specialization.Select(value => value.Value)];
        using NativeStrings name = new("main");
        fixed (SpecializationMapEntry* entryPointer = entries)
        fixed (uint* valuePointer = values)
        {
            SpecializationInfo specialization = new()
            {
                MapEntryCount = (uint)entries.Length,
                PMapEntries = entryPointer,
                DataSize = (nuint)(values.Length * 4),
                PData = valuePointer,
            };
            ComputePipelineCreateInfo info = new()
            {
                SType = StructureType.ComputePipelineCreateInfo,
                Stage = new PipelineShaderStageCreateInfo
                {
                    SType = StructureType.PipelineShaderStageCreateInfo,
                    Stage = ShaderStageFlags.ComputeBit,
                    Module = module,
                    PName = name.First,
                    PSpecializationInfo = &specialization,
                },
                Layout = _layout,
                BasePipelineIndex = -1,
            };
            Pipeline pipeline;
            _device.Vk.CreateComputePipelines(_device.Handle, cache, 1, &info, null, &pipeline).Check("vkCreateComputePipelines");
            return pipeline;
        }
    }
}
