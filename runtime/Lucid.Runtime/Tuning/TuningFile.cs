using System.Buffers.Binary;
using System.Security.Cryptography;

using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Tuning;

/// <summary>
/// Measurements of one device with one driver as a file: 8 bytes of magic, vendor, device, driver version (u32 each), 16 bytes UUID, u32 number of
/// entries, SHA-256 of the entries, entries of 68 bytes: kernel (32), symbols (32), position of the winner (u16), whether any order was allowed
/// (u16, 0 or 1). All little-endian; entries from the oldest to the newest.
/// </summary>
internal static class TuningFile
{
    public const int HeaderBytes = 8 + DeviceStamp.Bytes + 4 + 32;
    public const int EntryBytes = (2 * KernelIdentity.Bytes) + 4;

    /// <summary>Older entries are forgotten.</summary>
    public const int MostEntries = 4096;

    /// <summary>Larger files are not read.</summary>
    public const long MostBytes = HeaderBytes + ((long)MostEntries * EntryBytes);

    private static ReadOnlySpan<byte> Magic => "LUCIDTU1"u8;

    /// <summary>The file's name for a device.</summary>
    public static string NameFor(DeviceFacts facts) => DeviceStamp.FileName(facts, "tuning");

    public static byte[] Write(DeviceFacts facts, IReadOnlyList<TuningEntry> entries)
    {
        byte[] file = new byte[HeaderBytes + (entries.Count * EntryBytes)];
        for (int i = 0; i < entries.Count; i++)
        {
            Span<byte> entry = file.AsSpan(HeaderBytes + (i * EntryBytes), EntryBytes);
            Convert.FromHexString(entries[i].Kernel).CopyTo(entry);
            Convert.FromHexString(entries[i].Symbols).CopyTo(entry[KernelIdentity.Bytes..]);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[(2 * KernelIdentity.Bytes)..], checked((ushort)entries[i].Candidate));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[((2 * KernelIdentity.Bytes) + 2)..], entries[i].AnyOrder ? (ushort)1 : (ushort)0);
        }

        WriteHeader(facts, entries.Count, file.AsSpan(HeaderBytes), file);
        return file;
    }

    /// <summary>The entries; null with what is wrong where the file is not one written for this device and driver.</summary>
    public static IReadOnlyList<TuningEntry>? Read(DeviceFacts facts, ReadOnlySpan<byte> file, out string fault)
    {
        fault = "";
        if (file.Length < HeaderBytes || (file.Length - HeaderBytes) % EntryBytes != 0 || file.Length > MostBytes)
        {
            fault = "it has no possible length";
            return null;
        }

        ReadOnlySpan<byte> body = file[HeaderBytes..];
        Span<byte> expected = stackalloc byte[HeaderBytes];
        WriteHeader(facts, body.Length / EntryBytes, body, expected);
        if (!expected.SequenceEqual(file[..HeaderBytes]))
        {
            fault = "it was damaged or written for another device or driver";
            return null;
        }

        List<TuningEntry> entries = [];
        for (; body.Length > 0; body = body[EntryBytes..])
        {
            entries.Add(new(
                Convert.ToHexStringLower(body[..KernelIdentity.Bytes]),
                Convert.ToHexStringLower(body.Slice(KernelIdentity.Bytes, KernelIdentity.Bytes)),
                BinaryPrimitives.ReadUInt16LittleEndian(body[((2 * KernelIdentity.Bytes) + 2)..]) != 0,
                BinaryPrimitives.ReadUInt16LittleEndian(body[(2 * KernelIdentity.Bytes)..])));
        }

        return entries;
    }

    private static void WriteHeader(DeviceFacts facts, int entries, ReadOnlySpan<byte> body, Span<byte> header)
    {
        Magic.CopyTo(header);
        DeviceStamp.Write(facts, header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)entries);
        SHA256.HashData(body, header[40..HeaderBytes]);
    }
}
