using Google.Protobuf;

using Lucid.Import.Onnx;
using Lucid.Import.Onnx.Proto;
using Lucid.Tensors;

using Xunit;

namespace Lucid.Compiler.Tests.Import;

public sealed class OnnxTensorTests
{
    public static TheoryData<ElementType> ElementTypes => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void What_is_written_is_read_back(ElementType element)
    {
        HostTensor tensor = HostTensor.FromDoubles(element, new Shape(2, 3), [0, 1, 0, 1, 1, 1]);
        OnnxTensor read = OnnxTensorReader.Read(OnnxTensorWriter.Write(new OnnxTensor("t", tensor)));
        Assert.Equal("t", read.Name);
        Assert.Equal(element, read.Tensor.Element);
        Assert.Equal(tensor.Shape, read.Tensor.Shape);
        Assert.Equal(tensor.Bytes.ToArray(), read.Tensor.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public void Typed_data_mean_the_same_as_raw_data(ElementType element)
    {
        HostTensor tensor = HostTensor.FromDoubles(element, new Shape(3), [1, 0, 1]);
        TensorProto proto = new() { DataType = OnnxTypes.Number(element) };
        proto.Dims.Add(3);
        switch (element)
        {
            case ElementType.F32: proto.FloatData.AddRange(tensor.ToFloats()); break;
            case ElementType.F64: proto.DoubleData.AddRange(tensor.ToDoubles()); break;
            case ElementType.I64: proto.Int64Data.AddRange(tensor.ToInt64s()); break;
            case ElementType.U32 or ElementType.U64: proto.Uint64Data.AddRange(tensor.ToInt64s().Select(value => (ulong)value)); break;
            case ElementType.F16 or ElementType.BF16: proto.Int32Data.AddRange(tensor.As<ushort>().ToArray().Select(bits => (int)bits)); break;
            default: proto.Int32Data.AddRange(tensor.ToInt64s().Select(value => (int)value)); break;
        }

        Assert.Equal(tensor.Bytes.ToArray(), OnnxTensorReader.Read(proto.ToByteArray()).Tensor.Bytes.ToArray());
    }

    [Fact]
    public void An_empty_tensor_needs_no_data()
    {
        TensorProto proto = new() { DataType = 1 };
        proto.Dims.AddRange([0, 5]);
        Assert.Equal("f32[0,5]", OnnxTensorReader.Read(proto.ToByteArray()).Tensor.ToString());
    }

    [Fact]
    public void Any_stored_byte_but_0_is_true()
    {
        TensorProto proto = new() { DataType = 9, RawData = ByteString.CopyFrom(0, 2, 255) };
        proto.Dims.Add(3);
        Assert.Equal([0L, 1, 1], OnnxTensorReader.Read(proto.ToByteArray()).Tensor.ToInt64s());
    }

    [Theory]
    [InlineData(1, new long[] { 3 }, 8, "raw_data holds 8 bytes, f32[3] takes 12")]
    [InlineData(8, new long[] { 3 }, 0, "elements of STRING are not supported; float32, float16, bfloat16, float64, the integers of 8 to 64 bits and bool are")]
    [InlineData(1, new long[] { -3 }, 0, "dim -3 is negative")]
    [InlineData(1, new long[] { 1L << 40, 1L << 40 }, 0, "dims [1099511627776,1099511627776] of f32 take more than 2147483583 bytes")]
    [InlineData(0, new long[] { }, 0, "no element type: this is no tensor; sequences, maps and optionals are not supported")]
    [InlineData(99, new long[] { }, 0, "elements of type 99 are not supported; float32, float16, bfloat16, float64, the integers of 8 to 64 bits and bool are")]
    public void What_contradicts_itself_is_refused(int type, long[] dims, int bytes, string problem)
    {
        TensorProto proto = new() { Name = "t", DataType = type, RawData = ByteString.CopyFrom(new byte[bytes]) };
        proto.Dims.AddRange(dims);
        OnnxFormatException error = Assert.Throws<OnnxFormatException>(() => OnnxTensorReader.Read(proto.ToByteArray(), "t.pb"));
        Assert.Equal($"t.pb: tensor 't': {problem}", error.Message);
    }

    [Fact]
    public void A_narrow_element_out_of_range_is_refused()
    {
        TensorProto proto = new() { DataType = 3 };
        proto.Dims.Add(1);
        proto.Int32Data.Add(200);
        Assert.Equal("element 0 is 200, which i8 cannot hold", Assert.Throws<OnnxFormatException>(() => OnnxTensorReader.Read(proto.ToByteArray())).Problem);
    }

    [Fact]
    public void Too_few_typed_elements_are_refused()
    {
        TensorProto proto = new() { DataType = 7 };
        proto.Dims.AddRange([2, 2]);
        proto.Int64Data.AddRange([1, 2, 3]);
        Assert.Equal("int64_data holds 3 elements, i64[2,2] takes 4", Assert.Throws<OnnxFormatException>(() => OnnxTensorReader.Read(proto.ToByteArray())).Problem);
    }
}
