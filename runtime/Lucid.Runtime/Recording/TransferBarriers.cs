using Lucid.Runtime.Devices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Recording;

/// <summary>The barriers at both ends of a recording, where copies and the host meet the kernels.</summary>
internal static unsafe class TransferBarriers
{
    /// <summary>Earlier submissions' writes and this one's copies to the device, before kernels and copies.</summary>
    public static void BeforeKernels(LogicalDevice device, CommandBuffer commands) => Record(
        device, commands,
        PipelineStageFlags.TransferBit | PipelineStageFlags.ComputeShaderBit, AccessFlags.TransferWriteBit | AccessFlags.ShaderWriteBit,
        PipelineStageFlags.TransferBit | PipelineStageFlags.ComputeShaderBit, AccessFlags.TransferReadBit | AccessFlags.TransferWriteBit | AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit);

    /// <summary>Kernels' results before the copies that fetch them.</summary>
    public static void BeforeFetching(LogicalDevice device, CommandBuffer commands) => Record(
        device, commands,
        PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit,
        PipelineStageFlags.TransferBit, AccessFlags.TransferReadBit);

    /// <summary>Results, fetched or in place, before the host reads them.</summary>
    public static void BeforeHost(LogicalDevice device, CommandBuffer commands) => Record(
        device, commands,
        PipelineStageFlags.TransferBit | PipelineStageFlags.ComputeShaderBit, AccessFlags.TransferWriteBit | AccessFlags.ShaderWriteBit,
        PipelineStageFlags.HostBit, AccessFlags.HostReadBit);

    private static void Record(
        LogicalDevice device, CommandBuffer commands, PipelineStageFlags before, AccessFlags written, PipelineStageFlags after, AccessFlags used)
    {
        MemoryBarrier barrier = new() { SType = StructureType.MemoryBarrier, SrcAccessMask = written, DstAccessMask = used };
        device.Vk.CmdPipelineBarrier(commands, before, after, DependencyFlags.None, 1, &barrier, 0, null, 0, null);
    }
}
