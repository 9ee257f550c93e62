using System.Buffers.Binary;
using System.Security.Cryptography;

using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Recording;

/// <summary>
/// A driver's pipeline cache as a file. Drivers trust what they are given, so nothing is given that was not written whole, for the
/// same device and driver: 8 bytes of magic, vendor, device, driver version (u32 each), 16 bytes UUID, u64 payload length,
/// SHA-256 of the payload, payload. All little-endian.
/// </summary>
internal static class PipelineCacheFile
{
    public const int HeaderBytes = 8 + DeviceStamp.Bytes + 8 + 32;

    /// <summary>Vulkan 1.1 §10.6: length, version 1, vendor, device, UUID.</summary>
    private const int VulkanHeaderBytes = 32;

    private static ReadOnlySpan<byte> Magic => "LUCIDPC1"u8;

    /// <summary>The file's name for a device.</summary>
    public static string NameFor(DeviceFacts facts) => DeviceStamp.FileName(facts, "pipelines");

    public static byte[] Write(DeviceFacts facts, ReadOnlySpan<byte> payload)
    {
        byte[] file = new byte[HeaderBytes + payload.Length];
        WriteHeader(facts, payload, file);
        payload.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }

    /// <summary>The payload; null with what is wrong where the file is not one written for this device and driver.</summary>
    public static byte[]? Read(DeviceFacts facts, ReadOnlySpan<byte> file, out string fault)
    {
        fault = "";
        if (file.Length < HeaderBytes) fault = "it is too short";
        else
        {
            ReadOnlySpan<byte> payload = file[HeaderBytes..];
            Span<byte> expected = stackalloc byte[HeaderBytes];
            WriteHeader(facts, payload, expected);
            if (!expected.SequenceEqual(file[..HeaderBytes])) fault = "it was damaged or written for another device or driver";
            else if (!IsFor(facts, payload)) fault = "the driver's own header in it is of another device";
        }

        return fault.Length == 0 ? file[HeaderBytes..].ToArray() : null;
    }

    private static void WriteHeader(DeviceFacts facts, ReadOnlySpan<byte> payload, Span<byte> header)
    {
        Magic.CopyTo(header);
        DeviceStamp.Write(facts, header[8..]);
        BinaryPrimitives.WriteUInt64LittleEndian(header[36..], (ulong)payload.Length);
        SHA256.HashData(payload, header[44..]);
    }

    private static bool IsFor(DeviceFacts facts, ReadOnlySpan<byte> payload) =>
        payload.Length >= VulkanHeaderBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(payload) >= VulkanHeaderBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]) == 1
        && BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]) == facts.VendorId
        && BinaryPrimitives.ReadUInt32LittleEndian(payload[12..]) == facts.DeviceId
        && payload.Slice(16, 16).SequenceEqual(facts.PipelineCacheUuid.AsSpan());
}
