using Lucid.Runtime.Devices;
using Lucid.Runtime.Tuning;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class TuningFileTests
{
    private static readonly DeviceFacts Device = FileDevice.Facts;

    private static readonly TuningEntry[] Entries = [Entry(1, 0, false, 3), Entry(1, 2, true, 0), Entry(9, 9, false, ushort.MaxValue)];

    [Fact]
    public void What_was_written_is_read_back_in_order() =>
        Assert.Equal(Entries, TuningFile.Read(Device, TuningFile.Write(Device, Entries), out _)!);

    [Fact]
    public void Any_damaged_byte_and_any_missing_one_is_noticed()
    {
        byte[] file = TuningFile.Write(Device, Entries);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 0x10;
            Assert.Null(TuningFile.Read(Device, damaged, out string fault));
            Assert.NotEmpty(fault);
        }

        for (int length = 0; length < file.Length; length++) Assert.Null(TuningFile.Read(Device, file.AsSpan(0, length), out _));
        Assert.Null(TuningFile.Read(Device, new byte[TuningFile.MostBytes + TuningFile.EntryBytes], out _));
    }

    [Fact]
    public void A_file_of_another_device_or_driver_is_not_read()
    {
        byte[] file = TuningFile.Write(Device, Entries);
        Assert.Null(TuningFile.Read(Device with { DeviceId = 8 }, file, out _));
        Assert.Null(TuningFile.Read(Device with { DriverVersion = 4 }, file, out _));
        Assert.Null(TuningFile.Read(Device with { PipelineCacheUuid = [.. new byte[16]] }, file, out _));
        Assert.NotEqual(TuningFile.NameFor(Device), TuningFile.NameFor(Device with { DriverVersion = 4 }));
    }

    private static TuningEntry Entry(byte kernel, byte symbols, bool anyOrder, int candidate) =>
        new(Convert.ToHexStringLower([.. Enumerable.Repeat(kernel, 32)]), Convert.ToHexStringLower([.. Enumerable.Repeat(symbols, 32)]), anyOrder, candidate);
}
