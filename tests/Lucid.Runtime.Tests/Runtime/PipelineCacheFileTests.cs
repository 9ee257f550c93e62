using System.Buffers.Binary;

using Lucid.Runtime.Devices;
using Lucid.Runtime.Recording;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class PipelineCacheFileTests
{
    private static readonly DeviceFacts Device = FileDevice.Facts;

    [Fact]
    public void What_was_written_is_read_back() =>
        Assert.Equal(Payload(Device), PipelineCacheFile.Read(Device, PipelineCacheFile.Write(Device, Payload(Device)), out _));

    [Fact]
    public void Any_damaged_byte_is_noticed()
    {
        byte[] file = PipelineCacheFile.Write(Device, Payload(Device));
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 0x40;
            Assert.Null(PipelineCacheFile.Read(Device, damaged, out string fault));
            Assert.NotEmpty(fault);
        }

        for (int length = 0; length < file.Length; length++) Assert.Null(PipelineCacheFile.Read(Device, file.AsSpan(0, length), out _));
    }

    [Fact]
    public void A_file_of_another_device_or_driver_is_not_read()
    {
        byte[] file = PipelineCacheFile.Write(Device, Payload(Device));
        Assert.Null(PipelineCacheFile.Read(Device with { DeviceId = 8 }, file, out _));
        Assert.Null(PipelineCacheFile.Read(Device with { DriverVersion = 4 }, file, out _));
        Assert.Null(PipelineCacheFile.Read(Device with { PipelineCacheUuid = [.. new byte[16]] }, file, out _));
        Assert.NotEqual(PipelineCacheFile.NameFor(Device), PipelineCacheFile.NameFor(Device with { DriverVersion = 4 }));
    }

    [Fact]
    public void A_payload_whose_own_header_is_of_another_device_is_not_read() =>
        Assert.Null(PipelineCacheFile.Read(Device, PipelineCacheFile.Write(Device, Payload(Device with { DeviceId = 8 })), out _));

    private static byte[] Payload(DeviceFacts device)
    {
        byte[] payload = new byte[100];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, 32);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), device.VendorId);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(12), device.DeviceId);
        device.PipelineCacheUuid.AsSpan().CopyTo(payload.AsSpan(16));
        payload[50] = 99;
        return payload;
    }
}
