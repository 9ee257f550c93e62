using System.Buffers.Binary;
using System.Text;
using Lucid.Files;
using Lucid.Tensors;
using Lucid.Testing;
using Xunit;

namespace Lucid.Tools.Tests.Files;

public sealed class NpyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F64)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.I64)]
    [InlineData(ElementType.I32)]
    [InlineData(ElementType.I16)]
    [InlineData(ElementType.I8)]
    [InlineData(ElementType.U64)]
    [InlineData(ElementType.U32)]
    [InlineData(ElementType.U16)]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.Bool)]
    public void What_was_written_is_read_back(ElementType element)
    {
        foreach (Shape shape in new[] { new Shape(), new Shape(1), new Shape(5), new Shape(2, 3), new Shape(0, 4), new Shape(2, 1, 3, 1) })
        {
            HostTensor tensor = HostTensor.FromDoubles(element, shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (double)(i % 2))]);
            TensorFiles.Write(_folder["a.npy"], [new("ignored", tensor)]);
            NamedTensor read = TensorFiles.ReadSingle(_folder["a.npy"]);
            Assert.Equal("", read.Name);
            TensorAssert.BitwiseEqual(tensor, read.Tensor);
        }
    }

    [Fact]
    public void A_file_of_numpy_is_written_again_byte_for_byte()
    {
        byte[] numpy = RepositoryRoot.ReadBytes("examples/latents.npy");
        HostTensor tensor = TensorFiles.ReadSingle(RepositoryRoot.Combine("examples/latents.npy")).Tensor;
        Assert.Equal("f32[64,16]", tensor.ToString());
        Assert.Equal(numpy, Damage.Bytes("a.npy", tensor));
    }

    [Fact]
    public void Fortran_order_becomes_row_major()
    {
        // Stored: the first axis fastest.
        HostTensor tensor = Read("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 2, 3, 4, 5, 6]);
        Assert.Equal(new byte[] { 1, 3, 5, 2, 4, 6 }, tensor.Bytes.ToArray());
        HostTensor cube = Read("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 2), }", [0, 1, 2, 3, 4, 5, 6, 7]);
        Assert.Equal(new byte[] { 0, 4, 2, 6, 1, 5, 3, 7 }, cube.Bytes.ToArray());
    }

    [Fact]
    public void Big_endian_is_converted()
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteSingleBigEndian(data, 1.5f);
        BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(4), -2f);
        Assert.Equal([1.5f, -2f], Read("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", data).ToFloats());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_three_versions_are_read(int version)
    {
        Assert.Equal("u8[3]", Read("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", [1, 2, 3], version).ToString());
    }

    [Fact]
    public void A_header_may_be_written_in_any_order_and_spacing()
    {
        Assert.Equal("i16[2,1]", Read("{\"shape\":(2,1L),'descr':\"<i2\" , 'fortran_order' :False}", [1, 0, 2, 0]).ToString());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4, "byte 68: f32[2] takes 8 bytes, the file has 4 from here")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 5, "byte 68: f32[1] takes 4 bytes, the file has 5 from here")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "byte 20: element type '|O'; supported are f4, f8, f2, i8, i4, i2, i1, u8, u4, u2, u1, b1 in either byte order")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (1,), }", 4, "byte 20: element type '|f4'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, "byte 20: structured arrays are not supported")]
    [InlineData("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,), }", 4, "byte 44: expected True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", 4, "the header lacks one of")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4, "byte 27: unexpected key 'descr'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4, "expected an extent")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", 4, "more elements than 63 bits count")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,), }", 4, "more elements than 63 bits count")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x", 4, "text after the header's dictionary")]
    [InlineData("", 0, "expected '{'")]
    public void A_false_header_is_refused_with_its_place(string header, int dataBytes, string message)
    {
        TensorFileException fault = Assert.Throws<TensorFileException>(() => Read(header, new byte[dataBytes]));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_axes_than_32_are_refused()
    {
        string ones = string.Concat(Enumerable.Repeat("1, ", 33));
        Assert.Contains("more than 32 axes",
            Assert.Throws<TensorFileException>(() => Read($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({ones}), }}", [1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_file_is_named_so()
    {
        File.WriteAllText(_folder["a.npy"], "this is text");
        Assert.Equal($"{_folder["a.npy"]}: byte 0: this is no NPY file; expected \\x93NUMPY",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["a.npy"])).Message);
        File.WriteAllBytes(_folder["b.npy"], [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 4, 0]);
        Assert.Contains("byte 6: NPY version 4.0; readable are 1.0, 2.0 and 3.0",
            Assert.Throws<TensorFileException>(() => TensorFiles.Read(_folder["b.npy"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bfloat16_is_refused_by_name_and_leaves_no_file()
    {
        HostTensor tensor = HostTensor.FromDoubles(ElementType.BF16, new Shape(1), [1]);
        Assert.Contains("NumPy has no element type bf16",
            Assert.Throws<TensorFileException>(() => TensorFiles.Write(_folder["a.npy"], [new("", tensor)])).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Damaged_files_give_a_tensor_or_the_named_exception()
    {
        byte[] valid = Damage.Bytes("a.npy", HostTensor.Of(new Shape(2, 3), 1, 2, 3, 4, 5, 6));
        Damage.EveryTruncationFails(".npy", valid);
        Damage.Survives(".npy", valid, rounds: 1500, seed: 20260101);
    }

    private HostTensor Read(string header, byte[] data, int version = 1)
    {
        using MemoryStream stream = new();
        stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', (byte)version, 0]);
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = BitConverter.GetBytes(text.Length);
        stream.Write(length.AsSpan(0, version == 1 ? 2 : 4));
        stream.Write(text);
        stream.Write(data);
        File.WriteAllBytes(_folder["made.npy"], stream.ToArray());
        return TensorFiles.ReadSingle(_folder["made.npy"]).Tensor;
    }
}
