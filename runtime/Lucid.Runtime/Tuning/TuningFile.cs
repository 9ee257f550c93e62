using System.Buffers.Binary;

using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Tuning;

/// <summary>
/// Measurements of one device with one driver as an <see cref="EntryFile"/>, whose entries have 68 bytes: kernel (32), symbols (32), position of the winner (u16), whether any order was allowed
/// (u16, 0 or 1); from the oldest to the newest.
/// </summary>
internal static class TuningFile
{
    public const int EntryBytes = (2 * KernelIdentity.Bytes) + 4;

    /// <summary>Older entries are forgotten.</summary>
    public const int MostEntries = 4096;

    private static readonly EntryFile Form = new("LUCIDTU1", EntryBytes, MostEntries);

    /// <summary>Larger files are not read.</summary>
    public static long MostBytes => Form.MostBytes;

    /// <summary>The file's name for a device.</summary>
    public static string NameFor(DeviceFacts facts) => DeviceStamp.FileName(facts, "tuning");

    public static byte[] Write(DeviceFacts facts, IReadOnlyList<TuningEntry> entries)
    {
        byte[] file = new byte[EntryFile.HeaderBytes + (entries.Count * EntryBytes)];
        for (int i = 0; i < entries.Count; i++)
        {
            Span<byte> entry = file.AsSpan(EntryFile.HeaderBytes + (i * EntryBytes), EntryBytes);
            Convert.FromHexString(entries[i].Kernel).CopyTo(entry);
            Convert.FromHexString(entries[i].Symbols).CopyTo(entry[KernelIdentity.Bytes..]);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[(2 * KernelIdentity.Bytes)..], checked((ushort)entries[i].Candidate));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[((2 * KernelIdentity.Bytes) + 2)..], entries[i].AnyOrder ? (ushort)1 : (ushort)0);
        }

        return Form.Seal(facts, file);
    }

    /// <summary>The entries; null with what is wrong where the file is not one written for this device and driver.</summary>
    public static IReadOnlyList<TuningEntry>? Read(DeviceFacts facts, ReadOnlySpan<byte> file, out string fault)
    {
        if (!Form.TryOpen(facts, file, out ReadOnlySpan<byte> body, out fault)) return null;
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
}
