using System.Buffers.Binary;
using System.Security.Cryptography;

using Lucid.Runtime.Devices;

namespace Lucid.Runtime.Caching;

/// <summary>
/// A file of entries of one size for one device with one driver: 8 bytes of magic, vendor, device, driver version (u32 each), 16 bytes UUID, u32 number of entries, SHA-256 of the entries, the
/// entries. All little-endian.
/// </summary>
/// <param name="Magic">What tells the kind of file and its version: 8 characters.</param>
/// <param name="EntryBytes">Bytes of an entry.</param>
/// <param name="MostEntries">Larger files are not read.</param>
internal sealed record EntryFile(string Magic, int EntryBytes, int MostEntries)
{
    public const int HeaderBytes = 8 + DeviceStamp.Bytes + 4 + 32;

    /// <summary>Larger files are not read.</summary>
    public long MostBytes => HeaderBytes + ((long)MostEntries * EntryBytes);

    /// <summary>Completes a file whose entries stand behind room for the header.</summary>
    public byte[] Seal(DeviceFacts facts, byte[] file)
    {
        WriteHeader(facts, file.AsSpan(HeaderBytes), file);
        return file;
    }

    /// <summary>The entries, of a whole number; false with what is wrong where the file is not one written for this device and driver.</summary>
    public bool TryOpen(DeviceFacts facts, ReadOnlySpan<byte> file, out ReadOnlySpan<byte> entries, out string fault)
    {
        entries = [];
        fault = "";
        if (file.Length < HeaderBytes || (file.Length - HeaderBytes) % EntryBytes != 0 || file.Length > MostBytes)
        {
            fault = "it has no possible length";
            return false;
        }

        Span<byte> expected = stackalloc byte[HeaderBytes];
        WriteHeader(facts, file[HeaderBytes..], expected);
        if (!expected.SequenceEqual(file[..HeaderBytes]))
        {
            fault = "it was damaged or written for another device or driver";
            return false;
        }

        entries = file[HeaderBytes..];
        return true;
    }

    private void WriteHeader(DeviceFacts facts, ReadOnlySpan<byte> entries, Span<byte> header)
    {
        System.Text.Encoding.ASCII.GetBytes(Magic, header);
        DeviceStamp.Write(facts, header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[36..], (uint)(entries.Length / EntryBytes));
        SHA256.HashData(entries, header[40..HeaderBytes]);
    }
}
