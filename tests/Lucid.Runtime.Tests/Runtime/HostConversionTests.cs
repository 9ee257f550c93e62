using System.Runtime.InteropServices;

using Lucid.Runtime.Execution;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Runtime.Tests.Runtime;

public sealed class HostConversionTests
{
    [Theory]
    [InlineData(ElementType.F32, ElementType.F32)]
    [InlineData(ElementType.F16, ElementType.F32)]
    [InlineData(ElementType.F16, ElementType.F16)]
    [InlineData(ElementType.BF16, ElementType.F32)]
    [InlineData(ElementType.F64, ElementType.F32)]
    [InlineData(ElementType.F32, ElementType.F16)]
    [InlineData(ElementType.BF16, ElementType.F16)]
    [InlineData(ElementType.F64, ElementType.F16)]
    public void Floats_are_rounded_as_host_tensors_round_them(ElementType host, ElementType device)
    {
        double[] values = [0, -0.0, 1, -2.5, 1.0009765625, 0.1, 65504, 1e-7, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1.00390625, 1.01171875];
        HostTensor tensor = HostTensor.FromDoubles(host, new Shape(values.Length), values);
        byte[] onDevice = new byte[values.Length * device.ByteSize()];
        HostConversion.ToDevice(host, device, tensor.Bytes.Span, onDevice);
        HostTensor expected = tensor.ConvertTo(device);
        Assert.Equal(expected.Bytes.ToArray(), onDevice);

        byte[] back = new byte[values.Length * host.ByteSize()];
        HostConversion.FromDevice(device, host, onDevice, back);
        Assert.Equal(expected.ConvertTo(host).Bytes.ToArray(), back);
    }

    [Theory]
    [InlineData(ElementType.I8)]
    [InlineData(ElementType.I16)]
    [InlineData(ElementType.I32)]
    [InlineData(ElementType.I64)]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.U16)]
    [InlineData(ElementType.U32)]
    [InlineData(ElementType.U64)]
    public void Integers_that_fit_survive_the_way_there_and_back(ElementType host)
    {
        HostTensor tensor = HostTensor.FromInt64s(host, new Shape(3), [0, 1, 127]);
        byte[] onDevice = new byte[12], back = new byte[3 * host.ByteSize()];
        HostConversion.ToDevice(host, ElementType.I32, tensor.Bytes.Span, onDevice);
        Assert.Equal([0, 1, 127], MemoryMarshal.Cast<byte, int>(onDevice).ToArray());
        HostConversion.FromDevice(ElementType.I32, host, onDevice, back);
        Assert.Equal(tensor.Bytes.ToArray(), back);
    }

    [Theory]
    [InlineData(2147483648)]
    [InlineData(-2147483649)]
    [InlineData(long.MaxValue)]
    public void An_integer_beyond_32_bits_is_refused(long value) => Assert.Throws<OverflowException>(() =>
        HostConversion.ToDevice(ElementType.I64, ElementType.I32, MemoryMarshal.AsBytes<long>([value]), new byte[4]));

    [Fact]
    public void A_bool_is_0_or_1_on_the_device_and_anything_but_0_is_true()
    {
        byte[] onDevice = new byte[12], back = new byte[3];
        HostConversion.ToDevice(ElementType.Bool, ElementType.U32, [0, 1, 255], onDevice);
        Assert.Equal([0u, 1u, 1u], MemoryMarshal.Cast<byte, uint>(onDevice).ToArray());
        HostConversion.FromDevice(ElementType.U32, ElementType.Bool, MemoryMarshal.AsBytes<uint>([0, 7, uint.MaxValue]), back);
        Assert.Equal([0, 1, 1], back);
    }

    [Fact]
    public void Floats_and_integers_do_not_become_each_other()
    {
        Assert.False(HostConversion.IsSupported(ElementType.F32, ElementType.I32));
        Assert.False(HostConversion.IsSupported(ElementType.I64, ElementType.F32));
        Assert.False(HostConversion.IsSupported(ElementType.Bool, ElementType.F32));
    }
}
