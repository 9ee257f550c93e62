namespace Lucid.Testing;

/// <summary>Something a test needs that a machine may lack.</summary>
public enum Resource
{
    /// <summary>A Vulkan loader with at least one driver.</summary>
    Vulkan,

    /// <summary>The second software driver: no half floats, no 8- or 16-bit storage, 256 invocations.</summary>
    SwiftShader,

    /// <summary>A driver with cooperative matrices of halves: newer lavapipes, most graphics processors.</summary>
    CooperativeMatrix,

    /// <summary>The Khronos validation layer.</summary>
    ValidationLayer,

    /// <summary><c>spirv-val</c> and <c>spirv-dis</c>.</summary>
    SpirvTools,

    /// <summary>Vulkan's registry <c>vk.xml</c>, from which the bindings are generated.</summary>
    VulkanRegistry,

    /// <summary>ONNX's backend node tests.</summary>
    OnnxNodeTests,

    /// <summary>Trained models of third parties, in <c>../shared/golden/real</c>.</summary>
    TrainedModels,
}
