using System.Buffers.Binary;

using Lucid.Runtime.Caching;
using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Verifying;

/// <summary>
/// Findings on one device with one driver as an <see cref="EntryFile"/>, whose entries have 72 bytes: package (32), choice (32, all 0 for a wrong candidate), positions of kernel and candidate (u32
/// each, 0 for a choice); from the oldest to the newest.
/// </summary>
internal static class FindingFile
{
    public const int EntryBytes = (2 * 32) + 8;

    /// <summary>Older entries are forgotten.</summary>
    public const int MostEntries = 4096;

    private static readonly EntryFile Form = new("LUCIDVF1", EntryBytes, MostEntries);

    /// <summary>Larger files are not read.</summary>
    public static long MostBytes => Form.MostBytes;

    /// <summary>The file's name for a device.</summary>
    public static string NameFor(DeviceFacts facts) => DeviceStamp.FileName(facts, "findings");

    public static byte[] Write(DeviceFacts facts, IReadOnlyList<FindingEntry> entries)
    {
        byte[] file = new byte[EntryFile.HeaderBytes + (entries.Count * EntryBytes)];
        for (int i = 0; i < entries.Count; i++)
        {
            Span<byte> entry = file.AsSpan(EntryFile.HeaderBytes + (i * EntryBytes), EntryBytes);
            Convert.FromHexString(entries[i].Package).CopyTo(entry);
            Convert.FromHexString(entries[i].Choice).CopyTo(entry[32..]);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[64..], entries[i].Kernel);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[68..], entries[i].Candidate);
        }

        return Form.Seal(facts, file);
    }

    /// <summary>The entries; null with what is wrong where the file is not one written for this device and driver.</summary>
    public static IReadOnlyList<FindingEntry>? Read(DeviceFacts facts, ReadOnlySpan<byte> file, out string fault)
    {
        if (!Form.TryOpen(facts, file, out ReadOnlySpan<byte> body, out fault)) return null;
        List<FindingEntry> entries = [];
        for (; body.Length > 0; body = body[EntryBytes..])
        {
            entries.Add(new(
                Convert.ToHexStringLower(body[..32]), Convert.ToHexStringLower(body[32..64]), BinaryPrimitives.ReadUInt32LittleEndian(body[64..]), BinaryPrimitives.ReadUInt32LittleEndian(body[68..])));
        }

        return entries;
    }
}
