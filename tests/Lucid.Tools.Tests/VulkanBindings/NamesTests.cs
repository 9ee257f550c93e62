using Lucid.VulkanBindings;
using Xunit;

namespace Lucid.Tools.Tests.VulkanBindings;

/// <summary>The spelling of Silk.NET.Vulkan 2.x, case by case.</summary>
public sealed class NamesTests
{
    [Theory]
    [InlineData("VkBufferUsageFlagBits", "VK_BUFFER_USAGE_STORAGE_BUFFER_BIT", "StorageBufferBit")]
    [InlineData("VkQueryResultFlagBits", "VK_QUERY_RESULT_64_BIT", "Result64Bit")]
    [InlineData("VkSampleCountFlagBits", "VK_SAMPLE_COUNT_1_BIT", "Count1Bit")]
    [InlineData("VkResult", "VK_ERROR_OUT_OF_DATE_KHR", "ErrorOutOfDateKhr")]
    [InlineData("VkResult", "VK_ERROR_INVALID_SHADER_NV", "ErrorInvalidShaderNV")]
    [InlineData("VkFormat", "VK_FORMAT_R32G32B32A32_SFLOAT", "R32G32B32A32Sfloat")]
    [InlineData("VkFormat", "VK_FORMAT_A2B10G10R10_UNORM_PACK32", "A2B10G10R10UnormPack32")]
    [InlineData("VkFormat", "VK_FORMAT_BC6H_UFLOAT_BLOCK", "BC6HUfloatBlock")]
    [InlineData("VkFormat", "VK_FORMAT_ASTC_4x4_UNORM_BLOCK", "Astc4x4UnormBlock")]
    [InlineData("VkDriverId", "VK_DRIVER_ID_MESA_V3DV", "MesaV3DV")]
    [InlineData("VkStructureType", "VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES", "PhysicalDeviceVulkan12Features")]
    [InlineData("VkStructureType", "VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_16BIT_STORAGE_FEATURES", "PhysicalDevice16BitStorageFeatures")]
    [InlineData("VkStructureType", "VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_ID_PROPERTIES", "PhysicalDeviceIDProperties")]
    [InlineData("VkStructureType", "VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_FLOAT16_INT8_FEATURES", "PhysicalDeviceShaderFloat16Int8Features")]
    [InlineData("VkDebugUtilsMessageSeverityFlagBitsEXT", "VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT", "ErrorBitExt")]
    [InlineData("VkPipelineStageFlagBits2", "VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT", "ComputeShaderBit")]
    public void A_value_loses_the_prefix_that_repeats_its_enum(string type, string value, string expected) =>
        Assert.Equal(expected, Names.Value(type, value));

    [Theory]
    [InlineData("sType", "SType")]
    [InlineData("ppEnabledLayerNames", "PpEnabledLayerNames")]
    [InlineData("vendorID", "VendorID")]
    [InlineData("pipelineCacheUUID", "PipelineCacheUuid")]
    [InlineData("deviceLUIDValid", "DeviceLuidvalid")]
    [InlineData("textureCompressionASTC_LDR", "TextureCompressionAstcLdr")]
    [InlineData("shaderRoundingModeRTEFloat32", "ShaderRoundingModeRtefloat32")]
    public void A_field_is_in_pascal_case_with_long_acronyms_as_words(string name, string expected) =>
        Assert.Equal(expected, Names.Field(name));

    [Theory]
    [InlineData("VkBufferUsageFlagBits", "BufferUsageFlags")]
    [InlineData("VkDebugUtilsMessageTypeFlagBitsEXT", "DebugUtilsMessageTypeFlagsEXT")]
    [InlineData("PFN_vkDebugUtilsMessengerCallbackEXT", "PfnDebugUtilsMessengerCallbackEXT")]
    public void A_type_loses_Vk_and_bits_become_flags(string name, string expected) => Assert.Equal(expected, Names.Type(name));

    [Theory]
    [InlineData("vkCmdDispatchBase", "CmdDispatchBase")]
    [InlineData("vkCreateDebugUtilsMessengerEXT", "CreateDebugUtilsMessenger")]
    public void A_command_loses_vk_and_its_vendor(string name, string expected) => Assert.Equal(expected, Names.Method(name));
}
