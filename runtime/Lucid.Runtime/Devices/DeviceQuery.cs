using System.Collections.Immutable;
using System.Runtime.InteropServices;

using Lucid.Packaging;
using Lucid.Vulkan;
using Lucid.Vulkan.Extensions.KHR;

namespace Lucid.Runtime.Devices;

/// <summary>Asks a driver for the facts of a physical device.</summary>
internal static unsafe class DeviceQuery
{
    private const string DriverPropertiesExtension = "VK_KHR_driver_properties";

    public static DeviceFacts Read(VulkanInstance instance, PhysicalDevice device, int index)
    {
        Vk vk = instance.Vk;
        ImmutableHashSet<string> extensions = Extensions(vk, device);
        PhysicalDeviceMaintenance3Properties maintenance = new() { SType = StructureType.PhysicalDeviceMaintenance3Properties };
        PhysicalDeviceSubgroupProperties subgroup = new() { SType = StructureType.PhysicalDeviceSubgroupProperties, PNext = &maintenance };
        PhysicalDeviceDriverProperties driver = new() { SType = StructureType.PhysicalDeviceDriverProperties, PNext = &subgroup };
        bool tellsDriver = extensions.Contains(DriverPropertiesExtension);
        PhysicalDeviceProperties2 properties = new()
        {
            SType = StructureType.PhysicalDeviceProperties2,
            PNext = tellsDriver ? &driver : &subgroup,
        };
        // A 1.0 device knows no chains; it is listed with what 1.0 tells and never opened.
        if (IsVulkan11(vk, device)) vk.GetPhysicalDeviceProperties2(device, &properties);
        else vk.GetPhysicalDeviceProperties(device, &properties.Properties);

        (bool storage16, bool float16, bool cooperativeMatrix, bool memoryModel) = Features(vk, device, extensions);
        PhysicalDeviceProperties basic = properties.Properties;
        CooperativeMatrixPropertiesKHR[] matrices = cooperativeMatrix ? HalfMatrices(instance, device) : [];
        return new DeviceFacts
        {
            Index = index,
            Name = Text(basic.DeviceName),
            Type = (VulkanDeviceType)(int)basic.DeviceType,
            ApiVersion = basic.ApiVersion,
            VendorId = basic.VendorID,
            DeviceId = basic.DeviceID,
            DriverVersion = basic.DriverVersion,
            DriverName = Text(driver.DriverName),
            DriverInfo = Text(driver.DriverInfo),
            PipelineCacheUuid = [.. new ReadOnlySpan<byte>(basic.PipelineCacheUuid, 16)],
            Limits = Limits(basic.Limits, maintenance, subgroup, Text(driver.DriverName)),
            NonCoherentAtomBytes = (long)basic.Limits.NonCoherentAtomSize,
            Extensions = extensions,
            QueueFamilies = QueueFamilies(vk, device),
            MemoryTypes = MemoryTypes(vk, device),
            MemoryHeaps = MemoryHeaps(vk, device),
            HasStorage16 = storage16,
            HasFloat16 = float16,
            HasSubgroupArithmetic = Has(subgroup, SubgroupFeatureFlags.ArithmeticBit),
            HasSubgroupShuffle = Has(subgroup, SubgroupFeatureFlags.ShuffleBit),
            HasSubgroupQuad = Has(subgroup, SubgroupFeatureFlags.QuadBit),
            HasCooperativeMatrix = matrices.Length > 0,
            MatrixSizes = [.. matrices.Select(matrix => DeviceFeatureNames.CooperativeMatrixOf(matrix.MSize, matrix.NSize, matrix.KSize)).OfType<string>()],
            HasMemoryModel = memoryModel,
        };
    }

    /// <summary>A C string in a fixed array.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static bool Has(PhysicalDeviceSubgroupProperties subgroup, SubgroupFeatureFlags operation) =>
        subgroup.SupportedStages.HasFlag(ShaderStageFlags.ComputeBit) && subgroup.SupportedOperations.HasFlag(operation);

    private static bool IsVulkan11(Vk vk, PhysicalDevice device)
    {
        PhysicalDeviceProperties properties;
        vk.GetPhysicalDeviceProperties(device, &properties);
        return properties.ApiVersion >= Vk.Version11;
    }

    private static ImmutableHashSet<string> Extensions(Vk vk, PhysicalDevice device)
    {
        uint count = 0;
        vk.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, null).Check("vkEnumerateDeviceExtensionProperties");
        ExtensionProperties[] properties = new ExtensionProperties[count];
        var names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        fixed (ExtensionProperties* pointer = properties)
        {
            vk.EnumerateDeviceExtensionProperties(device, (byte*)null, &count, pointer).Check("vkEnumerateDeviceExtensionProperties");
            for (uint i = 0; i < count; i++) names.Add(Text(pointer[i].ExtensionName));
        }

