using Lucid.Tensors;
using Xunit;

namespace Lucid.Runtime.Tests.Tensors;

public sealed class HostTensorTests
{
    public static TheoryData<ElementType> AllTypes => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_type_has_a_size_and_a_name_that_reads_back(ElementType type)
    {
        Assert.True(ElementTypes.TryParse(type.Text(), out ElementType read) && read == type);
        Assert.True(ElementTypes.TryParse(type.ToString(), out read) && read == type);
        Assert.Equal(type.ByteSize() * 3, HostTensor.FromDoubles(type, new Shape(3), [0, 1, 1]).Bytes.Length);
    }

    [Fact]
    public void What_is_no_type_is_no_type() => Assert.False(ElementTypes.TryParse("f33", out _));

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Small_numbers_survive_every_type(ElementType type)
    {
        double[] values = type == ElementType.Bool ? [0, 1, 1] : [0, 1, 100];
        HostTensor tensor = HostTensor.FromDoubles(type, new Shape(3), values);
        Assert.Equal(values, tensor.ToDoubles());
        if (!type.IsFloat()) Assert.Equal(values.Select(value => (long)value), tensor.ToInt64s());
        Assert.Equal(values, tensor.ConvertTo(ElementType.F64).ConvertTo(type).ToDoubles());
    }

    [Theory]
    [InlineData(ElementType.I8, -128, 127)]
    [InlineData(ElementType.U8, 0, 255)]
    [InlineData(ElementType.I16, -32768, 32767)]
    [InlineData(ElementType.U16, 0, 65535)]
    [InlineData(ElementType.I32, int.MinValue, int.MaxValue)]
    [InlineData(ElementType.U32, 0, uint.MaxValue)]
    public void Integers_are_checked_against_their_range(ElementType type, long low, long high)
    {
        Assert.Equal([low, high], HostTensor.FromInt64s(type, new Shape(2), [low, high]).ToInt64s());
        Assert.Throws<OverflowException>(() => HostTensor.FromInt64s(type, new Shape(1), [high + 1]));
        Assert.Throws<OverflowException>(() => HostTensor.FromInt64s(type, new Shape(1), [low - 1]));
        Assert.Throws<OverflowException>(() => HostTensor.FromDoubles(type, new Shape(1), [double.NaN]));
    }

    [Fact]
    public void U64_beyond_63_bits_is_an_overflow_not_a_negative_number()
    {
        HostTensor tensor = new(ElementType.U64, new Shape(1), BitConverter.GetBytes(ulong.MaxValue));
        Assert.Throws<OverflowException>(tensor.ToInt64s);
        Assert.Equal((double)ulong.MaxValue, tensor.ToDoubles()[0]);
    }

    [Theory]
    // bfloat16 keeps 8 bits of the significand: 1 + 2⁻⁸ lies halfway between 1 and 1 + 2⁻⁷.
    [InlineData(1 + 0.00390625, 0x3F80)]
    [InlineData(1 + 0.00390625 + 1e-12, 0x3F81)]
    [InlineData(1 + 0.01171875, 0x3F82)]
    [InlineData(1 + 0.01171875 - 1e-12, 0x3F81)]
    [InlineData(-1 - 0.00390625 - 1e-12, 0xBF81)]
    [InlineData(1e39, 0x7F80)]
    [InlineData(3.4e38, 0x7F80)]
    public void Rounding_to_bfloat16_happens_once(double value, int bits) =>
        Assert.Equal(bits, BitConverter.ToUInt16(HostTensor.FromDoubles(ElementType.BF16, new Shape(1), [value]).Bytes.Span));

    [Fact]
    public void NaN_stays_NaN_in_every_float_type() => Assert.All(
        Enum.GetValues<ElementType>().Where(type => type.IsFloat()), type => Assert.True(double.IsNaN(HostTensor.FromDoubles(type, new Shape(1), [double.NaN]).ToDoubles()[0])));

    [Fact]
    public void Every_bfloat16_and_every_half_survives_a_round_trip()
    {
        byte[] all = new byte[65536 * 2];
        for (int i = 0; i < 65536; i++) BitConverter.TryWriteBytes(all.AsSpan(2 * i), (ushort)i);
        foreach (ElementType type in new[] { ElementType.BF16, ElementType.F16 })
        {
            HostTensor tensor = new(type, new Shape(65536), all);
            HostTensor again = HostTensor.FromDoubles(type, tensor.Shape, tensor.ToDoubles());
            (double[] before, double[] after) = (tensor.ToDoubles(), again.ToDoubles());
            for (int i = 0; i < before.Length; i++) Assert.True(before[i].Equals(after[i]) && (double.IsNaN(before[i]) || double.IsNegative(before[i]) == double.IsNegative(after[i])), $"{type} {i:X4}");
        }
    }

    [Fact]
    public void The_bytes_must_be_those_of_the_shape() => Assert.StartsWith(
        "f32[2,3] takes 24 bytes, got 20", Assert.Throws<ArgumentException>(() => new HostTensor(ElementType.F32, new Shape(2, 3), new byte[20])).Message, StringComparison.Ordinal);

    [Fact]
    public void Elements_are_read_as_types_of_their_size()
    {
        HostTensor tensor = HostTensor.Of(new Shape(2), 1, -2);
        Assert.Equal([1f, -2], tensor.As<float>());
        Assert.Equal(0x3F800000, tensor.As<int>()[0]);
        Assert.Throws<InvalidOperationException>(() => tensor.As<double>().Length);
        Assert.Throws<InvalidOperationException>(tensor.ToInt64s);
        Assert.True(HostTensor.FromInt64s(ElementType.Bool, new Shape(1), [1]).As<bool>()[0]);
        Assert.Equal(1, HostTensor.FromInt64s(ElementType.U16, new Shape(1), [1]).As<char>()[0]);
    }

    [Fact]
    public void Reshape_keeps_bytes_and_count()
    {
        HostTensor tensor = HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
        Assert.Equal("f32[6]", tensor.Reshape(new Shape(6)).ToString());
        Assert.Throws<ArgumentException>(() => tensor.Reshape(new Shape(5)));
    }
}
