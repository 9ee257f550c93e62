namespace Lucid.VulkanBindings;

/// <summary>
/// What of Vulkan is bound: compute, and what it takes to choose a device and to debug. Only roots stand here; the types that
/// they mention follow by themselves. To bind more, add a name and generate again.
/// </summary>
internal static class Subset
{
    public static readonly IReadOnlyList<string> Commands =
    [
        "vkGetInstanceProcAddr", "vkGetDeviceProcAddr",
        "vkEnumerateInstanceVersion", "vkEnumerateInstanceLayerProperties", "vkEnumerateInstanceExtensionProperties",
        "vkCreateInstance", "vkDestroyInstance",

        "vkEnumeratePhysicalDevices", "vkEnumerateDeviceLayerProperties", "vkEnumerateDeviceExtensionProperties",
        "vkGetPhysicalDeviceProperties", "vkGetPhysicalDeviceProperties2", "vkGetPhysicalDeviceFeatures", "vkGetPhysicalDeviceFeatures2",
        "vkGetPhysicalDeviceQueueFamilyProperties", "vkGetPhysicalDeviceQueueFamilyProperties2",
        "vkGetPhysicalDeviceMemoryProperties", "vkGetPhysicalDeviceMemoryProperties2",
        "vkGetPhysicalDeviceFormatProperties", "vkGetPhysicalDeviceFormatProperties2",

        "vkCreateDevice", "vkDestroyDevice", "vkDeviceWaitIdle", "vkGetDeviceQueue", "vkGetDeviceQueue2", "vkQueueSubmit", "vkQueueWaitIdle",

        "vkAllocateMemory", "vkFreeMemory", "vkMapMemory", "vkUnmapMemory", "vkFlushMappedMemoryRanges", "vkInvalidateMappedMemoryRanges",
        "vkCreateBuffer", "vkDestroyBuffer", "vkBindBufferMemory", "vkBindBufferMemory2", "vkGetBufferMemoryRequirements",
        "vkGetBufferMemoryRequirements2", "vkGetDeviceBufferMemoryRequirements", "vkGetBufferDeviceAddress",
        "vkCreateBufferView", "vkDestroyBufferView",

        "vkCreateDescriptorSetLayout", "vkDestroyDescriptorSetLayout", "vkGetDescriptorSetLayoutSupport",
        "vkCreateDescriptorPool", "vkDestroyDescriptorPool", "vkResetDescriptorPool",
        "vkAllocateDescriptorSets", "vkFreeDescriptorSets", "vkUpdateDescriptorSets",

        "vkCreateShaderModule", "vkDestroyShaderModule", "vkCreatePipelineLayout", "vkDestroyPipelineLayout",
        "vkCreateComputePipelines", "vkDestroyPipeline",
        "vkCreatePipelineCache", "vkDestroyPipelineCache", "vkGetPipelineCacheData", "vkMergePipelineCaches",

        "vkCreateCommandPool", "vkDestroyCommandPool", "vkResetCommandPool", "vkTrimCommandPool",
        "vkAllocateCommandBuffers", "vkFreeCommandBuffers", "vkBeginCommandBuffer", "vkEndCommandBuffer", "vkResetCommandBuffer",
        "vkCmdBindPipeline", "vkCmdBindDescriptorSets", "vkCmdPushConstants",
        "vkCmdDispatch", "vkCmdDispatchBase", "vkCmdDispatchIndirect",
        "vkCmdCopyBuffer", "vkCmdFillBuffer", "vkCmdUpdateBuffer", "vkCmdPipelineBarrier", "vkCmdExecuteCommands",

        "vkCreateQueryPool", "vkDestroyQueryPool", "vkGetQueryPoolResults", "vkResetQueryPool",
        "vkCmdResetQueryPool", "vkCmdWriteTimestamp", "vkCmdCopyQueryPoolResults",

        "vkCreateFence", "vkDestroyFence", "vkResetFences", "vkGetFenceStatus", "vkWaitForFences",
        "vkCreateSemaphore", "vkDestroySemaphore", "vkGetSemaphoreCounterValue", "vkWaitSemaphores", "vkSignalSemaphore",
    ];

