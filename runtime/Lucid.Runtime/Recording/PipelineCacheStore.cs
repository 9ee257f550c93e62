using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;
using Lucid.Vulkan;

using Microsoft.Extensions.Logging;

namespace Lucid.Runtime.Recording;

/// <summary>Owns the device's VkPipelineCache and keeps it on disk. A cache that cannot be read or written costs time, never a run.</summary>
internal sealed unsafe class PipelineCacheStore : IDisposable
{
    /// <summary>Larger files are not read: no driver's cache of a handful of compute pipelines is that large.</summary>
    private const long LargestFile = 1L << 28;

    private readonly LogicalDevice _device;
    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly Lock _saving = new();
    private int _savedBytes;

    public PipelineCacheStore(LogicalDevice device, string? directory, ILogger logger)
    {
        (_device, _logger) = (device, logger);
        _path = directory is null ? null : Path.Combine(directory, "pipelines", PipelineCacheFile.NameFor(device.Facts));
        byte[] initial = Load();
        _savedBytes = initial.Length;
        fixed (byte* data = initial)
        {
            PipelineCacheCreateInfo info = new() { SType = StructureType.PipelineCacheCreateInfo, InitialDataSize = (nuint)initial.Length, PInitialData = data };
            device.Vk.CreatePipelineCache(device.Handle, in info, null, out PipelineCache cache).Check("vkCreatePipelineCache");
            Handle = cache;
        }
    }

    public PipelineCache Handle { get; }

    /// <summary>Writes the cache if it has changed in size.</summary>
    public void Save()
    {
        if (_path is null) return;
        lock (_saving)
        {
            byte[] payload = Payload();
            if (payload.Length == _savedBytes) return;
            if (CacheFile.Write(_path, PipelineCacheFile.Write(_device.Facts, payload)) is { } fault) _logger.PipelineCacheNotWritten(_path, fault);
            else _savedBytes = payload.Length;
        }
    }

    public void Dispose()
    {
        Save();
        _device.Vk.DestroyPipelineCache(_device.Handle, Handle, null);
    }

    private byte[] Load()
    {
        if (_path is null) return [];
        try
        {
            FileInfo file = new(_path);
            if (!file.Exists) return [];
            if (file.Length > LargestFile)
            {
                _logger.PipelineCacheIgnored(_path, "it is too large");
                return [];
            }

            byte[]? payload = PipelineCacheFile.Read(_device.Facts, File.ReadAllBytes(_path), out string fault);
            if (payload is null) _logger.PipelineCacheIgnored(_path, fault);
            return payload ?? [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.PipelineCacheIgnored(_path, exception.Message);
            return [];
        }
    }

    private byte[] Payload()
    {
        nuint size = 0;
        _device.Vk.GetPipelineCacheData(_device.Handle, Handle, &size, null).Check("vkGetPipelineCacheData");
        byte[] payload = new byte[size];
        fixed (byte* data = payload) _device.Vk.GetPipelineCacheData(_device.Handle, Handle, &size, data).Check("vkGetPipelineCacheData");
        // Another thread may have shrunk nothing and added something: Incomplete gives what fits, which is valid.
        return payload[..(int)size];
    }
}
