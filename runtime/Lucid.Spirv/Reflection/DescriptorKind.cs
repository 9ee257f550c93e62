namespace Lucid.Spirv.Reflection;

/// <summary>What is bound, in Vulkan's words (VkDescriptorType).</summary>
public enum DescriptorKind
{
    StorageBuffer,
    UniformBuffer,
    UniformTexelBuffer,
    StorageTexelBuffer,
    SampledImage,
    StorageImage,
    Sampler,
    CombinedImageSampler,
}
