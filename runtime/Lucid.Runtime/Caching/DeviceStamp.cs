using System.Buffers.Binary;
using System.Globalization;

using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Caching;

/// <summary>What tells a file kept for one device and driver from another's: in its name, and in its header.</summary>
internal static class DeviceStamp
{
    /// <summary>In a header: vendor, device, driver version (u32 each, little-endian), 16 bytes UUID.</summary>
    public const int Bytes = 12 + 16;

    /// <summary>A file's name for a device; the extension without its dot.</summary>
    public static string FileName(DeviceFacts facts, string extension) => string.Create(
        CultureInfo.InvariantCulture, $"{facts.VendorId:x8}-{facts.DeviceId:x8}-{facts.DriverVersion:x8}-{Convert.ToHexStringLower(facts.PipelineCacheUuid.AsSpan())}.{extension}");

    public static void Write(DeviceFacts facts, Span<byte> header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, facts.VendorId);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], facts.DeviceId);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], facts.DriverVersion);
        facts.PipelineCacheUuid.AsSpan().CopyTo(header[12..Bytes]);
    }
}