        return names.ToImmutable();
    }

    private static (bool Storage16, bool Float16, bool CooperativeMatrix, bool MemoryModel) Features(
        Vk vk, PhysicalDevice device, ImmutableHashSet<string> extensions)
    {
        if (!IsVulkan11(vk, device)) return default;
        PhysicalDevice16BitStorageFeatures storage = new() { SType = StructureType.PhysicalDevice16BitStorageFeatures };
        PhysicalDeviceShaderFloat16Int8Features half = new() { SType = StructureType.PhysicalDeviceShaderFloat16Int8Features };
        PhysicalDeviceVulkanMemoryModelFeatures model = new() { SType = StructureType.PhysicalDeviceVulkanMemoryModelFeatures };
        PhysicalDeviceCooperativeMatrixFeaturesKHR matrix = new() { SType = StructureType.PhysicalDeviceCooperativeMatrixFeaturesKhr };
        void* chain = &storage;
        if (extensions.Contains(DevicePlan.Float16Extension)) chain = StructureChain.Before(&half, chain);
        if (extensions.Contains(DevicePlan.MemoryModelExtension)) chain = StructureChain.Before(&model, chain);
        if (extensions.Contains(KhrCooperativeMatrix.ExtensionName)) chain = StructureChain.Before(&matrix, chain);
        PhysicalDeviceFeatures2 features = new() { SType = StructureType.PhysicalDeviceFeatures2, PNext = chain };
        vk.GetPhysicalDeviceFeatures2(device, &features);
        return (storage.StorageBuffer16BitAccess, half.ShaderFloat16, matrix.CooperativeMatrix, model.VulkanMemoryModel);
    }

    private static CooperativeMatrixPropertiesKHR[] HalfMatrices(VulkanInstance instance, PhysicalDevice device)
    {
        if (!instance.Vk.TryGetInstanceExtension(instance.Handle, out KhrCooperativeMatrix? extension)) return [];
        uint count = 0;
        extension.GetPhysicalDeviceCooperativeMatrixProperties(device, &count, null).Check("vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
        CooperativeMatrixPropertiesKHR[] shapes = new CooperativeMatrixPropertiesKHR[count];
        Array.Fill(shapes, new CooperativeMatrixPropertiesKHR { SType = StructureType.CooperativeMatrixPropertiesKhr });
        fixed (CooperativeMatrixPropertiesKHR* pointer = shapes)
            extension.GetPhysicalDeviceCooperativeMatrixProperties(device, &count, pointer).Check("vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
        return [.. shapes.Where(shape => shape is
        {
            Scope: ScopeKHR.SubgroupKhr,
            AType: ComponentTypeKHR.Float16Khr,
            BType: ComponentTypeKHR.Float16Khr,
            CType: ComponentTypeKHR.Float32Khr,
            ResultType: ComponentTypeKHR.Float32Khr,
        })];
    }

    private static DeviceLimits Limits(
        in PhysicalDeviceLimits limits, PhysicalDeviceMaintenance3Properties maintenance, PhysicalDeviceSubgroupProperties subgroup, string driver) => new()
        {
            StorageRange = limits.MaxStorageBufferRange,
            TexelElements = limits.MaxTexelBufferElements,
            UniformRange = limits.MaxUniformBufferRange,
            StorageBuffers = limits.MaxPerStageDescriptorStorageBuffers,
            TexelBuffers = limits.MaxPerStageDescriptorSampledImages,
            PushConstants = limits.MaxPushConstantsSize,
            GroupCountX = limits.MaxComputeWorkGroupCount[0],
            GroupCountY = limits.MaxComputeWorkGroupCount[1],
            GroupCountZ = limits.MaxComputeWorkGroupCount[2],
            WorkgroupInvocations = limits.MaxComputeWorkGroupInvocations,
            SharedMemory = limits.MaxComputeSharedMemorySize,
            SubgroupSize = Math.Max(1, subgroup.SubgroupSize),
            LoopRounds = DriverWorkarounds.LoopRounds(driver),
            StorageAlignment = Math.Max(1, (long)limits.MinStorageBufferOffsetAlignment),
            TexelAlignment = Math.Max(1, (long)limits.MinTexelBufferOffsetAlignment),
            UniformAlignment = Math.Max(1, (long)limits.MinUniformBufferOffsetAlignment),
            AllocationBytes = maintenance.MaxMemoryAllocationSize == 0 ? 1L << 30 : (long)Math.Min(maintenance.MaxMemoryAllocationSize, long.MaxValue / 4),
            TimestampPeriod = limits.TimestampPeriod,
        };

    private static ImmutableArray<QueueFamily> QueueFamilies(Vk vk, PhysicalDevice device)
    {
        uint count = 0;
        vk.GetPhysicalDeviceQueueFamilyProperties(device, &count, null);
        QueueFamilyProperties[] families = new QueueFamilyProperties[count];
        fixed (QueueFamilyProperties* pointer = families) vk.GetPhysicalDeviceQueueFamilyProperties(device, &count, pointer);
        return [.. families.Select(family => new QueueFamily(family.QueueFlags, family.QueueCount, family.TimestampValidBits))];
    }

    private static ImmutableArray<MemoryTypeFacts> MemoryTypes(Vk vk, PhysicalDevice device)
    {
        vk.GetPhysicalDeviceMemoryProperties(device, out PhysicalDeviceMemoryProperties memory);
        var types = ImmutableArray.CreateBuilder<MemoryTypeFacts>();
        foreach (MemoryType type in memory.MemoryTypes.AsSpan()[..(int)memory.MemoryTypeCount]) types.Add(new(type.PropertyFlags, (int)type.HeapIndex));
        return types.ToImmutable();
    }

    private static ImmutableArray<MemoryHeapFacts> MemoryHeaps(Vk vk, PhysicalDevice device)
    {
        vk.GetPhysicalDeviceMemoryProperties(device, out PhysicalDeviceMemoryProperties memory);
        var heaps = ImmutableArray.CreateBuilder<MemoryHeapFacts>();
        foreach (MemoryHeap heap in memory.MemoryHeaps.AsSpan()[..(int)memory.MemoryHeapCount])
            heaps.Add(new((long)Math.Min(heap.Size, long.MaxValue / 64), heap.Flags.HasFlag(MemoryHeapFlags.DeviceLocalBit)));
        return heaps.ToImmutable();
    }
}