    /// <summary>Structs that no command names, because they travel in a <c>pNext</c> chain or lie in memory.</summary>
    public static readonly IReadOnlyList<string> Structs =
    [
        "VkBaseInStructure", "VkBaseOutStructure",

        "VkPhysicalDeviceVulkan11Features", "VkPhysicalDeviceVulkan11Properties",
        "VkPhysicalDeviceVulkan12Features", "VkPhysicalDeviceVulkan12Properties",
        "VkPhysicalDeviceVulkan13Features", "VkPhysicalDeviceVulkan13Properties",
        "VkPhysicalDevice16BitStorageFeatures", "VkPhysicalDevice8BitStorageFeatures", "VkPhysicalDeviceShaderFloat16Int8Features",
        "VkPhysicalDeviceBufferDeviceAddressFeatures", "VkPhysicalDeviceHostQueryResetFeatures", "VkPhysicalDeviceMaintenance4Features",
        "VkPhysicalDevicePipelineCreationCacheControlFeatures", "VkPhysicalDeviceScalarBlockLayoutFeatures",
        "VkPhysicalDeviceShaderIntegerDotProductFeatures", "VkPhysicalDeviceShaderSubgroupExtendedTypesFeatures",
        "VkPhysicalDeviceSubgroupSizeControlFeatures", "VkPhysicalDeviceTimelineSemaphoreFeatures",
        "VkPhysicalDeviceUniformBufferStandardLayoutFeatures", "VkPhysicalDeviceVariablePointersFeatures",
        "VkPhysicalDeviceVulkanMemoryModelFeatures", "VkPhysicalDeviceZeroInitializeWorkgroupMemoryFeatures",
        "VkPhysicalDeviceDriverProperties", "VkPhysicalDeviceFloatControlsProperties", "VkPhysicalDeviceIDProperties",
        "VkPhysicalDeviceMaintenance3Properties", "VkPhysicalDeviceMaintenance4Properties",
        "VkPhysicalDeviceShaderIntegerDotProductProperties", "VkPhysicalDeviceSubgroupProperties",
        "VkPhysicalDeviceSubgroupSizeControlProperties", "VkPhysicalDeviceTimelineSemaphoreProperties",
        "VkPhysicalDeviceMemoryBudgetPropertiesEXT", "VkFormatProperties3",
        "VkPhysicalDevicePortabilitySubsetFeaturesKHR", "VkPhysicalDevicePortabilitySubsetPropertiesKHR",

        "VkMemoryAllocateFlagsInfo", "VkMemoryDedicatedAllocateInfo", "VkMemoryDedicatedRequirements",
        "VkPipelineShaderStageRequiredSubgroupSizeCreateInfo", "VkPipelineCreationFeedbackCreateInfo", "VkPipelineCacheHeaderVersionOne",
        "VkSemaphoreTypeCreateInfo", "VkTimelineSemaphoreSubmitInfo", "VkDispatchIndirectCommand",
        "VkValidationFeaturesEXT", "VkDebugUtilsMessengerCreateInfoEXT",
    ];

    /// <summary>Classes of their own for the commands of an extension: the class, its namespace below the bindings', the extension, its commands.</summary>
    public static readonly IReadOnlyList<ExtensionClass> Extensions =
    [
        new("ExtDebugUtils", "EXT", "VK_EXT_debug_utils",
        [
            "vkCreateDebugUtilsMessengerEXT", "vkDestroyDebugUtilsMessengerEXT", "vkSubmitDebugUtilsMessageEXT",
            "vkSetDebugUtilsObjectNameEXT", "vkSetDebugUtilsObjectTagEXT",
            "vkCmdBeginDebugUtilsLabelEXT", "vkCmdEndDebugUtilsLabelEXT", "vkCmdInsertDebugUtilsLabelEXT",
            "vkQueueBeginDebugUtilsLabelEXT", "vkQueueEndDebugUtilsLabelEXT", "vkQueueInsertDebugUtilsLabelEXT",
        ]),
    ];

    /// <summary>Extensions whose values the enums take, beside the core's.</summary>
    public static readonly IReadOnlySet<string> ValueExtensions = new HashSet<string>(StringComparer.Ordinal)
    {
        "VK_EXT_debug_utils", "VK_EXT_validation_features", "VK_EXT_memory_budget", "VK_KHR_portability_enumeration", "VK_KHR_portability_subset",
    };

    /// <summary>Enums whose values are taken whatever extension they come from: a driver returns what it likes, and errors are printed by name.</summary>
    public static readonly IReadOnlySet<string> WholeEnums = new HashSet<string>(StringComparer.Ordinal) { "VkResult" };

    /// <summary>Values for the hand-written VK_KHR_cooperative_matrix (extension 507), which is younger than the registry that is read.</summary>
    public static readonly IReadOnlyList<(string Enum, EnumValue Value)> HandWrittenValues =
    [
        ("VkStructureType", new("VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_KHR", 1_000_506_000, "VK_KHR_cooperative_matrix")),
        ("VkStructureType", new("VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_KHR", 1_000_506_001, "VK_KHR_cooperative_matrix")),
        ("VkStructureType", new("VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_PROPERTIES_KHR", 1_000_506_002, "VK_KHR_cooperative_matrix")),
    ];

    public static readonly IReadOnlyList<string> Constants =
    [
        "VK_ATTACHMENT_UNUSED", "VK_FALSE", "VK_LUID_SIZE", "VK_MAX_DESCRIPTION_SIZE", "VK_MAX_DRIVER_INFO_SIZE", "VK_MAX_DRIVER_NAME_SIZE",
        "VK_MAX_EXTENSION_NAME_SIZE", "VK_MAX_MEMORY_HEAPS", "VK_MAX_MEMORY_TYPES", "VK_MAX_PHYSICAL_DEVICE_NAME_SIZE",
        "VK_QUEUE_FAMILY_EXTERNAL", "VK_QUEUE_FAMILY_IGNORED", "VK_TRUE", "VK_UUID_SIZE", "VK_WHOLE_SIZE",
    ];

    /// <summary>Commands whose pointer form is written by hand in <c>Vk.cs</c>: they change which instance and device <c>Vk</c> speaks for.</summary>
    public static readonly IReadOnlySet<string> HandWrittenCommands = new HashSet<string>(StringComparer.Ordinal)
    {
        "vkCreateInstance", "vkDestroyInstance", "vkDestroyDevice",
    };
}
