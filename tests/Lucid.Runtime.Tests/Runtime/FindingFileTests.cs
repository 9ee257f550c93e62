using Lucid.Runtime.Devices;
using Lucid.Runtime.Verifying;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class FindingFileTests
{
    private static readonly DeviceFacts Device = FileDevice.Facts;

    private static readonly FindingEntry[] Entries = [new(Digest(1), Digest(7), 0, 0), new(Digest(2), FindingEntry.NoChoice, 3, 12), new(Digest(2), FindingEntry.NoChoice, uint.MaxValue, 0)];

    [Fact]
    public void What_was_written_is_read_back_in_order() => Assert.Equal(Entries, FindingFile.Read(Device, FindingFile.Write(Device, Entries), out _)!);

    [Fact]
    public void Any_damaged_byte_and_any_missing_one_is_noticed()
    {
        byte[] file = FindingFile.Write(Device, Entries);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 0x10;
            Assert.Null(FindingFile.Read(Device, damaged, out string fault));
            Assert.NotEmpty(fault);
        }

        for (int length = 0; length < file.Length; length++) Assert.Null(FindingFile.Read(Device, file.AsSpan(0, length), out _));
        Assert.Null(FindingFile.Read(Device, new byte[FindingFile.MostBytes + FindingFile.EntryBytes], out _));
    }

    [Fact]
    public void A_file_of_another_device_or_driver_is_not_read()
    {
        byte[] file = FindingFile.Write(Device, Entries);
        Assert.Null(FindingFile.Read(Device with { DeviceId = 8 }, file, out _));
        Assert.Null(FindingFile.Read(Device with { DriverVersion = 4 }, file, out _));
    }

    private static string Digest(byte value) => Convert.ToHexStringLower([.. Enumerable.Repeat(value, 32)]);
}
