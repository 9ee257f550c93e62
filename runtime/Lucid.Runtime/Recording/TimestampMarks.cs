using Lucid.Runtime.Devices;
using Lucid.Vulkan;

namespace Lucid.Runtime.Recording;

/// <summary>Owns a query pool and writes a timestamp after all that was recorded before it.</summary>
internal sealed unsafe class TimestampMarks : IDisposable
{
    private readonly LogicalDevice _device;
    private readonly QueryPool _pool;
    private readonly uint _count;
    private uint _next;

    public TimestampMarks(LogicalDevice device, int count)
    {
        (_device, _count) = (device, (uint)count);
        QueryPoolCreateInfo info = new() { SType = StructureType.QueryPoolCreateInfo, QueryType = QueryType.Timestamp, QueryCount = _count };
        device.Vk.CreateQueryPool(device.Handle, in info, null, out _pool).Check("vkCreateQueryPool");
    }

    public void Reset(CommandBuffer commands)
    {
        _device.Vk.CmdResetQueryPool(commands, _pool, 0, _count);
        _next = 0;
    }

    public void Write(CommandBuffer commands) => _device.Vk.CmdWriteTimestamp(commands, PipelineStageFlags.BottomOfPipeBit, _pool, _next++);

    /// <summary>Milliseconds from the first mark to each mark, after the commands are done.</summary>
    public double[] Read()
    {
        ulong[] ticks = new ulong[_next];
        fixed (ulong* pointer = ticks)
        {
            _device.Vk.GetQueryPoolResults(
                _device.Handle, _pool, 0, _next, (nuint)(ticks.Length * sizeof(ulong)), pointer, sizeof(ulong),
                QueryResultFlags.Result64Bit | QueryResultFlags.WaitBit).Check("vkGetQueryPoolResults");
        }

        // Only the low bits count; their difference is right across a wrap.
        int bits = _device.Limits.TimestampBits;
        ulong mask = bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;
        return Array.ConvertAll(ticks, tick => ((tick - ticks[0]) & mask) * _device.Limits.TimestampPeriod * 1e-6);
    }

    public void Dispose() => _device.Vk.DestroyQueryPool(_device.Handle, _pool, null);
}
